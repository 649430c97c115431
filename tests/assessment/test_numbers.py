"""The page in numbers: what records count, of how many places, and what is hidden."""

import html
import re

import pytest
from django.urls import reverse

from assessment import received, services
from assessment.access import statistics_for
from assessment.exports import gap_statistics
from assessment.models import FigureSet
from assessment.reproduction import reproduce
from surveys.models import Person, PrimaryUnit
from tests.assessment import world
from tests.assessment.test_pages import as_, page

__all__ = ["as_"]

RECORD = {
    "k_ref_hour": "midnight",
    "k_capacity": 50,
    "k_stock_total": 40,
    "k_stock_women": 10,
    "k_pregnant": 1,
    "k_child_order": 4,
    "k_child_housed": 6,
    "k_uasc": 3,
    "k_over_max": 2,
    "k_entries": 200,
    "k_exits": 190,
    "k_exit_reason_judge": 60,
    "k_exit_reason_removal": 130,
    "k_len_bands_d7": 100,
    "k_len_bands_d28": 90,
    "k_len_max": 613,
    "k_days_total": 16060,
    "k_screened": 80,
    "k_vuln_found": 30,
    "k_vuln_out": 12,
    "k_death_n": 1,
    "k_death_cause_suicide": 1,
    "k_death_after": 0,
    "k_missing": 0,
    "k_src": "reg",
}


@pytest.fixture(scope="module")
def _counted(_catalogue, django_db_blocker):
    """Six of twelve places with a record; at one of them people of any time of day."""
    with django_db_blocker.unblock():
        round = world.make_round("held")
        people = {
            "leila": world.make_person("leila", "reviewer", round, "review"),
            "rita": world.make_person("rita", "reader", round),
        }
        by = world.make_person("asks", "interviewer", round)
        units = PrimaryUnit.objects.filter(round=round).order_by("site__code")
        for at, unit in enumerate(units):
            hour = {"k_ref_hour": "any"} if at == 5 else {}
            world.interview(
                unit, by, RECORD | hour, source="records", design_class="census"
            )
        made = services.compute_figures(round=round, by=people["leila"])
        return made.pk, {name: one.pk for name, one in people.items()}


@pytest.fixture
def counted(_counted, db):
    figures = FigureSet.objects.get(pk=_counted[0])
    return services.release_figures(
        figure_set=figures, by=Person.objects.get(pk=_counted[1]["leila"])
    )


@pytest.fixture
def people(_counted, db):
    return {name: Person.objects.get(pk=pk) for name, pk in _counted[1].items()}


@pytest.fixture
def numbers(as_, counted):
    """numbers("leila") → the page's words, without its marks."""

    def read(name):
        answer, text = page(as_(name), "topic", counted.pk, "numbers")
        assert answer.status_code == 200
        return words(text)

    return read


def words(text):
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_page_says_of_how_many_places_it_speaks(numbers):
    said = numbers("leila")
    assert "6 of the 12 known places gave a record." in said
    assert "Police places of this round: 4 of 4 gave a record." in said
    assert "Prisons of this round: there are no such places." in said
    assert "at 6 of the 6 places that named their source" in said


def test_people_at_midnight_are_not_added_to_those_of_any_time(numbers):
    said = numbers("leila")
    assert "All people held 200 5 of 12" in said
    assert "240" not in said
    assert "At 5 of the 12 known places." in said


def test_the_one_place_that_counts_otherwise_is_not_shown_alone(numbers):
    said = numbers("leila")
    told = said[said.index("People held at any time of the day") :]
    assert "All people held Too few people to show safely" in told


def test_the_year_before_the_visit_is_named(numbers):
    said = numbers("leila")
    assert "the last were March 3, 2025 to March 2, 2026." in said
    assert "Entries: each entry counts 1,200 6 of 12" in said


def test_a_few_deaths_are_hidden_from_everyone_but_the_review(numbers):
    assert "Deaths of people held 6 6 of 12" in numbers("leila")
    said = numbers("rita")
    assert "Deaths of people held Too few people to show safely" in said
    assert "Suicide" not in said
    assert "Deaths within 30 days of release, or during removal 0 6 of 12" in said


def test_a_rate_of_deaths_has_the_range_that_chance_leaves(numbers):
    said = numbers("leila")
    assert "held for a year 22.7 likely between 8.3 and 49.6 6 of 12" in said


def test_the_longest_stay_of_one_person_is_on_no_page_and_in_no_sheet(
    numbers, people, counted
):
    assert "613" not in numbers("leila")
    lines = list(gap_statistics.lines(statistics_for(people["leila"], counted)))
    assert not any(613 in line for line in lines)


def test_the_cascade_is_a_sentence_a_picture_and_a_table(as_, counted, numbers):
    sentence = "Of 1,200 entries, 480 were screened (40%)."
    _answer, text = page(as_("leila"), "topic", counted.pk, "numbers")
    assert text.count('role="img"') == 1
    assert f'<desc id="cascade-records-d">{sentence}' in text
    assert sentence in numbers("leila")
    assert "Released or placed in an alternative 72 40% 6%" in numbers("leila")


def test_counts_for_everyone_are_rounded_and_say_so(numbers):
    assert "rounded to the nearest 5" in numbers("rita")
    assert "rounded to the nearest" not in numbers("leila")


def test_a_french_reader_reads_french(french, as_, counted):
    client = as_("leila")
    client.cookies["django_language"] = "fr"
    text = client.get(
        reverse("assessment:topic", args=[counted.pk, "numbers"]),
        headers={"accept-language": "fr"},
    ).content.decode()
    said = words(text)
    assert "En chiffres" in said
    assert "6 des 12 lieux connus ont donné un relevé." in said
    assert "Trop peu de personnes pour publier sans risque" in said
    assert "Of the" not in said
    assert "people" not in said


def test_a_round_without_a_record_says_so(as_, counted, people):
    empty = FigureSet.objects.create(
        round=counted.round,
        computed_at=counted.computed_at,
        computed_by=people["leila"],
        fingerprint="0" * 64,
        code_version=counted.code_version,
        settings=counted.settings,
        coverage={},
        synthetic=True,
    )
    _answer, text = page(as_("leila"), "topic", empty.pk, "numbers")
    assert "No facility record was received in this round" in text
    assert "known places gave a record" not in text


def test_the_sheet_has_coverage_and_time_of_every_count(people, counted):
    head, *lines = gap_statistics.lines(statistics_for(people["rita"], counted))
    rows = {line[0:2]: dict(zip(head, line, strict=True)) for line in lines}
    stock = rows["E1.1", "midnight"]
    assert (stock["value"], stock["reporting"], stock["known"]) == (200, 5, 12)
    assert stock["when"] == "2026-03-02"
    assert stock["note"] == "police 3/4; prisons 0/0"
    deaths = rows["E1.12", "in_custody"]
    assert (deaths["value"], deaths["suppressed"]) == (None, "suppressed_primary")


def test_numbers_of_records_are_reproduced_from_the_snapshot(counted):
    assert reproduce(counted) == []


def test_a_record_of_a_later_day_is_another_input(counted):
    """Its day is not in the answers, and counts all the same."""
    known = counted.fingerprint
    (first, *_others) = received.records(counted.round, "records")
    counted.round.interviews.filter(interview_id=first.interview_id).update(
        held_on=world.DAY.replace(day=9)
    )
    again = services.compute_figures(round=counted.round, by=counted.computed_by)
    assert again.fingerprint != known
