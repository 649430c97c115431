"""Interviews received against interviews wanted: by place, instrument, day, quota …

Counts only: every row is of several partners, and no answer leaves this module but as
the number of a quota.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Func, QuerySet, Sum, TextField, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys.fieldwork.watching.counted_interviews import latest_interviews
from surveys.models import (
    Assignment,
    Instrument,
    InstrumentVersion,
    Organisation,
    Outcome,
    Person,
    PrimaryUnit,
    Quarantine,
    Quota,
    Round,
    Visit,
)
from surveys.models.interviews import WITH_ANSWERS

NOT_HELD = (
    *(Outcome.REFUSED, Outcome.NOT_BEGUN, Outcome.UNSAFE),
    *(Outcome.UNCLEAR, Outcome.TOO_YOUNG),
)
OUTCOME, LEFT_OUT = 5, 6  # places in the rows of _counted
MOST_DAYS = 400  # a round is not longer; more would be clocks that are wrong


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One row of a table: so many of those wanted. about: what stands beside its name.

    done: with answers and not excluded; stopped: of these, ended early; not_held:
    refused, not begun, not safe, not understood, or too young; excluded: with answers,
    but left out by the team; withdrawn: taken back by the person, afterwards or before
    the end.
    """

    name: str
    done: int = 0
    wanted: int = 0
    not_held: int = 0
    stopped: int = 0
    excluded: int = 0
    withdrawn: int = 0
    about: str = ""
    note: str = ""

    @property
    def share(self) -> int:
        """Percent of those wanted, 100 at most: what a bar shows."""
        if not self.wanted:
            return 0
        return min(100, round(100 * self.done / self.wanted))

    @property
    def text(self) -> str:
        """What stands in the bar."""
        if not self.wanted:
            return str(self.done)
        return _("%(done)d of %(wanted)d · %(share)d%%") % {
            "done": self.done,
            "wanted": self.wanted,
            "share": round(100 * self.done / self.wanted),
        }

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.done)


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """code: in the address; columns of lines: see ProgressLine."""

    code: str
    title: str
    heading: str  # of the first column
    lines: Sequence[ProgressLine]


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """What the pages show of a round."""

    round: Round
    total: ProgressLine
    tables: Sequence[ProgressTable] = ()
    quarantined: int = 0

    @property
    def done(self) -> int:
        return self.total.done

    @property
    def wanted(self) -> int:
        return self.total.wanted


@dataclass(slots=True)
class Tally:
    """Counts of one row while they are added up."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: str, left_out: bool, n: int) -> None:
        if outcome in WITH_ANSWERS and left_out:
            self.counts["excluded"] += n
        elif outcome in WITH_ANSWERS:
            self.counts["done"] += n
            self.counts["stopped"] += n if outcome == Outcome.STOPPED else 0
        elif outcome in NOT_HELD:
            self.counts["not_held"] += n
        else:
            self.counts["withdrawn"] += n

    def line(self, name: str, wanted: int = 0, about: str = "", note: str = "") -> Any:
        return ProgressLine(name, wanted=wanted, about=about, note=note, **self.counts)


Tallies = Mapping[Any, Tally]


def _tallies(rows: Iterable[Any], place: int) -> dict[Any, Tally]:
    """Value of the column at this place of the rows → counts."""
    tallies: dict[Any, Tally] = defaultdict(Tally)
    columns = itemgetter(place, OUTCOME, LEFT_OUT)
    for (value, outcome, left_out), n in Counter(map(columns, rows)).items():
        tallies[value].add(outcome, left_out, n)
    return tallies


def totals_of(round: Round) -> RoundProgress:
    """The total of a round alone, for the list of rounds."""
    tally = Tally()
    counted = latest_interviews(round).values_list("outcome", "left_out")
    for outcome, left_out, n in counted.annotate(n=Count("pk")).order_by():
        tally.add(outcome, left_out, n)
    wanted = Assignment.objects.filter(primary_unit__round=round).aggregate(
        n=Sum("wanted")
    )["n"]
    return RoundProgress(round, tally.line(_("All"), wanted or 0))


def progress_of(
    round: Round, own: QuerySet[Any], instrument: str = ""
) -> RoundProgress:
    """All tables of a round.

    own: the organisations whose interviewers are listed by name; of others the counts
    of the organisation alone. instrument: the code of the only one that is counted.
    """
    quotas = list(
        Quota.objects.filter(round=round).select_related(
            "instrument", "primary_unit__site", "stratum"
        )
    )
    assignments = Assignment.objects.filter(primary_unit__round=round)
    counted = latest_interviews(round)
    if instrument:
        quotas = [quota for quota in quotas if quota.instrument.code == instrument]
        counted = counted.filter(version__instrument__code=instrument)
        assignments = assignments.filter(instrument__code=instrument)
    rows = _counted(counted, quotas)
    plan = list(
        assignments.values_list(
            "primary_unit",
            "instrument",
            "organisation",
            "person",
            "wanted",
            "instrument__code",
            "instrument__source",
            "organisation__name",
            "person__name",
        )
    )
    total = Tally()
    outcomes = Counter(map(itemgetter(OUTCOME, LEFT_OUT), rows))
    for (outcome, left_out), n in outcomes.items():
        total.add(outcome, left_out, n)
    return RoundProgress(
        round=round,
        total=total.line(_("All"), sum(row[4] for row in plan)),
        tables=[
            _by_place(round, rows, plan),
            _by_instrument(rows, plan),
            _by_quota(round, quotas, rows),
            _by_organisation(rows, plan),
            _by_interviewer(rows, plan, own),
            _by_day(rows),
        ],
        quarantined=Quarantine.objects.filter(round=round, settled="").count(),
    )


def _counted(counted: QuerySet[Any], quotas: Sequence[Quota]) -> list[Any]:
    """A row for each interview, from one query.

    place, instrument, organisation, interviewer, day, outcome, left out, and the
    answers by the order of _questions. They are counted here: a database would sort
    them all for each table.
    """
    versions = dict(InstrumentVersion.objects.values_list("pk", "instrument"))
    return [
        (unit, versions[version], *others)
        for unit, version, *others in counted.order_by().values_list(
            "primary_unit",
            "version",
            "organisation",
            "by",
            "held_on",
            "outcome",
            "left_out",
            *map(AnswerText, _questions(quotas)),
        )
    ]


def _questions(quotas: Sequence[Quota]) -> list[str]:
    return list(dict.fromkeys(quota.question for quota in quotas))


def _wanted(plan: Iterable[Any], place: int) -> Counter[Any]:
    wanted: Counter[Any] = Counter()
    for row in plan:
        wanted[row[place]] += row[4]
    return wanted


def _by_place(round: Round, rows: Sequence[Any], plan: Sequence[Any]) -> ProgressTable:
    tallies, wanted = _tallies(rows, 0), _wanted(plan, 0)
    last_visits: dict[int, date] = {}
    for unit, day in (
        Visit.objects.filter(primary_unit__round=round)
        .order_by("held_on")
        .values_list("primary_unit", "held_on")
    ):
        last_visits[unit] = day
    lines = []
    for unit in PrimaryUnit.objects.filter(round=round).select_related(
        "stratum", "site", "replaced_by__site"
    ):
        note = ""
        if unit.pk in last_visits:
            day = date_format(last_visits[unit.pk], "j M")
            note = _("Last visit: %(day)s") % {"day": day}
        if unit.refused_because:
            note = _("Access refused")
        name = f"{unit.site.code} {unit.site.name}"
        tally = tallies.get(unit.pk, Tally())
        lines.append(tally.line(name, wanted[unit.pk], unit.stratum.name, note))
    return ProgressTable("place", _("By place"), _("Place"), lines)


def _by_instrument(rows: Sequence[Any], plan: Sequence[Any]) -> ProgressTable:
    tallies, wanted = _tallies(rows, 1), _wanted(plan, 1)
    instruments = Instrument.objects.filter(pk__in={*tallies, *wanted})
    lines = [
        tallies.get(instrument.pk, Tally()).line(
            instrument.name, wanted[instrument.pk], instrument.code
        )
        for instrument in instruments.order_by("source", "code")
    ]
    return ProgressTable("instrument", _("By instrument"), _("Instrument"), lines)


def _by_organisation(rows: Sequence[Any], plan: Sequence[Any]) -> ProgressTable:
    tallies, wanted = _tallies(rows, 2), _wanted(plan, 2)
    organisations = Organisation.objects.filter(pk__in={*tallies, *wanted})
    lines = [
        tallies.get(organisation.pk, Tally()).line(
            organisation.name, wanted[organisation.pk]
        )
        for organisation in organisations.order_by("name")
    ]
    return ProgressTable("organisation", _("By organisation"), _("Organisation"), lines)


def _by_interviewer(
    rows: Sequence[Any], plan: Sequence[Any], own: QuerySet[Any]
) -> ProgressTable:
    """Interviewers of one's own organisations; nobody of a partner is named."""
    keys = set(own.values_list("pk", flat=True))
    rows = [row for row in rows if row[2] in keys]
    plan = [row for row in plan if row[2] in keys]
    tallies, wanted = _tallies(rows, 3), _wanted(plan, 3)
    people = Person.objects.filter(pk__in={*tallies, *wanted})
    lines = [
        tallies.get(person.pk, Tally()).line(person.name, wanted[person.pk])
        for person in people.order_by("name", "pk")
    ]
    title = _("By interviewer of your organisation")
    return ProgressTable("interviewer", title, _("Interviewer"), lines)


def _by_day(rows: Sequence[Any]) -> ProgressTable:
    tallies = _tallies(rows, 4)
    days = sorted(tallies)[-MOST_DAYS:]
    busiest = max((tallies[day].counts["done"] for day in days), default=0)
    lines = [
        tallies[day].line(
            date_format(day, "DATE_FORMAT"),
            note=_("busiest day") if tallies[day].counts["done"] == busiest else "",
        )
        for day in days
    ]
    return ProgressTable("day", _("By day"), _("Day"), lines)


def _by_quota(
    round: Round, quotas: Sequence[Quota], rows: Sequence[Any]
) -> ProgressTable:
    """What a person did not answer counts for no group."""
    counts = _answer_counts(round, _questions(quotas), rows)
    lines = []
    for quota in quotas:
        place = (quota.primary_unit_id, quota.stratum_id)
        about = (quota.question, quota.instrument_id, *place)
        done = sum(counts[*about, code] for code in set(quota.codes))
        where = _("In the round")
        if quota.primary_unit:
            where = quota.primary_unit.site.code
        elif quota.stratum:
            where = quota.stratum.name
        lines.append(
            ProgressLine(quota.label, done=done, wanted=quota.wanted, about=where)
        )
    return ProgressTable("quota", _("By quota"), _("Group"), lines)


def _answer_counts(
    round: Round, names: Sequence[str], rows: Sequence[Any]
) -> Counter[Any]:
    """(question, instrument, place or None, stratum or None, answer) → interviews.

    One that counts is in the number of its place, of its stratum, and of the round.
    """
    strata = dict(PrimaryUnit.objects.filter(round=round).values_list("pk", "stratum"))
    counting = [r for r in rows if r[OUTCOME] in WITH_ANSWERS and not r[LEFT_OUT]]
    counts: Counter[Any] = Counter()
    for column, name in enumerate(names, start=LEFT_OUT + 1):
        groups = Counter(map(itemgetter(0, 1, column), counting))
        for (place, instrument, answer), n in groups.items():
            for where in ((place, None), (None, strata[place]), (None, None)):
                counts[name, instrument, *where, answer] += n
    return counts


class AnswerText(Func):
    """The answer to one question as text: one look into the JSON of a row."""

    output_field = TextField()

    def __init__(self, question: str):
        super().__init__(F("answers"), Value(question))

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner=" ->> "
        )
