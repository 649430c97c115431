"""The compiled instrument: its questions, their order and their conditions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

Labels = Mapping[str, str]  # language tag → text
Tree = list[Any]  # a parsed expression, see expressions.py


# Names may hold points (“P2.S1”); a part of digits alone is an instance.
_PLACES = re.compile(r"(?:\.[1-9][0-9]{0,2})+\Z", re.ASCII)


NO_MODULE = "none"
_MORE_THAN_ONE = [">", ["call", "count-selected", [["self"]]], ["num", 1.0]]
# What an interview can count as once a note that stops it is shown.
STOP_OUTCOMES = ("unsafe", "unclear", "not_begun", "refused", "too_young")


class QuestionType(StrEnum):
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    RANGE = "range"
    RANK = "rank"
    ACKNOWLEDGE = "acknowledge"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
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
    """columns: its other columns of the choices sheet, read by choice filters.

    lost: of a module, what stays unknown where a round leaves it out.
    """

    code: str
    label: Labels
    state: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, Labels] = field(default_factory=dict)
    lost: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    type: QuestionType
    label: Labels
    hint: Labels = field(default_factory=dict)
    guidance: Labels = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    choice_filter: Tree | None = None
    relevance: Tree | None = None
    constraint: Tree | None = None
    constraint_message: Labels = field(default_factory=dict)
    soft_constraint: Tree | None = None
    soft_message: Labels = field(default_factory=dict)
    required: bool = False
    required_message: Labels = field(default_factory=dict)
    calculation: Tree | None = None
    trigger: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    media: Mapping[str, Labels] = field(default_factory=dict)
    repeats: tuple[str, ...] = ()
    default: Any = None
    default_expression: Tree | None = None  # worked out once, when the question begins
    appearance: str = ""
    standards: tuple[str, ...] = ()
    sensitivity: int = 1
    distress: int = 0
    core: bool = False
    sealed: bool = False
    observed: bool = False
    slot: str | None = None
    outcome: str = ""  # of an interview in which this note is shown
    max_length: int | None = None
    _by_code: dict[str, Choice] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def choice(self, code: str) -> Choice | None:
        if not self._by_code:
            self._by_code.update((choice.code, choice) for choice in self.choices)
        return self._by_code.get(code)

    def state_code(self, state: str) -> str:
        return next((c.code for c in self.choices if c.state == state), "")

    @property
    def answerable(self) -> bool:
        """Whether somebody answers it: it is no note, and not worked out."""
        unanswered = (QuestionType.NOTE, QuestionType.CALCULATE, QuestionType.HIDDEN)
        return self.type not in unanswered and not self.is_worked_out

    @property
    def is_worked_out(self) -> bool:
        """Whether its answer is a calculation, at every moment."""
        return self.calculation is not None and not self.trigger

    @property
    def waits_for_wording(self) -> bool:
        """Whether the wording of this slot is missing; it is not asked then."""
        return self.slot is not None and any(
            text.startswith("[") for text in self.label.values()
        )


@dataclass(frozen=True, slots=True)
class Screen:
    """One step of the wizard; `relevance` holds those of its groups, all needed.

    repeats: those it stands in, outermost first. roster: the repeat whose instances
    this screen lists, adds and takes away; such a screen has no questions.
    """

    name: str
    label: Labels
    questions: tuple[Question, ...]
    relevance: tuple[Tree, ...] = ()
    repeats: tuple[str, ...] = ()
    roster: str = ""
    appearance: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions asked once for each instance. count: how many; None when added.

    repeats: those around it, outermost first; relevance: of the groups around it and
    its own.
    """

    name: str
    label: Labels
    count: Tree | None = None
    relevance: tuple[Tree, ...] = ()
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    label: Labels
    screens: tuple[Screen, ...]
    relevance: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    id: str
    version: str
    title: Labels
    default_language: str
    languages: tuple[Language, ...]
    sections: tuple[Section, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    repeats: tuple[Repeat, ...] = ()
    _questions: dict[str, tuple[Section, Screen, Question]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _screens: dict[str, tuple[Section, Screen]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    plans: dict[str, Any] = field(  # filled by compiled_questions.py, once
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for section in self.sections:
            for screen in section.screens:
                self._screens[screen.name] = (section, screen)
                for question in screen.questions:
                    self._questions[question.name] = (section, screen, question)

    def has(self, name: str) -> bool:
        return name in self._questions

    def question(self, key: str) -> Question:
        """A question by its name, or by the key of one of its instances."""
        return self._questions[split_key(key)[0]][2]

    def place_of(self, name: str) -> tuple[Section, Screen, Question]:
        """(section, screen, question) of a question name."""
        return self._questions[name]

    def repeat(self, name: str) -> Repeat | None:
        return next((repeat for repeat in self.repeats if repeat.name == name), None)

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for _s, _t, question in self._questions.values())

    def with_default(self) -> tuple[Question, ...]:
        """The questions that begin with an answer."""
        if "with default" not in self.plans:
            self.plans["with default"] = tuple(
                question
                for question in self.questions()
                if question.default is not None or question.default_expression
            )
        questions: tuple[Question, ...] = self.plans["with default"]
        return questions

    def screen(self, step: str) -> Screen:
        return self._screens[split_key(step)[0]][1]

    def has_screen(self, step: str) -> bool:
        return split_key(step)[0] in self._screens

    def section_of(self, step: str) -> Section:
        return self._screens[split_key(step)[0]][0]

    def section(self, name: str) -> Section:
        return next(s for s in self.sections if s.name == name)

    @property
    def modules_question(self) -> str:
        """The question whose choices are modules, or ""; a round answers it."""
        return self.settings.get("modules", "")

    @property
    def modules(self) -> tuple[Choice, ...]:
        """The modules that a round can choose; the code none stands for the core."""
        if not self.has(self.modules_question):
            return ()
        choices = self.question(self.modules_question).choices
        return tuple(choice for choice in choices if choice.code != NO_MODULE)

    @property
    def has_respondent(self) -> bool:
        """Whether somebody is asked; checklists and law reviews have none."""
        return self.settings.get("respondent") != "none"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON; equal for equal instruments."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        texts = {"title": dict(self.title), "settings": dict(self.settings)}
        lists = {name: _written(choices) for name, choices in self.lists.items()}
        return {**_written(self), **texts, **({"lists": lists} if lists else {})}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Instrument:
        lists = {
            name: tuple(_choice(choice) for choice in choices)
            for name, choices in written.get("lists", {}).items()
        }
        return cls(
            **{
                **written,
                "languages": tuple(
                    Language(**language) for language in written["languages"]
                ),
                "sections": tuple(
                    _section(section, lists) for section in written["sections"]
                ),
                "lists": lists,
                "repeats": tuple(
                    _repeat(repeat) for repeat in written.get("repeats", ())
                ),
            }
        )


def split_key(key: str) -> tuple[str, tuple[int, ...]]:
    """("age", (2, 1)) of the key “age.2.1”; a key without instances is a name."""
    match = _PLACES.search(key) if "." in key else None
    if match is None:
        return key, ()
    places = match[0][1:].split(".")
    return key[: match.start()], tuple(int(place) for place in places)


def lone_choices(question: Question) -> set[str]:
    """Choices that exclude all others, by the constraint of a question of several.

    That of "none" is: not(selected(., 'none') and count-selected(.) > 1).
    """
    return {
        code
        for code in (choice.code for choice in question.choices)
        if question.constraint == _excluding(code)
    }


def _excluding(code: str) -> Tree:
    chosen = ["call", "selected", [["self"], ["str", code]]]
    return ["call", "not", [["and", chosen, _MORE_THAN_ONE]]]


def key_of(name: str, instance: tuple[int, ...] = ()) -> str:
    """The key under which an answer of one instance is stored."""
    return ".".join([name, *map(str, instance)]) if instance else name


def _written(thing: Any) -> Any:
    """A JSON tree without the fields that are empty or private."""
    if isinstance(thing, tuple):
        return [_written(element) for element in thing]
    if not is_dataclass(thing):
        return thing
    skipped = SHARED if isinstance(thing, Question) and thing.list_name else ()
    return {
        field.name: _written(value)
        for field in fields(thing)
        if field.init
        and field.name not in skipped
        and _is_written(field.name, value := getattr(thing, field.name))
    }


def _is_written(name: str, value: Any) -> bool:
    """Whether a field must be written; a default of 0 is one, a level of 0 is not."""
    if value is None or value in ("", False, (), [], {}):
        return name == "default" and isinstance(value, (int, float))
    return True


Lists = Mapping[str, tuple[Choice, ...]]
SHARED = ("choices",)  # written once, with the lists of the instrument


def _section(written: Mapping[str, Any], lists: Lists) -> Section:
    return Section(
        name=written["name"],
        label=written.get("label", {}),
        screens=tuple(_screen(screen, lists) for screen in written["screens"]),
        relevance=tuple(written.get("relevance", ())),
    )


def _screen(written: Mapping[str, Any], lists: Lists) -> Screen:
    return Screen(
        name=written["name"],
        label=written.get("label", {}),
        questions=tuple(
            _question(question, lists) for question in written.get("questions", ())
        ),
        relevance=tuple(written.get("relevance", ())),
        repeats=tuple(written.get("repeats", ())),
        roster=written.get("roster", ""),
        appearance=written.get("appearance", ""),
    )


def _question(written: Mapping[str, Any], lists: Lists) -> Question:
    arguments = {"label": {}, **written, "type": QuestionType(written["type"])}
    arguments["choices"] = lists.get(written.get("list_name", ""), ())
    for name in ("standards", "repeats", "trigger"):
        arguments[name] = tuple(written.get(name, ()))
    return Question(**arguments)


def _repeat(written: Mapping[str, Any]) -> Repeat:
    places = {name: tuple(written.get(name, ())) for name in ("relevance", "repeats")}
    return Repeat(**{"label": {}, **written, **places})


def _choice(written: Mapping[str, Any]) -> Choice:
    return Choice(
        written["code"],
        written.get("label", {}),
        written.get("state"),
        written.get("columns", {}),
        written.get("media", {}),
        written.get("lost", {}),
    )
