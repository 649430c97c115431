"""Other answers that give the same bands give the same bytes.

Answers are changed at random so that no published band, base or state and no finding
for everyone changes. Whatever everybody may read must then be the same, byte for byte:
a p-value, an exact number or an order by an exact value would tell the answers apart.
"""

import datetime
import random
import re
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client

from assessment import pages, services, tables
from assessment.computing import PAPERS
from assessment.frames import measures, scope_of
from assessment.models import (
    Figure,
    FigureSet,
    Indicator,
    PublishedFigure,
    PublishedStatistic,
)
from surveys.engine.functions import to_boolean
from surveys.engine.values import is_state
from surveys.models import Interview, Person
from tests.journeys.crawl import crawled_pages
from tests.people import signed_in

MOMENT = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
READER = "reader@demo.test"
# What may not change: the rest of a row has to follow from it.
BANDS = ("state", "band_low", "band_high", "base_low", "base_high")
VOLATILE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
ROUNDS_OF_CHOICE = 8


class Undo(Exception):
    """Ends the transaction: the next round begins with the same rows and keys."""


@dataclass
class Reading:
    """What everybody reads of a round, and what it was made from.

    bands: of each published row what may not change; exact: exact values by figure;
    content: address → bytes.
    """

    bands: dict = field(default_factory=dict)
    precision: dict = field(default_factory=dict)
    exact: dict = field(default_factory=dict)
    content: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Answers of one person taken over from another, for one indicator."""

    indicator: str
    names: tuple[str, ...]
    interview: int
    answers: dict


def read(round, changes=(), *, contents=True):
    """The round with these changes, computed, released and read; then all is undone."""
    result = Reading()
    try:
        with transaction.atomic():
            for change in changes:
                _apply(change)
            reviewer = Person.objects.get(email="reviewer@demo.test")
            figures = services.compute_figures(round=round, by=reviewer)
            services.release_figures(figure_set=figures, by=reviewer)
            _keep(result, figures)
            if contents:
                result.content = _contents(figures)
            raise Undo
    except Undo:
        return result


def _apply(change):
    interview = Interview.objects.get(pk=change.interview)
    answers = {**interview.answers, **change.answers}
    Interview.objects.filter(pk=change.interview).update(answers=answers)


def _keep(result, figures):
    everyone = {"group_var": "all"}
    for row in PublishedFigure.objects.filter(figure_set=figures):
        key = (row.indicator_id, row.source, row.group_var, row.group_code)
        finding = (row.finding, row.cases) if row.group_var == "all" else ()
        result.bands[key] = (*(getattr(row, name) for name in BANDS), *finding)
    for row in PublishedStatistic.objects.filter(figure_set=figures):
        key = (row.code, row.about, row.source, row.design_class)
        result.bands[key] = tuple(getattr(row, name) for name in BANDS)
    result.precision = figures.precision
    for row in Figure.objects.filter(figure_set=figures, **everyone):
        result.exact[row.indicator_id, row.source] = (row.k, row.estimate)


def _contents(figures):
    client = signed_in(Client(), Person.objects.get(email=READER))
    start = figures.get_absolute_url()
    return {
        address: VOLATILE.sub(b"", content)
        for address, content in crawled_pages(client, "en", start=start)
    }


@pytest.fixture
def still(monkeypatch):
    """Time stands still: what is computed twice is computed at the same moment."""
    monkeypatch.setattr("assessment.services.compute.now", lambda: MOMENT)
    monkeypatch.setattr("assessment.services.release.now", lambda: MOMENT)


# -- other answers -------------------------------------------------------------------


def candidates(round, dice):
    """For each indicator of people some who could have answered as another did."""
    indicators = list(
        Indicator.objects.filter(statistic="proportion").exclude(source__in=PAPERS)
    )
    by_source = {}
    interviews = Interview.objects.filter(round=round, outcome="complete")
    for interview in interviews.select_related("version__instrument").order_by("pk"):
        by_source.setdefault(interview.version.instrument.source, []).append(interview)
    for indicator, measure in zip(indicators, measures(indicators), strict=True):
        people = by_source.get(indicator.source, [])
        values = {
            one.pk: _value(measure, one.answers)
            for one in people
            if _answered(measure, one.answers)
        }
        sides = [
            [one for one in people if values.get(one.pk) is v] for v in (True, False)
        ]
        if not all(sides):
            continue
        for person in dice.sample(sides[0], min(2, len(sides[0]))):
            other = dice.choice(sides[1])
            taken = {name: other.answers[name] for name in measure.names}
            yield Change(indicator.pk, measure.names, person.pk, taken)


def _answered(measure, answers):
    given = [answers.get(name) for name in measure.names]
    return all(one is not None and not (_is_state(one)) for one in given)


def _is_state(value):
    return isinstance(value, dict) and is_state(value)


def _value(measure, answers):
    scope = scope_of(answers, frozenset())
    if not to_boolean(measure.denominator.closure(scope)):
        return None
    return to_boolean(measure.numerator.closure(scope))


def indistinguishable(round, before, dice):
    """Changes that leave every band where it was, found by trying."""
    names = {one.pk: one for one in Indicator.objects.all()}
    changes = list(candidates(round, dice))
    for _turn in range(ROUNDS_OF_CHOICE):
        after = read(round, changes, contents=False)
        moved = {
            key for key in before.bands if after.bands.get(key) != before.bands[key]
        }
        moved |= after.bands.keys() - before.bands.keys()
        if not moved and after.precision == before.precision:
            return changes, after
        asked = {
            name
            for key in moved
            if key[0] in names
            for (measure,) in [measures([names[key[0]]])]
            for name in measure.names
        }
        rest = [one for one in changes if not asked & set(one.names)]
        changes = (
            rest
            if len(rest) < len(changes)
            else dice.sample(changes, len(changes) // 2)
        )
    raise AssertionError("No other answers were found that give the same bands.")


# -- the property ----------------------------------------------------------------------


@pytest.fixture
def two_readings(whole_round, still):
    """(what is read, what is read of other answers with the same bands)."""
    before = read(whole_round)
    changes, _after = indistinguishable(whole_round, before, random.Random(20261129))
    return before, read(whole_round, changes)


def test_what_everybody_reads_tells_no_answers_apart_that_give_the_same_bands(
    two_readings,
):
    before, after = two_readings
    different = sum(before.exact[key] != after.exact[key] for key in before.exact)
    assert different >= 10  # the answers are other answers
    assert before.bands == after.bands
    assert before.content.keys() == after.content.keys()
    assert len(before.content) > 80
    told = [a for a in before.content if before.content[a] != after.content[a]]
    assert told == []


# -- it would be found -----------------------------------------------------------------


def _exact(shown):
    return Figure.objects.filter(
        figure_set=shown.published.figure_set_id,
        indicator=shown.indicator_id,
        group_var="all",
        source=shown.source,
    ).first()


def _plant_a_p_value(monkeypatch):
    plain = tables.line

    def line(shown):
        exact = _exact(shown)
        text = f"{exact.se}" if exact is not None and exact.se else ""
        return tables.Line(**{**vars_of(plain(shown)), "gap": text, "verdict": text})

    monkeypatch.setattr(tables, "line", line)


def _plant_an_exact_number(monkeypatch):
    plain = tables.value

    def value(shown):
        exact = _exact(shown)
        return f"{exact.k}" if exact is not None and exact.k else plain(shown)

    monkeypatch.setattr(tables, "value", value)


def _plant_an_order(monkeypatch):
    def headlines(read):
        exact = {one.standard.pk: _exact(one.rests_on) for one in read if one.rests_on}
        known = {
            key: row.estimate for key, row in exact.items() if row and row.estimate
        }
        ranked = [one.standard for one in read if one.standard.pk in known]
        ranked.sort(key=lambda standard: known[standard.pk])
        return [(standard, standard.title) for standard in ranked]

    monkeypatch.setattr(pages, "_headlines", headlines)


def vars_of(line):
    return {name: getattr(line, name) for name in line.__dataclass_fields__}


@pytest.mark.parametrize(
    "plant", [_plant_a_p_value, _plant_an_exact_number, _plant_an_order]
)
def test_a_planted_number_or_order_tells_them_apart(
    whole_round, still, monkeypatch, plant
):
    before = read(whole_round, contents=False)
    changes, _after = indistinguishable(whole_round, before, random.Random(20261129))
    plant(monkeypatch)
    one, other = read(whole_round), read(whole_round, changes)
    assert any(one.content[a] != other.content[a] for a in one.content)


def test_the_readings_leave_nothing_behind(whole_round, still):
    read(whole_round, contents=False)
    assert not FigureSet.objects.filter(round=whole_round).exists()
