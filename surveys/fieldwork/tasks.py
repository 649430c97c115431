"""What a coordinator does to set up a round, in its order, and what is done of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.fieldwork.assignments import without_assignment
from surveys.fieldwork.rounds import round_gaps
from surveys.fieldwork.safeguards import gaps_by_site
from surveys.models import (
    Assignment,
    FramePlace,
    Membership,
    PrimaryUnit,
    Quota,
    Role,
    Round,
    RoundVersion,
    Site,
)
from surveys.sealed_answers.custodian_keys import QUORUM, active_keys


class TaskState(StrEnum):
    DONE = "done"
    TO_DO = "to_do"
    WAITS = "waits"  # cannot start yet
    OPTIONAL = "optional"  # nothing is done, and nothing need be


@dataclass(frozen=True, slots=True)
class Task:
    """address: the page on which it is done, "" where somebody else does it. note: what
    is there so far, or why it cannot start yet."""

    name: str
    state: TaskState
    note: str
    address: str = ""


def tasks_of(round: Round) -> list[Task]:
    """The tasks before a round opens."""
    return [
        _instruments(round),
        _frame(round),
        _sample(round),
        _assignments(round),
        _quotas(round),
        _terms(round),
        _safeguards(round),
        _keys(round),
    ]


def opening_doubts(round: Round) -> list[str]:
    """What a coordinator should know before a round opens; it may open all the same."""
    doubts = without_assignment(round)
    drawn = FramePlace.objects.filter(round=round, drawn=True)
    closed = drawn.exclude(access=FramePlace.Access.GRANTED).order_by("code")
    for place in closed:
        text = _("Access to %(place)s, which was drawn: %(access)s.")
        access = place.get_access_display()
        doubts.append(text % {"place": place.code, "access": access})
    if not Membership.objects.filter(
        round=round, role=Role.PROTECTION, ended_at__isnull=True
    ).exists():
        text = _("Nobody is protection contact, so nobody would read urgent risks.")
        doubts.append(text)
    return doubts


def _state(done: bool) -> TaskState:
    return TaskState.DONE if done else TaskState.TO_DO


def _instruments(round: Round) -> Task:
    count = RoundVersion.objects.filter(round=round).count()
    note = ngettext("%(n)d version published", "%(n)d versions published", count)
    note %= {"n": count}
    return Task(_("Instruments"), _state(count > 0), note, reverse("instruments"))


def _frame(round: Round) -> Task:
    count = FramePlace.objects.filter(round=round).count()
    drawn = PrimaryUnit.objects.filter(round=round).exists()
    note = ngettext("%(n)d place in the list", "%(n)d places in the list", count)
    note %= {"n": count}
    address = reverse("frame", args=[round.code])
    return Task(_("Places: the frame"), _state(count > 0 or drawn), note, address)


def _sample(round: Round) -> Task:
    count = PrimaryUnit.objects.filter(round=round).count()
    address = reverse("assessment:draw", args=[round.code])
    name = _("Sample of places")
    if not count and not FramePlace.objects.filter(round=round).exists():
        return Task(name, TaskState.WAITS, _("First upload the list of places."))
    note = ngettext("%(n)d place drawn", "%(n)d places drawn", count) % {"n": count}
    return Task(name, _state(count > 0), note, address)


def _assignments(round: Round) -> Task:
    places = PrimaryUnit.objects.filter(round=round)
    name = _("Assignments")
    if not places.exists():
        return Task(name, TaskState.WAITS, _("First draw the places."))
    given = Assignment.objects.filter(primary_unit__round=round)
    assigned = given.values("primary_unit")
    missing = places.filter(refused_because="").exclude(pk__in=assigned).count()
    note = _("somebody interviews at each place")
    if missing:
        note = ngettext(
            "%(n)d place has nobody yet", "%(n)d places have nobody yet", missing
        ) % {"n": missing}
    address = reverse("assignments", args=[round.code])
    return Task(name, _state(not missing), note, address)


def _quotas(round: Round) -> Task:
    count = Quota.objects.filter(round=round).count()
    address = reverse("quotas", args=[round.code])
    note = ngettext("%(n)d quota", "%(n)d quotas", count) % {"n": count}
    state = TaskState.DONE if count else TaskState.OPTIONAL
    return Task(_("Quotas"), state, note, address)


def _terms(round: Round) -> Task:
    gaps = round_gaps(round)
    note = gaps[0] if gaps else _("recorded")
    return Task(_("Terms"), _state(not gaps), note, reverse("terms", args=[round.code]))


def _safeguards(round: Round) -> Task:
    sites = Site.objects.filter(
        primary_units__round=round, primary_units__refused_because=""
    ).distinct()
    name = _("Risk assessments and partners")
    if not sites:
        return Task(name, TaskState.WAITS, _("First draw the places."))
    missing = sum(map(bool, gaps_by_site(round, sites).values()))
    note = _("in place everywhere")
    if missing:
        note = ngettext(
            "%(n)d place is still locked", "%(n)d places are still locked", missing
        ) % {"n": missing}
    return Task(name, _state(not missing), note, "#places")


def _keys(round: Round) -> Task:
    count = len(active_keys(round))
    note = _(
        "%(n)d confirmed; custodians make them under “Keys”, and the review body"
        " confirms them there"
    ) % {"n": count}
    return Task(_("Keys of two custodians"), _state(count >= QUORUM), note)
