"""The page in numbers: what records count, of how many places, and how rounded."""

import csv
import html
import re

import pytest
from django.urls import reverse

from assessment.computation import compute
from assessment.computation.reproduction import reproduce
from assessment.exports.results_csv import results_csv
from assessment.frames import interview_rows
from assessment.models import FigureSet
from assessment.reading.reader import reader_for
from surveys.models import Person, PrimaryUnit
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two
from tests.assessment.findings.test_pages import as_, page

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
        round = small_round.make_round("held")
        people = {
            "leila": small_round.make_person("leila", "reviewer", round, "review"),
            "rita": small_round.make_person("rita", "reader", round),
        }
        by = small_round.make_person("asks", "interviewer", round)
        units = PrimaryUnit.objects.filter(round=round).order_by("site__code")
        for number, unit in enumerate(units):
            hour = {"k_ref_hour": "any"} if number == 5 else {}
            small_round.interview(
                unit, by, RECORD | hour, source="records", design_class="census"
            )
        figure_set = compute.compute_figures(round=round, by=people["leila"])
        return figure_set.pk, {name: person.pk for name, person in people.items()}


@pytest.fixture
def counted(_counted, db):
    figures = FigureSet.objects.get(pk=_counted[0])
    return release_by_two(
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
    text = numbers("leila")
    assert "6 of the 12 known places sent figures." in text
    assert "Police places of this round: 4 of 4 sent figures." in text
    assert "Prisons of this round: there are no such places." in text
    assert "6 places named their source. At 6, counts come from" in text


def test_people_at_midnight_are_not_added_to_those_of_any_time(numbers):
    text = numbers("leila")
    assert "All people detained 200 5 of 12" in text
    assert "240" not in text
    assert "At 5 of the 12 known places." in text


def test_the_one_place_that_counts_otherwise_is_not_told_alone(numbers):
    def at_any_time(name):
        text = numbers(name)
        return text[text.index("People detained at any time of the day") :]

    assert (
        "All people detained Not published: fewer than three places or programmes"
        in (at_any_time("rita"))
    )
    assert "All people detained 40 1 of 12" in at_any_time("leila")


def test_the_year_before_the_visit_is_named(numbers):
    text = numbers("leila")
    assert "The most recent: 3 March 2025 to 2 March 2026." in text
    assert "Entries: each entry counts 1,200 6 of 12" in text


def test_everybody_reads_counts_to_the_nearest_five(numbers):
    assert "People detained on an average day 264 6 of 12" in numbers("leila")
    text = numbers("rita")
    assert "People detained on an average day about 265 6 of 12" in text
    assert "Women about 50 25 to 30 5 of 12" in text  # of 200 people five points


def test_of_fewer_than_ten_deaths_no_share_is_told(numbers):
    assert "Deaths in detention 6 6 of 12" in numbers("leila")
    assert "Suicide 6 100% 6 of 12" in numbers("leila")
    text = numbers("rita")
    assert "Deaths in detention about 5 6 of 12" in text
    assert "Suicide about 5 6 of 12" in text
    assert (
        "Deaths within 30 days of release, or during removal from the country 0 6 of 12"
        in text
    )


def test_a_rate_of_deaths_has_the_range_that_chance_leaves(numbers):
    text = numbers("leila")
    assert "detained for a year 22.7 likely between 8.3 and 49.6 6 of 12" in text
    # Five deaths: what the rounded number leaves to chance.
    text = numbers("rita")
    assert "detained for a year 19 likely between 6.1 and 45.0 6 of 12" in text


def test_the_longest_stay_of_one_person_is_on_no_page_and_in_no_file(
    numbers, people, counted
):
    assert "613" not in numbers("leila")
    reader = reader_for(people["leila"], counted)
    rows = csv.reader(results_csv(reader).decode().splitlines())
    assert not any("613" in row for row in rows)


def test_the_cascade_is_a_sentence_a_picture_and_a_table(as_, counted, numbers):
    sentence = "Of 1,200 entries, 480 were screened (40%)."
    _answer, text = page(as_("leila"), "topic", counted.pk, "numbers")
    assert text.count('role="img"') == 1
    assert f'<desc id="cascade-records-d">{sentence}' in text
    assert sentence in numbers("leila")
    assert "Released or placed in an alternative 72 40% 6%" in numbers("leila")


def test_everybody_reads_the_cascade_in_rounded_numbers_and_bands(numbers):
    assert (
        "Of about 480 who were screened, about 180 were found vulnerable (between 36"
        " and 38 in 100)."
    ) in numbers("rita")
    assert "Released or placed in an alternative about 70 40 to 45 6 to 7" in (
        numbers("rita")
    )


def test_counts_for_everyone_are_rounded_and_say_so(numbers):
    sentence = "We round numbers of people to the nearest five"
    assert sentence in numbers("rita")
    assert sentence not in numbers("leila")


def test_a_french_reader_reads_french(french, as_, counted):
    client = as_("rita")
    client.cookies["django_language"] = "fr"
    text = client.get(
        reverse("assessment:topic", args=[counted.pk, "numbers"]),
        headers={"accept-language": "fr"},
    ).content.decode()
    french_text = words(text)
    assert "En chiffres" in french_text
    assert "6 des 12 lieux connus ont donné leurs chiffres." in french_text
    assert "Non publié : moins de trois lieux" in french_text
    assert "Of the" not in french_text
    assert "people" not in french_text


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
    assert "No place sent figures in this round" in text
    assert "known places sent figures" not in text


def counts(person, figures):
    """(code, about) → the row of the file of results, by column."""
    text = results_csv(reader_for(person, figures)).decode()
    rows = csv.DictReader(text.splitlines())
    return {(row["indicator_code"], row["category_code"]): row for row in rows}


def test_the_file_has_coverage_and_time_of_every_count(people, counted):
    rows = counts(people["rita"], counted)
    stock = rows["E1.1", "midnight"]
    assert float(stock["value"]) == 200
    assert (stock["reporting"], stock["known"]) == ("5", "12")
    assert stock["reference_day"] == "2026-03-02"
    assert "police 3/4; prisons 0/0" in stock["note"]
    assert stock["suppressed"] == "no"
    one_place = rows["E1.1", "any_time"]
    assert (one_place["value"], one_place["count"], one_place["reporting"]) == ("",) * 3
    assert one_place["suppressed_because"] == "few_places"


def test_the_exact_file_has_every_count(people, counted):
    rows = counts(people["leila"], counted)
    assert float(rows["E1.12", "in_custody"]["estimate"]) == 6
    assert float(rows["E1.1", "any_time"]["estimate"]) == 40


def test_numbers_of_records_are_reproduced_from_the_snapshot(counted):
    assert reproduce(counted) == []


def test_a_record_of_a_later_day_is_another_input(counted):
    """Its day is not in the answers, and counts all the same."""
    fingerprint = counted.fingerprint
    (first, *_others) = interview_rows.read_records(counted.round, "records")
    counted.round.interviews.filter(interview_id=first.interview_id).update(
        held_on=small_round.DAY.replace(day=9)
    )
    again = compute.compute_figures(round=counted.round, by=counted.computed_by)
    assert again.fingerprint != fingerprint
