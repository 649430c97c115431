"""The screens of one version as HTML fragments, for the interview page of a tablet.

They are made by the templates of the wizard, without an answer and with every question
of a screen. The tablet hides what is not asked, and fills in what was answered.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import get_language_bidi, ngettext

from surveys.engine.instrument import Instrument, QuestionType, Screen
from surveys.engine.journey import JourneyStep
from surveys.instruments.answer_labels import (
    IDENTIFYING,
    REASON_LABELS,
    SENTENCES,
    STATE_LABELS,
    own_name,
)
from surveys.instruments.versions import instrument_of
from surveys.interviews.breaks import place_form
from surveys.interviews.date_parts import NAMED_IN
from surveys.interviews.question_display import Option, ShownScreen, TextInLanguage
from surveys.interviews.referrals import asks_for_referral
from surveys.models import InstrumentVersion

NOBODY = uuid.UUID(int=0)  # a fragment belongs to no open interview
PAGES = {
    "question": "surveys/interviews/question.html",
    "sections": "surveys/interviews/sections.html",
    "check": "surveys/interviews/check.html",
    "pause": "surveys/interviews/breaks/pause.html",
    "stop": "surveys/interviews/breaks/stop.html",
    "erase": "surveys/interviews/breaks/erase.html",
    "private": "surveys/interviews/breaks/private.html",
    "help": "surveys/interviews/breaks/help.html",
    "done": "surveys/interviews/fragments/done.html",
}
BARE = {"document": "surveys/interviews/fragments/page.html"}
UNSEEN = (QuestionType.CALCULATE, QuestionType.HIDDEN)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
MOST_PAGES = 32  # documents that a process remembers


@dataclass(frozen=True, slots=True)
class NoAnswers:
    """Stands in for the journey: everything is asked, nothing is answered."""

    instrument: Instrument

    def is_relevant(self, _key: str) -> bool:
        return True

    def read(self, _key: str) -> str:
        return ""

    def offered(self, key: str) -> Any:
        return self.instrument.question(key).choices


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads the fragments: stands in for the draft in the templates."""

    version: InstrumentVersion
    organisation: Organisation
    language: str
    second_language: str
    pk: uuid.UUID = NOBODY
    practice: bool = False
    round: None = None
    primary_unit: None = None


@dataclass(frozen=True)
class BlankForm:
    """Stands in for the form of a screen: all its questions, nothing typed."""

    instrument: Instrument
    draft: Reading
    step: JourneyStep
    questions: list[Any]
    is_bound: bool = False
    errors: dict[str, Any] = field(default_factory=dict)
    soft: dict[str, str] = field(default_factory=dict)

    @property
    def journey(self) -> NoAnswers:
        return NoAnswers(self.instrument)

    def current(self, _key: str) -> list[str]:
        return []


class FragmentScreen(ShownScreen):
    """A screen with all that it can show: reasons too, and the whole of long lists."""

    _answers = None  # the tablet puts them in

    def _reasons(self, question: Any, key: str) -> list[Option]:
        if not question.soft_constraint:
            return []
        return [
            Option(value, TextInLanguage(str(label), ""), False)
            for value, label in REASON_LABELS.items()
        ]

    def _narrowed(
        self, key: str, codes: list[str], posted: list[str], words: Callable[[str], str]
    ) -> list[str]:
        return codes


def document_of(
    version: InstrumentVersion,
    *,
    page: str,
    language: str,
    second: str = "",
    organisation: str = "",
) -> bytes:
    """The document with the fragments. page: the language of buttons and sentences."""
    return _document(version.uuid, page, language, second, organisation)


@lru_cache(maxsize=MOST_PAGES)
def _document(
    version_id: uuid.UUID, page: str, language: str, second: str, organisation: str
) -> bytes:
    version = InstrumentVersion.objects.select_related("instrument").get(
        uuid=version_id
    )
    reading = Reading(version, Organisation(organisation), language, second)
    with translation.override(page):
        text = render_to_string(
            "surveys/interviews/fragments/document.html", _page(reading, page)
        )
    return text.encode()


def tag_of(content: bytes) -> str:
    """The ETag: the same for the same fragments."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _page(reading: Reading, page: str) -> dict[str, Any]:
    instrument = instrument_of(reading.version)
    frame = _frame(reading, instrument, page)
    return frame | {
        "screens": [
            (screen.name, render_to_string(SCREEN, frame | _screen(reading, screen)))
            for section in instrument.sections
            for screen in section.screens
            if screen.roster or _shown(instrument, screen)
        ],
        "pages": [
            (name, render_to_string(template, frame | BARE | _empty(name, reading)))
            for name, template in PAGES.items()
        ],
        "problems": _problem_texts(),
        "states": {str(state): label for state, label in STATE_LABELS.items()},
        "reasons": REASON_LABELS,
        "identifying": IDENTIFYING,
        "months": month_names(),
        "sheet_number": place_form.number_hash(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "spoken_direction": _direction(instrument, reading.language),
    }


SCREEN = "surveys/interviews/parts/screen.html"


def _direction(instrument: Instrument, tag: str) -> str:
    directions = {language.tag: language.direction for language in instrument.languages}
    return directions.get(tag, "ltr")


def _frame(reading: Reading, instrument: Instrument, page: str) -> dict[str, Any]:
    """What the bar and the menu show, on every page."""
    return {
        "draft": reading,
        "LANGUAGE_CODE": page,
        "demo": True,  # the page takes the line away where nothing is invented
        "invented": settings.DEMO,
        "one_tap": True,
        "languages": [(x, own_name(x)) for x in instrument.languages],
        "interface_languages": settings.LANGUAGES,
        "second": reading.second_language,
        "place_form_label": place_form.label(),
        "turn_address": "",
    }


def _shown(instrument: Instrument, screen: Screen) -> list[Any]:
    return [
        question
        for question in screen.questions
        if question.type not in UNSEEN and question.name != instrument.modules_question
    ]


def _screen(reading: Reading, screen: Screen) -> dict[str, Any]:
    instrument = instrument_of(reading.version)
    step, questions = JourneyStep(screen), _shown(instrument, screen)
    shown = FragmentScreen(BlankForm(instrument, reading, step, questions))
    return {
        "step": step,
        "label": shown.text(step.label) if step.label else None,
        "questions": shown.questions,
        "parts": list(shown.parts()),
        "refers": asks_for_referral(step),
        "roster": [],
        "theirs": False,
    }


def _empty(name: str, reading: Reading) -> dict[str, Any]:
    """What a page shows before the tablet fills it in."""
    match name:
        case "question":
            return {"step": {"name": "-"}, "for_them": True, "asks_something": True}
        case "check":
            return {"with_answers": True}
        case "stop":
            return {"may_be_a_mistake": True}
        case "pause":
            return {"section": True}
        case "erase":
            return {"goes": {"answers": 0, "own_words": 0}}
    return {}


def _problem_texts() -> dict[str, str]:
    """code → sentence; what it is about stands as __name__."""
    texts = {code: _named(str(sentence)) for code, sentence in SENTENCES.items()}
    short, long = (
        "Shorten the text to %(limit)d character.",
        ("Shorten the text to %(limit)d characters."),
    )
    texts["too_long_one"] = _named(ngettext(short, long, 1))
    texts["too_long"] = _named(ngettext(short, long, 2_000))
    return texts


def _named(sentence: str) -> str:
    return PLACEHOLDER.sub(r"__\1__", sentence)


def month_names() -> list[tuple[int, str]]:
    """(number, name) of the months in the languages in which they may be typed."""
    names = []
    for language in NAMED_IN:
        with translation.override(language):
            for number in MONTHS:
                names += [
                    (number, str(MONTHS[number])),
                    (number, str(MONTHS_3[number])),
                ]
    return list(dict.fromkeys(names))
