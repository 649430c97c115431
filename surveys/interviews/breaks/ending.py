"""How an interview ends before its last question, and what is asked before it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys import exceptions
from surveys.engine.compiled_questions import PRIVACY, gates
from surveys.engine.expressions import references
from surveys.engine.instrument import Instrument, Section
from surveys.engine.journey import ALONE, Journey, JourneyStep
from surveys.engine.relevance import OVERHEARD
from surveys.engine.values import ReservedState
from surveys.instruments import versions
from surveys.instruments.answer_labels import COMMON_BLOCK, in_language
from surveys.instruments.markup import plain
from surveys.interviews import drafts, finishing
from surveys.interviews.referrals import REFERS, URGENT
from surveys.interviews.unsaved_pages import ended
from surveys.models import Draft

KEEP, ERASE = "keep", "erase"
CONSENT = "x_consent"
CARE = ("x_distress", URGENT, REFERS)


@dataclass(frozen=True, slots=True)
class PrivacyChoice:
    """One answer to who can see or hear, with what follows from it."""

    value: str
    label: str
    language: str
    follows: str


def privacy_choices(instrument: Instrument, language: str) -> list[PrivacyChoice]:
    """The choices of the instrument, the safest last."""
    follows = {
        ALONE: _("All questions come as before."),
        OVERHEARD: _("The hard questions are left out from here on."),
    }
    other = _("The hardest questions are left out from here on.")
    choices = [
        PrivacyChoice(
            choice.code,
            *_label(choice.label, language, instrument),
            follows.get(choice.code, other),
        )
        for choice in instrument.question(PRIVACY).choices
        if choice.state is None
    ]
    return sorted(choices, key=lambda choice: choice.value == OVERHEARD)


def _label(labels: dict[str, str], language: str, instrument: Instrument):
    text, spoken = in_language(labels, language, instrument.default_language)
    return plain(text), spoken


def journey_of(draft: Draft) -> Journey:
    answers, _unchecked = drafts.read_draft(draft)
    return drafts.journey_for(draft, answers)


def section_now(draft: Draft) -> Section | None:
    """The section of the screen that was saved last."""
    instrument, screen = (
        versions.instrument_of(draft.version),
        drafts.last_screen(draft),
    )
    if not screen or not instrument.has_screen(screen):
        return None
    return instrument.section_of(screen)


def leave_out_section(*, draft: Draft) -> JourneyStep | None:
    """Leave the open questions of a section unasked; the screen that comes after.

    They count as not reached. The section can be opened again and answered.
    """
    journey, section = journey_of(draft), section_now(draft)
    if section is None:
        return None
    leave_open(draft=draft, section=section.name)
    screens = journey.section_screens(section.name)
    return journey.next_screen(screens[-1].name) if screens else None


def leave_open(*, draft: Draft, section: str | None = None) -> None:
    """Record that the questions still open were not reached."""
    answers, unchecked = drafts.read_draft(draft)
    drafts.save_draft(
        draft=draft,
        revision=draft.revision,
        answers=answers | left_open(journey_of(draft), section),
        unchecked=unchecked,
        place=drafts.last_screen(draft),
    )


def left_open(journey: Journey, section: str | None = None) -> dict[str, Any]:
    """The open questions of a section, or of all, as not reached.

    Safeguards stay open: whether somebody agreed is asked, or it is not known. So does
    what decides whether a child is asked: the age.
    """
    kept_open = {step.roster for step in journey.steps() if step.roster}
    kept_open |= _decides_assent(journey.instrument)
    return {
        key: {"state": str(ReservedState.NOT_REACHED)}
        for key in journey.unanswered(section)
        if key not in kept_open and not key.startswith(COMMON_BLOCK)
    }


def _decides_assent(instrument: Instrument) -> set[str]:
    """The question to which a child agrees, and those that it hangs on."""
    assent = instrument.settings.get("assent", "")
    if not instrument.has(assent):
        return set()
    conditions = gates(instrument, instrument.question(assent))
    return {assent}.union(*(references(tree) for tree in conditions))


def care_steps(journey: Journey) -> list[JourneyStep]:
    """The screens for the interviewer alone: distress, urgent risk, referral."""
    return [
        step
        for step in journey.screens()
        if any(question.name in CARE for question in step.questions)
    ]


def first_care_screen(draft: Draft) -> str | None:
    """Its address; None where the instrument has no such screen."""
    steps = care_steps(journey_of(draft))
    return reverse("ask", args=[draft.pk, steps[0].name]) if steps else None


def end(request: HttpRequest, draft: Draft, how: str) -> HttpResponse:
    """Hand in what was said, or take it back; the draft stays where that is refused."""
    if draft.practice and how == ERASE:
        drafts.erase_draft(draft=draft)
        messages.success(request, _("The practice interview is deleted."))
        return redirect("practice")
    try:
        if how == ERASE:
            receipt = finishing.take_back(draft_id=draft.pk, by=request.user)
        else:
            receipt = finishing.hand_in(
                draft_id=draft.pk, by=request.user, stopped=True
            )
    except exceptions.Refused as refusal:
        if how == KEEP:
            messages.warning(request, str(refusal))
            return redirect("stop", draft.pk)
        finishing.erase_unsent(draft=draft)
        messages.success(request, _("Everything the person said is erased."))
        return redirect("today")
    return ended(request, draft.pk, receipt)


def may_be_a_mistake(draft: Draft) -> bool:
    """Whether nobody was asked for agreement yet, so that nothing was said."""
    answers, _unchecked = drafts.read_draft(draft)
    instrument = versions.instrument_of(draft.version)
    return instrument.has_respondent and CONSENT not in answers


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """Numbers of what an erasure takes away."""

    answers: int
    own_words: int


def what_goes(draft: Draft) -> WhatGoes:
    journey = journey_of(draft)
    answered = [
        journey.instrument.question(key)
        for key in journey.asked_keys()
        if key in journey.answers
    ]
    own_words = sum(question.sealed for question in answered)
    return WhatGoes(len(answered) - own_words, own_words)
