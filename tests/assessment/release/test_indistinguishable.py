"""Other answers that give the same bands give the same bytes.

Answers are changed at random so that no published band, base or state and no finding
for everyone changes. Whatever everybody may read must then be the same, byte for byte:
a p-value, an exact number or an order by an exact value would tell the answers apart.
"""

import datetime
import difflib
import io
import random
import re
import zipfile
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessment.computation import compute
from assessment.computation.figure_inputs import PAPERS
from assessment.exports import release_files
from assessment.exports.api.views import LISTS
from assessment.findings import found_page, frequency_tables
from assessment.frames.measures import compile_measures, scope_of
from assessment.models import (
    Figure,
    FigureSet,
    Frequency,
    Indicator,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
)
from assessment.presentation import figure_rows
from surveys.engine.functions import to_boolean
from surveys.engine.values import is_state
from surveys.models import Interview, Person
from tests.assessment.builders.releases import release_by_two
from tests.journeys.crawl import crawled_pages
from tests.signed_in import signed_in

MOMENT = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
READER = "reader@demo.test"
ACCOUNT = "/you/"  # the reader's own devices and keys, new at every opening
# What may not change: the rest of a row has to follow from it. Places, programmes and
# laws are counted (k of n), and so are amounts in two digits: they have no band.
BANDS = ("state", "band_low", "band_high", "base_low", "base_high")
COUNTED = ("k", "value")
FREQUENCY = "frequency"  # the first word of the key of one choice of a question
VOLATILE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
ROUNDS_OF_CHOICE = 8
# Files of single figures are made of what their pages show, which are all read
# (tests/assessment/exports/test_equal_everywhere.py); here of some.
CARDS, CARD_FILES = ("inf-05-m", "jud-01-m", "voices"), ("/data.csv", "/picture.svg")
FEW_PAGES = 5  # that are read to see a leak that was planted


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


def read(round, changes=(), *, contents):
    """The round with these changes, computed, released and read; then all is undone.

    contents: figure set → what is read of it.
    """
    result = Reading()
    try:
        with transaction.atomic():
            for change in changes:
                _apply(change)
            reviewer = Person.objects.get(email="reviewer@demo.test")
            figures = compute.compute_figures(round=round, by=reviewer)
            release_by_two(figure_set=figures, by=reviewer)
            _keep(result, figures)
            result.content = contents(figures)
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
        result.bands[key] = (*_published(row), *finding)
    statistics = PublishedStatistic.objects.filter(figure_set=figures)
    for row in statistics.exclude(state="body_only"):
        key = (row.code, row.about, row.source, row.design_class)
        result.bands[key] = _published(row)
    for row in PublishedFrequency.objects.filter(figure_set=figures):
        key = (FREQUENCY, row.question, row.choice, row.source, row.design_class)
        result.bands[key] = _published(row)
    result.precision = figures.precision
    for row in Figure.objects.filter(figure_set=figures, **everyone):
        result.exact[row.indicator_id, row.source] = (row.k, row.estimate, row.n)


def _published(row):
    names = BANDS if row.band_low is not None else (*BANDS, *COUNTED)
    return tuple(getattr(row, name, None) for name in names)


def nothing(figures):
    return {}


def everything(figures):
    """Address → content of every page and file that everybody may read."""
    caches["pages"].clear()  # of files that were made of other answers
    client = signed_in(Client(), Person.objects.get(email=READER))
    start = figures.get_absolute_url()
    crawled = crawled_pages(client, "en", start=start, left_out=CARD_FILES)
    read = {
        address: VOLATILE.sub(b"", content)
        for address, content in crawled
        if not address.startswith(ACCOUNT)
    }
    return read | for_programs(client, figures)


def for_programs(client, figures):
    """Address → every page of every list of the API, and the parts of files.

    A file in a file is read too: of two that differ it shows where.
    """
    read, waiting = {}, [reverse("own_api:release", args=[figures.pk])]
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code == 200, address
        read[address] = response.content
        body = response.json()
        waiting += body.get("links", {}).values()
        waiting += filter(None, [body.get("next")])
    assert len(read) > len(LISTS)
    for card, end in product(CARDS, CARD_FILES):
        address = f"{figures.get_absolute_url()}figure/{card}{end}"
        read[address] = client.get(address).content
    for file in release_files.FILES:
        address = reverse("assessment:file", args=[figures.pk, file.name])
        read[address] = client.get(address).content
        if file.name.endswith((".xlsx", ".zip")):
            book = zipfile.ZipFile(io.BytesIO(read[address]))
            for part in book.namelist():
                read[f"{address}/{part}"] = book.read(part)
    return read


def with_plants(monkeypatch, pages):
    """Everything as it is, and some pages again with each leak that is planted."""

    def contents(figures):
        content_by_address = everything(figures)
        client = signed_in(Client(), Person.objects.get(email=READER))
        for plant in PLANTS:
            with monkeypatch.context() as planted:
                plant(planted)
                for page in pages:
                    address = figures.get_absolute_url() + page
                    content = VOLATILE.sub(b"", client.get(address).content)
                    content_by_address[plant.__name__, address] = content
        return content_by_address

    return contents


@pytest.fixture
def still(monkeypatch):
    """Time stands still: what is computed twice is computed at the same moment."""
    monkeypatch.setattr("assessment.computation.compute.now", lambda: MOMENT)
    monkeypatch.setattr("assessment.release.release.now", lambda: MOMENT)


# -- other answers -------------------------------------------------------------------


def candidates(round, dice):
    """For each indicator of people somebody who could have answered as another did.

    The other may also be one whom the question does not concern: then n changes too.
    """
    indicators = list(
        Indicator.objects.filter(statistic="proportion").exclude(source__in=PAPERS)
    )
    by_source = {}
    interviews = Interview.objects.filter(round=round, outcome="complete")
    for interview in interviews.select_related("version__instrument").order_by("pk"):
        by_source.setdefault(interview.version.instrument.source, []).append(interview)
    for indicator, measure in zip(
        indicators, compile_measures(indicators), strict=True
    ):
        people = by_source.get(indicator.source, [])
        values = {
            interview.pk: _value(measure, interview.answers)
            for interview in people
            if _answered(measure, interview.answers)
        }
        by_value = {}
        for interview in people:
            if interview.pk in values:
                by_value.setdefault(values[interview.pk], []).append(interview)
        if len(by_value) < 2:
            continue
        person, other = map(dice.choice, dice.sample(list(by_value.values()), 2))
        taken = {name: other.answers[name] for name in measure.names}
        yield Change(indicator.pk, measure.names, person.pk, taken)


def _answered(measure, answers):
    values = [answers.get(name) for name in measure.names]
    return all(value is not None and not (_is_state(value)) for value in values)


def _is_state(value):
    return isinstance(value, dict) and is_state(value)


def _value(measure, answers):
    scope = scope_of(answers, frozenset())
    if not to_boolean(measure.denominator.closure(scope)):
        return None
    return to_boolean(measure.numerator.closure(scope))


def indistinguishable(round, before, dice):
    """Changes that leave every band where it was, found by trying."""
    names = {indicator.pk: indicator for indicator in Indicator.objects.all()}
    changes = list(candidates(round, dice))
    for _turn in range(ROUNDS_OF_CHOICE):
        after = read(round, changes, contents=nothing)
        # A row that comes or goes is no band that moved: it would be a leak.
        moved = {
            key
            for key in before.bands.keys() & after.bands.keys()
            if after.bands[key] != before.bands[key]
        }
        if not moved and after.precision == before.precision:
            return changes, after
        moved_questions = {
            name
            for key in moved
            if key[0] in names
            for (measure,) in [compile_measures([names[key[0]]])]
            for name in measure.names
        } | {key[1] for key in moved if key[0] == FREQUENCY}
        rest = [change for change in changes if not moved_questions & set(change.names)]
        changes = (
            rest
            if len(rest) < len(changes)
            else dice.sample(changes, len(changes) // 2)
        )
    raise AssertionError("No other answers were found that give the same bands.")


# -- the property ----------------------------------------------------------------------


def test_what_everybody_reads_tells_no_answers_apart_that_give_the_same_bands(
    whole_round, still, monkeypatch
):
    """One search for other answers serves the property and what would break it."""
    first = read(whole_round, contents=nothing)
    changes, changed = indistinguishable(whole_round, first, random.Random(1))
    standards = {
        key[0][:6]: people == changed.exact[key][2]
        for key, (_yes, estimate, people) in sorted(
            first.exact.items(), key=lambda row: row[1][2] != changed.exact[row[0]][2]
        )
        if estimate is not None and estimate != changed.exact[key][1]
    }
    # Those of other numbers of people first: a planted number is to be seen.
    listed = sorted(standards, key=lambda standard: (standards[standard], standard))
    pages = ["", *(f"{standard}/" for standard in listed)][:FEW_PAGES]
    pages.append("answers/?of=migrant")
    contents = with_plants(monkeypatch, pages)
    before, after = (
        read(whole_round, round_changes, contents=contents)
        for round_changes in ((), changes)
    )
    different = sum(before.exact[key] != after.exact[key] for key in before.exact)
    assert different >= 10  # the answers are other answers
    assert before.bands == after.bands
    assert before.content.keys() == after.content.keys()
    assert len(before.content) > 80
    differing_lines = differing_lines_of(before, after)
    assert {
        address: lines
        for address, lines in differing_lines.items()
        if isinstance(address, str)
    } == {}
    planted = {key[0] for key in differing_lines if not isinstance(key, str)}
    assert planted == {plant.__name__ for plant in PLANTS}


def differing_lines_of(before, after):
    """Address → the lines that differ, where two readings differ."""
    return {
        address: _lines_apart(before.content[address], after.content[address])
        for address in before.content
        if before.content[address] != after.content[address]
    }


def _lines_apart(before, after):
    lines = difflib.unified_diff(
        before.decode(errors="replace").splitlines(),
        after.decode(errors="replace").splitlines(),
        n=0,
        lineterm="",
    )
    return [line[:300] for line in lines if not line.startswith(("---", "+++", "@@"))]


# -- it would be found -----------------------------------------------------------------


def _exact(shown):
    return Figure.objects.filter(
        figure_set=shown.published.figure_set_id,
        indicator=shown.indicator_id,
        group_var="all",
        source=shown.source,
    ).first()


def _plant_a_p_value(monkeypatch):
    plain = figure_rows.line

    def line(shown):
        exact = _exact(shown)
        text = f"{exact.se}" if exact is not None and exact.se else ""
        return figure_rows.FigureLine(
            **{**vars_of(plain(shown)), "gap": text, "verdict": text}
        )

    monkeypatch.setattr(figure_rows, "line", line)


def _plant_an_exact_number_of_yes(monkeypatch):
    _plant_a_number(monkeypatch, "k")


def _plant_an_exact_number_of_people(monkeypatch):
    _plant_a_number(monkeypatch, "n")


def _plant_a_number(monkeypatch, name):
    plain = figure_rows.value

    def value(shown):
        exact = _exact(shown)
        number = exact and getattr(exact, name)
        return f"{number}" if number else plain(shown)

    monkeypatch.setattr(figure_rows, "value", value)


def _plant_an_order(monkeypatch):
    def main_findings(findings, priorities=()):
        exact = {
            finding.standard.pk: _exact(finding.rests_on)
            for finding in findings
            if finding.rests_on
        }
        ranked = [
            finding
            for finding in findings
            if (row := exact.get(finding.standard.pk)) and row.estimate
        ]
        return sorted(ranked, key=lambda f: exact[f.standard.pk].estimate)

    monkeypatch.setattr(found_page, "main_findings", main_findings)


def _plant_an_exact_frequency(monkeypatch):
    plain = frequency_tables._value

    def value(frequency):
        row = frequency.published
        exact = Frequency.objects.filter(
            figure_set=row.figure_set_id,
            instrument=row.instrument_id,
            question=row.question,
            choice=row.choice,
        ).first()
        return f"{exact.k}" if exact else plain(frequency)

    monkeypatch.setattr(frequency_tables, "_value", value)


PLANTS = (
    _plant_a_p_value,
    _plant_an_exact_number_of_yes,
    _plant_an_exact_number_of_people,
    _plant_an_order,
    _plant_an_exact_frequency,
)


def vars_of(line):
    return {name: getattr(line, name) for name in line.__dataclass_fields__}


def test_the_readings_leave_nothing_behind(whole_round, still):
    read(whole_round, contents=nothing)
    assert not FigureSet.objects.filter(round=whole_round).exists()
