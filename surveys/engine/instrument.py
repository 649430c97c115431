"""The compiled instrument: what is asked, in which order, under which conditions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Labels = Mapping[str, str]  # language tag → text
Tree = list[Any]  # a parsed expression, see expressions.py


class QuestionType(StrEnum):
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Language:
    tag: str
    name: str
    direction: str  # "ltr" or "rtl"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Labels
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    type: QuestionType
    label: Labels
    hint: Labels = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    relevance: Tree | None = None
    constraint: Tree | None = None
    constraint_message: Labels = field(default_factory=dict)
    required: bool = False
    calculation: Tree | None = None
    appearance: str = ""
    standards: tuple[str, ...] = ()
    sensitivity: int = 1
    distress: int = 0
    core: bool = False
    sealed: bool = False
    observed: bool = False
    slot: str | None = None
    max_length: int | None = None

    def choice(self, code: str) -> Choice | None:
        return next((c for c in self.choices if c.code == code), None)

    def state_code(self, state: str) -> str:
        return next((c.code for c in self.choices if c.state == state), "")

    @property
    def answerable(self) -> bool:
        return self.type not in (
            QuestionType.NOTE,
            QuestionType.CALCULATE,
            QuestionType.HIDDEN,
        )

    @property
    def waits_for_wording(self) -> bool:
        """A slot whose official wording has not been filled in is never asked."""
        return self.slot is not None and any(
            text.startswith("[") for text in self.label.values()
        )


@dataclass(frozen=True, slots=True)
class Screen:
    """One step of the wizard; `relevance` holds those of its groups, all needed."""

    name: str
    label: Labels
    questions: tuple[Question, ...]
    relevance: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    label: Labels
    screens: tuple[Screen, ...]
    relevance: tuple[Tree, ...] = ()


@dataclass(frozen=True)
class Instrument:
    id: str
    version: str
    title: Labels
    default_language: str
    languages: tuple[Language, ...]
    sections: tuple[Section, ...]
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        questions: dict[str, tuple[Section, Screen, Question]] = {}
        screens: dict[str, tuple[Section, Screen]] = {}
        for section in self.sections:
            for screen in section.screens:
                screens[screen.name] = (section, screen)
                for question in screen.questions:
                    questions[question.name] = (section, screen, question)
        object.__setattr__(self, "_questions", questions)
        object.__setattr__(self, "_screens", screens)
        object.__setattr__(self, "plans", {})  # filled by journey.py, once

    _questions: Mapping[str, tuple[Section, Screen, Question]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _screens: Mapping[str, tuple[Section, Screen]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    plans: dict[str, Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def has(self, name: str) -> bool:
        return name in self._questions

    def question(self, name: str) -> Question:
        return self._questions[name][2]

    def place_of(self, name: str) -> tuple[Section, Screen, Question]:
        """(section, screen, question) of a question name."""
        return self._questions[name]

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for _s, _t, question in self._questions.values())

    def screen(self, name: str) -> Screen:
        return self._screens[name][1]

    def section_of(self, screen: str) -> Section:
        return self._screens[screen][0]

    def section(self, name: str) -> Section:
        return next(s for s in self.sections if s.name == name)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON; equal for equal instruments."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "title": dict(self.title),
            "default_language": self.default_language,
            "languages": [asdict(language) for language in self.languages],
            "sections": [_thin(asdict(section)) for section in self.sections],
            "settings": dict(self.settings),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Instrument:
        return cls(
            id=document["id"],
            version=document["version"],
            title=document["title"],
            default_language=document["default_language"],
            languages=tuple(Language(**one) for one in document["languages"]),
            sections=tuple(_section(one) for one in document["sections"]),
            settings=document["settings"],
        )


def _thin(value: Any) -> Any:
    """A JSON tree without the fields that are empty; tuples become lists."""
    if isinstance(value, Mapping):
        return {
            key: _thin(one)
            for key, one in value.items()
            if one not in (None, "", False, (), [], {})
        }
    if isinstance(value, tuple):
        return [_thin(one) for one in value]
    return value


def _section(document: Mapping[str, Any]) -> Section:
    return Section(
        name=document["name"],
        label=document.get("label", {}),
        screens=tuple(_screen(one) for one in document["screens"]),
        relevance=tuple(document.get("relevance", ())),
    )


def _screen(document: Mapping[str, Any]) -> Screen:
    return Screen(
        name=document["name"],
        label=document.get("label", {}),
        questions=tuple(_question(one) for one in document["questions"]),
        relevance=tuple(document.get("relevance", ())),
    )


def _question(document: Mapping[str, Any]) -> Question:
    known = dict(document)
    return Question(
        **{
            **known,
            "type": QuestionType(known["type"]),
            "label": known.get("label", {}),
            "choices": tuple(
                Choice(c["code"], c.get("label", {}), c.get("state"))
                for c in known.get("choices", ())
            ),
            "standards": tuple(known.get("standards", ())),
        }
    )
