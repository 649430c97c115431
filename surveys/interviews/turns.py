"""What the buttons of the bar and of the menu do, on every page of an interview.

A page saves what was typed on it first; then the button leads somewhere.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from surveys.engine.compiled_questions import PRIVACY
from surveys.engine.journey import Journey
from surveys.engine.relevance import OVERHEARD
from surveys.instruments import versions
from surveys.instruments.answer_labels import own_name
from surveys.interviews import drafts
from surveys.interviews.breaks import place_form
from surveys.interviews.breaks.clock import clock_of
from surveys.models import Draft

YEAR = 365 * 24 * 3600
# What a device remembers: the word of the button → what it may be.
REMEMBERED = {
    "theme": ("light", "dark", "sun"),
    "text": ("normal", "large", "larger"),
    "tap": ("on", "off"),
}


def turn(
    request: HttpRequest, draft: Draft, go: str, *, here: str
) -> HttpResponse | None:
    """The answer to a button that every page has; None where it is the page's own.

    go: the button, such as "pause" or "theme:dark". here: the address of the page.
    """
    word, _colon, detail = go.partition(":")
    if word in ("pause", "help", "sections", "stop"):
        if word in ("pause", "stop"):
            drafts.begin_break(draft=draft)
        return redirect(word, draft.pk)
    if word == "came":
        return _somebody_came_in(request, draft)
    if word == "save":
        return redirect("today")
    if word in REMEMBERED and detail in REMEMBERED[word]:
        return _remember(redirect(here), word, detail)
    if word == "interface" and detail in dict(settings.LANGUAGES):
        return _remember(redirect(here), settings.LANGUAGE_COOKIE_NAME, detail)
    return _change_language(draft, word, detail, here)


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=YEAR, samesite="Strict", httponly=True)
    return response


def _change_language(
    draft: Draft, word: str, detail: str, here: str
) -> HttpResponse | None:
    spoken = {x.tag for x in versions.instrument_of(draft.version).languages}
    if word == "language" and detail in spoken:
        drafts.set_language(draft=draft, language=detail)
    elif word == "second" and detail in {"", *spoken}:
        drafts.set_second_language(draft=draft, language=detail)
    else:
        return None
    return redirect(here)


def _somebody_came_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Cover the interview; until the way back is answered somebody may hear."""
    answers, unchecked = drafts.read_draft(draft)
    if PRIVACY in answers:
        instrument = versions.instrument_of(draft.version)
        if instrument.question(PRIVACY).choice(OVERHEARD):
            drafts.save_draft(
                draft=draft,
                revision=draft.revision,
                answers=answers | {PRIVACY: OVERHEARD},
                unchecked=unchecked,
                place=drafts.last_screen(draft),
            )
    drafts.begin_break(draft=draft)
    return place_form.cover(request, draft.pk)


def to_last_screen(draft: Draft) -> HttpResponse:
    """Back to the question, or to the next that may be asked; first to the first."""
    answers, _unchecked = drafts.read_draft(draft)
    journey = drafts.journey_for(draft, answers)
    screen = drafts.last_screen(draft)
    path = [step.name for step in journey.screens()]
    if not journey.instrument.has_screen(screen):
        return redirect("ask", draft.pk, path[0])
    if screen in path:
        return redirect("ask", draft.pk, screen)
    following = journey.next_screen(screen)
    if following is None:
        return redirect("check", draft.pk)
    return redirect("ask", draft.pk, following.name)


def frame_of(
    request: HttpRequest, draft: Draft, journey: Journey | None = None
) -> dict[str, Any]:
    """What the frame of every page of an interview shows."""
    if journey is None:
        answers, _unchecked = drafts.read_draft(draft)
        journey = drafts.journey_for(draft, answers)
    languages = journey.instrument.languages
    return {
        "draft": draft,
        "clock": clock_of(draft, journey),
        "one_tap": request.COOKIES.get("tap") != "off",
        "languages": [(x, own_name(x)) for x in languages],
        "interface_languages": settings.LANGUAGES,
        "second": draft.second_language,
        "place_form_label": place_form.label(),
        "turn_address": reverse("turn", args=[draft.pk]),
    }
