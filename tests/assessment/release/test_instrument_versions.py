"""A second instrument or a new version changes nothing that is released.

And nobody who was not asked an indicator is in its base.
"""

import io

import openpyxl
import pytest
from django.test import Client

from assessment.computation import compute
from assessment.models import Figure, FigureSet, Frequency, PublishedFigure
from assessment.topics import TOPICS
from surveys.models import Instrument, Interview, Person
from tests.assessment.builders import other_versions
from tests.signed_in import signed_in

PAGES = ("", "LEG-02/", "answers/", "own/", "priorities/", "methods/")


def client_of(name):
    return signed_in(Client(), Person.objects.get(email=f"{name}@demo.test"))


def taken_away(figure_set, name):
    """The bytes of the workbook as somebody takes it away."""
    return (
        client_of(name)
        .get(figure_set.get_absolute_url() + "files/working.xlsx")
        .content
    )


def read(figure_set, pages):
    client = client_of("reader")
    main = {}
    for page in pages:
        content = client.get(figure_set.get_absolute_url() + page).content.decode()
        main[page] = content[content.index("<main") : content.index("</main>")]
    return main


def add_interviews(round, compiled):
    """40 people are asked with a second instrument, 20 with a new version."""
    second = other_versions.second_instrument(round)
    other_versions.interviews(
        second, round, 40, answers=other_versions.legal_help, places=5
    )
    newer = other_versions.new_version(round, compiled)
    other_versions.interviews(newer, round, 20, places=4)
    return second, newer


@pytest.fixture
def released(released_round):
    return FigureSet.objects.get(round=released_round, state="released")


def test_what_is_released_stays_byte_for_byte(released, compiled):
    pages = (*PAGES, *(f"about/{topic}/" for topic in TOPICS))
    before = {name: taken_away(released, name) for name in ("reader", "reviewer")}
    pages_before = read(released, pages)
    count = Interview.objects.count()
    add_interviews(released.round, compiled)
    assert Interview.objects.count() == count + 60
    for name, content in before.items():
        assert taken_away(released, name) == content
    assert read(released, pages) == pages_before
    book = openpyxl.load_workbook(io.BytesIO(before["reader"]))
    versions = {(row[0], row[1]) for row in book["codebook"].values}
    assert ("migrant", "mid-round") not in versions
    assert not any(code == "legal" for code, _version in versions)


def test_nobody_who_was_not_asked_is_in_a_base(released, compiled):
    round = released.round
    people = Interview.objects.filter(
        round=round, version__instrument__code="migrant", outcome="complete"
    ).count()
    add_interviews(round, compiled)
    later = compute.compute_figures(
        round=round, by=Person.objects.get(email="reviewer@demo.test")
    )

    def bases(figure_set):
        rows = Figure.objects.filter(
            figure_set=figure_set, source="migrant", group_var="all"
        )
        return {row.indicator_id: row.n_base for row in rows}

    before, after = bases(released), bases(later)
    assert before.keys() == after.keys()
    assert all(0 <= after[name] - before[name] <= 20 for name in before)
    assert max(after.values()) <= people + 20
    published = PublishedFigure.objects.filter(
        figure_set=later, indicator="LEG-02.m", group_var="all"
    ).get()
    assert published.base_high <= people + 22
    legal = Instrument.objects.get(code="legal")
    of_second = Frequency.objects.filter(figure_set=later, instrument=legal)
    assert {row.n for row in of_second} == {40}
    assert {row.question for row in of_second} == {"x_consent", "l_free"}
    counts = later.coverage["migrant"]["instruments"]
    assert counts["legal"]["used"] == 40
    address = later.get_absolute_url() + "methods/"
    page = client_of("analyst").get(address).content.decode()
    assert "Migrants, legal" in page


def test_the_same_question_in_other_words_has_a_table_of_its_own(released, compiled):
    add_interviews(released.round, compiled)
    later = compute.compute_figures(
        round=released.round, by=Person.objects.get(email="reviewer@demo.test")
    )
    rows = Frequency.objects.filter(
        figure_set=later, instrument__code="migrant", choice="yes"
    )
    orders = rows.filter(question="m_order")
    assert orders.count() == 2
    assert min(row.n for row in orders) <= 20
    assert rows.filter(question="x_still_ok").count() <= 1
    client = client_of("analyst")
    page = client.get(later.get_absolute_url() + "answers/?of=migrant")
    labels = [table.label for table in page.context["tables"]]
    assert other_versions.NEW_QUESTION in labels


def test_a_version_that_reached_one_place_stops_nothing(released):
    second = other_versions.second_instrument(released.round)
    other_versions.interviews(
        second, released.round, 6, answers=other_versions.legal_help, places=1
    )
    later = compute.compute_figures(
        round=released.round, by=Person.objects.get(email="reviewer@demo.test")
    )
    rows = Frequency.objects.filter(figure_set=later, instrument__code="legal")
    assert {row.n for row in rows} == {6}
    shown = later.published_frequencies.filter(instrument__code="legal")
    assert not shown.filter(state="published").exists()
