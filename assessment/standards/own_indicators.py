"""Writers of the indicators that a round makes for itself.

1. A coordinator or analyst proposes; somebody else of another organisation, or of the
   review body, confirms. Nobody of the State does either.
2. It is tried on practice interviews only: nobody fits a figure to the answers.
3. It is never changed. It is ended, and another one is proposed in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.access import own_indicator_rounds_for, proposable_rounds_for
from assessment.frames.closed_questions import asks, has_questions
from assessment.frames.measures import compile_measures, scope_of
from assessment.models import Indicator, Statistic
from surveys import audit
from surveys.access import has_role, memberships_of
from surveys.engine.evaluate import compile_expression
from surveys.engine.expressions import ExpressionProblem, calls, nodes
from surveys.exceptions import Refused
from surveys.instruments.notes import spoken
from surveys.instruments.versions import instrument_of, published_versions
from surveys.models import (
    Act,
    Instrument,
    InstrumentVersion,
    Interview,
    Membership,
    Person,
    PracticeInterview,
    Role,
    Round,
)
from surveys.models.interviews import WITH_ANSWERS

PREFIX = "OWN-"
# They read the clock, the question's own place or a choice's label: not known later.
ONLY_IN_INTERVIEWS = {
    *("today", "now", "random", "once", "uuid", "position", "indexed-repeat"),
    *("pulldata", "jr:choice-name"),
}
ONLY_IN_FORMS = {"self", "column", "item", "up", "position"}


def versions_of(round: Round) -> list[InstrumentVersion]:
    """Versions that were published for a round or used in it, the newest first."""
    used = Interview.objects.filter(round=round).values("version")
    either = InstrumentVersion.objects.filter(pk__in=used) | (
        InstrumentVersion.objects.filter(pk__in=published_versions(round).values("pk"))
    )
    return list(either.select_related("instrument").order_by("-pk"))


def check_expression(text: str, round: Round, instrument: Instrument) -> None:
    """Raise Refused, with what is wrong and where, for an expression of no use."""
    try:
        expression = compile_expression(text)
    except ExpressionProblem as problem:
        raise Refused(
            _("%(problem)s. Look at character %(number)d of “%(text)s”.")
            % {
                "problem": spoken(problem.sentence),
                "number": problem.position + 1,
                "text": text,
            }
        ) from problem
    names = {name for name, _arguments in calls(expression.tree)}
    kinds = {node[0] for node in nodes(expression.tree)}
    wrong = sorted(names & ONLY_IN_INTERVIEWS) or sorted(kinds & ONLY_IN_FORMS)
    if wrong:
        raise Refused(
            _(
                "“%(name)s” has a meaning only while somebody is interviewed. Name the"
                " questions, as in ${question}."
            )
            % {"name": wrong[0]}
        )
    _check_questions(sorted(expression.references), round, instrument)


def _check_questions(names: list[str], round: Round, instrument: Instrument) -> None:
    """Every question is one of the instrument, and its answers are codes or numbers."""
    if not names:
        raise Refused(_("Name at least one question, as in ${question}."))
    asking = [
        instrument_of(version)
        for version in versions_of(round)
        if version.instrument_id == instrument.pk
    ]
    for name in names:
        having = [compiled for compiled in asking if compiled.has(name)]
        if not having:
            raise Refused(
                _("${%(name)s} is no question of %(instrument)s.")
                % {"name": name, "instrument": instrument}
            )
        if any(compiled.question(name).sealed for compiled in having):
            raise Refused(
                _(
                    "${%(name)s} holds people’s own words, which are sealed. Choose a"
                    " question with choices or a number."
                )
                % {"name": name}
            )
    if not any(has_questions(compiled, names) for compiled in asking):
        raise Refused(
            _(
                "No version asks all of these questions: %(names)s. Use questions that"
                " are asked together."
            )
            % {"names": ", ".join(f"${{{name}}}" for name in names)}
        )


@transaction.atomic
def propose(*, indicator: Indicator, by: Person) -> Indicator:
    """Store an indicator that waits for a second person. Its key is given here."""
    round = indicator.round
    if round is None or indicator.instrument is None:
        raise ValueError("an own indicator has a round and an instrument")
    if not may_propose(by, round):
        raise Refused(
            _("Only a coordinator or an analyst of this round can propose a figure.")
        )
    for text in (indicator.numerator, indicator.denominator):
        check_expression(text, round, indicator.instrument)
    # One row is locked for all: two proposals at one moment have different numbers.
    Indicator.objects.select_for_update().order_by("place").first()
    numbers = Indicator.objects.filter(round__isnull=False).values_list("pk", flat=True)
    number = 1 + max((int(pk.removeprefix(PREFIX)) for pk in numbers), default=0)
    indicator.pk = f"{PREFIX}{number}"
    indicator.place = Indicator.FIRST_PLACE + number
    indicator.source = indicator.instrument.source
    indicator.state = Indicator.State.PROPOSED
    indicator.proposed_by, indicator.proposed_at = by, timezone.now()
    indicator.save(force_insert=True)
    _record(indicator, by, "proposed")
    return indicator


@transaction.atomic
def confirm(*, indicator: Indicator, by: Person) -> Indicator:
    """Let an indicator be computed with the next figures of its round."""
    locked = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if locked.state != Indicator.State.PROPOSED:
        raise Refused(_("This figure does not wait for a second person any more."))
    _check_second_person(locked, by)
    locked.state = Indicator.State.CONFIRMED
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    locked.save()
    _record(locked, by, "confirmed")
    return locked


@transaction.atomic
def end(*, indicator: Indicator, by: Person) -> Indicator:
    """Stop an indicator: later figures leave it out, figures of before stay."""
    locked = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if locked.round is None or not may_propose(by, locked.round):
        raise Refused(
            _("Only a coordinator or an analyst of this round can end a figure.")
        )
    if locked.state == Indicator.State.ENDED:
        raise Refused(_("This figure has ended already. Nothing has changed."))
    locked.state = Indicator.State.ENDED
    locked.save()
    _record(locked, by, "ended")
    return locked


def _record(indicator: Indicator, by: Person, act: str) -> None:
    about, detail = f"indicator:{indicator.pk}", {"act": act}
    audit.record(
        Act.OWN_INDICATOR, by=by, round=indicator.round, about=about, detail=detail
    )


def may_propose(person: Person, round: Round) -> bool:
    return bool(proposable_rounds_for(person).filter(pk=round.pk).exists())


def _check_second_person(indicator: Indicator, by: Person) -> None:
    """The second person is of the review body, or of another organisation."""
    round = indicator.round
    if round is None or not own_indicator_rounds_for(by).filter(pk=round.pk).exists():
        raise Refused(
            _(
                "Only the review body, or a coordinator or analyst of another"
                " organisation, can confirm a figure. Nobody of the State does."
            )
        )
    if by.pk == indicator.proposed_by_id:
        raise Refused(
            _("You proposed this figure yourself. Somebody else must confirm it.")
        )
    if has_role(by, round, Role.REVIEWER):
        return
    of_proposer = Membership.objects.filter(person=indicator.proposed_by_id)
    mine = memberships_of(by).filter(round=round)
    if mine.filter(organisation__in=of_proposer.values("organisation")).exists():
        raise Refused(
            _(
                "You work for the organisation of the person who proposed this figure."
                " Someone of another organisation must confirm it."
            )
        )


def may_confirm(person: Person, indicator: Indicator) -> bool:
    if indicator.state != Indicator.State.PROPOSED:
        return False
    try:
        _check_second_person(indicator, person)
    except Refused:
        return False
    return True


def may_end(person: Person, indicator: Indicator) -> bool:
    if indicator.round is None or indicator.state == Indicator.State.ENDED:
        return False
    return may_propose(person, indicator.round)


# -- what it would say of practice interviews ------------------------------------------


@dataclass
class Preview:
    """Practice interviews by what an indicator makes of them, never real ones.

    counts: that count, or have a number; others: that do not count; left_out: reason →
    how many; mean: of the numbers.
    """

    counts: int = 0
    others: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    mean: float | None = None

    @property
    def left_out_in_all(self) -> int:
        return sum(self.left_out.values())

    @property
    def interviews(self) -> int:
        return self.counts + self.others + self.left_out_in_all


def preview(indicator: Indicator) -> Preview:
    """How many practice interviews of the round count, do not, and are left out."""
    (measure,) = compile_measures([indicator])
    result, values = Preview(), []
    for answers in _practised(indicator):
        value, reason = measure.of(scope_of(answers, frozenset()), answers)
        if reason:
            result.left_out[reason] += 1
        elif indicator.statistic == Statistic.MEAN or value:
            result.counts += 1
            values.append(value)
        else:
            result.others += 1
    if indicator.statistic == Statistic.MEAN and values:
        result.mean = sum(values) / len(values)
    return result


def _practised(indicator: Indicator) -> Iterable[Mapping[str, Any]]:
    """Answers of the practice interviews whose version asks the questions."""
    practised = PracticeInterview.objects.filter(
        round=indicator.round,
        version__instrument=indicator.instrument,
        outcome__in=WITH_ANSWERS,
    ).select_related("version__instrument")
    for interview in practised.order_by("pk"):
        if asks(interview.version, indicator):
            yield interview.answers


def own_indicators_of(round: Round) -> QuerySet[Indicator]:
    return Indicator.objects.filter(round=round).select_related(
        "standard", "instrument", "proposed_by", "confirmed_by"
    )
