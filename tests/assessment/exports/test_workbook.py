import io
import re
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.exports import action_plan, codebook, results_workbook
from assessment.exports.results_table import EXACT, PUBLISHED
from assessment.models import Indicator
from assessment.reading.reader import reader_for
from surveys.models import AuditEntry
from tests.assessment.builders.small_round import DAY
from tests.signed_in import signed_in

HEADS = [name for name, _kind in PUBLISHED]
EXACT_HEADS = [name for name, _kind in EXACT]


def content_for(person, figures):
    return results_workbook.workbook(
        figures,
        reader_for(person, figures).figures(),
        reader_for(person, figures).statistics(),
    )


KEPT = {}  # the released figures are the same rows in each test: made and read once


def made_once(name, make):
    if name not in KEPT:
        KEPT[name] = make()
    return KEPT[name]


@pytest.fixture
def content(released, people):
    """What everybody takes away."""
    return made_once("content", lambda: content_for(people["rita"], released))


@pytest.fixture
def exact_book(released, people):
    def make():
        return load_workbook(io.BytesIO(content_for(people["leila"], released)))

    return made_once("exact book", make)


@pytest.fixture
def exact_results(exact_book):
    return lines_of(exact_book["results"])


@pytest.fixture
def book(content):
    return made_once("book", lambda: load_workbook(io.BytesIO(content)))


def lines_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def results(book):
    return lines_of(book["results"])


def of_everyone(rows, indicator):
    (row,) = [
        row
        for row in rows
        if row["indicator_code"] == indicator and row["group_var"] == "all"
    ]
    return row


def test_the_workbook_holds_what_explains_the_figures(book):
    assert book.sheetnames == [
        "README",
        "results",
        "gap_statistics",
        "frequencies",
        "codebook",
        "own_indicators",
        "action_plan",
        "priorities",
        "standards",
        "methods",
        "quality",
    ]
    assert book["standards"].max_row == 71
    assert book["README"]["A1"].value == "Invented data for a demonstration"


def test_the_results_have_the_agreed_columns(book, exact_book):
    for workbook, heads, number in ((book, HEADS, 41), (exact_book, EXACT_HEADS, 53)):
        sheet = workbook["results"]
        assert [cell.value for cell in sheet[1]] == heads
        assert len(heads) == number
        assert sheet.freeze_panes == "B2"
        assert list(sheet.tables) == ["results"]


@pytest.mark.parametrize(
    "name", ["estimate", "std_error", "deff", "p_value", "gap", "n", "ci_lower"]
)
def test_what_everybody_takes_away_has_no_exact_column(book, name):
    assert name not in HEADS
    head = [cell.value for cell in book["gap_statistics"][1]]
    assert name not in head


def test_a_count_is_told_of_places_and_laws_and_never_of_people(results):
    people = {"migrant", "authority", "child", "ngo"}
    assert not any(row["k"] for row in results if row["source_group"] in people)


def test_a_figure_that_is_not_published_leaves_every_number_cell_empty(results):
    unpublished = [row for row in results if row["published"] == "no"]
    numeric = [name for name, kind in PUBLISHED if kind in ("whole", "share", "number")]
    assert unpublished
    for row in unpublished:
        numbers = {name: row[name] for name in numeric if name != "target"}
        assert set(numbers.values()) == {None}
        assert row["why_not"].startswith("Not published")


def test_the_public_workbook_holds_the_published_figures(results, released):
    rows = released.published_figures
    assert len(results) == rows.count()
    published = [row for row in results if row["published"] == "yes"]
    assert len(published) == rows.filter(state="published").count()
    assert min(row["base_low"] for row in published) >= 10


def test_the_public_workbook_says_that_numbers_are_bands_and_rounded(book, results):
    readme = " ".join(str(row[1]) for row in book["README"].iter_rows(values_only=True))
    assert "we publish shares as bands" in readme
    assert "to the nearest five" in readme
    counts = [row for row in results if row["base_low"] == row["base_high"]]
    assert not any(row["base_low"] % 5 for row in counts if row["base_low"])


def test_bands_are_written_from_0_to_1(results):
    total = of_everyone(results, "JUD-01.m")
    ends = [total[name] for name in ("likely_low", "band_low", "band_high")]
    assert 0 <= ends[0] <= ends[1] < ends[2] <= total["likely_high"] <= 1
    assert total["base_low"] == total["base_high"] == 50


def test_the_exact_workbook_says_everywhere_that_it_is_not_for_publication(exact_book):
    rows = list(exact_book["README"].iter_rows(values_only=True))
    assert "Not for publication" in [row[0] for row in rows]
    assert "not for publication" in exact_book.properties.description
    marks = {row["not_for_publication"] for row in lines_of(exact_book["results"])}
    assert marks == {"Exact figure: not for publication"}


def test_the_public_workbook_does_not_say_so(book):
    assert "not for publication" not in (book.properties.description or "")


def test_exact_shares_are_written_from_0_to_1(exact_results):
    total = of_everyone(exact_results, "JUD-01.m")
    assert 0 < total["ci_lower"] < total["estimate"] < total["ci_upper"] < 1
    assert total["method"] == "korn_graubard"
    assert total["weighted"] == "yes"
    assert total["n"] == 48


def test_an_exact_estimate_is_written_in_its_own_unit(exact_book):
    """Twelve officials are not 1200.0%, and days are no share."""
    estimate, unit = EXACT_HEADS.index("estimate"), EXACT_HEADS.index("unit")
    formats = {
        (row[unit].value, row[estimate].number_format)
        for row in exact_book["results"].iter_rows(min_row=2)
        if row[estimate].value is not None
    }
    assert formats == {("proportion", "0.0%"), ("number", "0.000")}


def test_officials_are_a_count_without_range(exact_results, results):
    officials = of_everyone(exact_results, "JUD-01.a")
    assert (officials["statistic"], officials["unit"]) == ("count", "persons")
    assert (officials["k"], officials["n"], officials["estimate"]) == (12, 18, None)
    assert officials["ci_lower"] is None
    assert officials["finding"] == "no_finding"
    assert "not chosen at random" in officials["note"]
    public = of_everyone(results, "JUD-01.a")
    assert (public["band_low"], public["band_high"], public["k"]) == (0.5, 1, None)


def test_the_days_of_fieldwork_are_those_on_which_people_were_asked(
    exact_results, results, released, book
):
    """The round was planned to the end of the month; everybody was asked on one day."""
    assert released.round.ends_on > DAY
    months = [DAY.replace(day=1), DAY.replace(day=31)]
    for row, expected in ((exact_results[0], [DAY, DAY]), (results[0], months)):
        days = [row["fieldwork_first_day"], row["fieldwork_last_day"]]
        assert [day.date() for day in days] == expected
    readme = dict(row[:2] for row in book["README"].iter_rows(values_only=True))
    assert readme["Interviews took place"] == "March 2026"


def coverage_of(workbook):
    rows = workbook["quality"].iter_rows(min_row=2, values_only=True)
    return {row[1:3]: row[3] for row in rows if row[0] == "coverage"}


def test_received_equals_used_and_excluded(book, exact_book):
    name = "Migrants"
    coverage = coverage_of(exact_book)
    assert coverage[name, "received"] == coverage[name, "used"] == "48"
    coverage = coverage_of(book)
    assert coverage[name, "received"] == coverage[name, "used"] == "50"


def test_the_same_figures_give_the_same_bytes(released, people, content):
    assert content_for(people["rita"], released) == content
    assert content_for(people["sam"], released) == content


def test_a_text_is_never_run_as_a_formula(released, people):
    type(released.round).objects.filter(pk=released.round_id).update(
        name='=HYPERLINK("http://example.org")'
    )
    released.round.refresh_from_db()
    for name in ("rita", "leila"):
        book = zipfile.ZipFile(io.BytesIO(content_for(people[name], released)))
        for part in book.namelist():
            assert b"<f>" not in book.read(part)


def test_every_row_has_a_name_of_its_own(results, exact_results):
    for rows in (results, exact_results):
        names = [row["result_id"] for row in rows]
        assert len(names) == len(set(names))


def test_exact_and_published_rows_of_a_figure_have_one_name(results, exact_results):
    published = {row["result_id"] for row in results}
    assert {row["result_id"] for row in exact_results} <= published


def test_the_download_is_logged_and_says_in_its_name_what_it_is(
    client, released, people
):
    address = reverse("assessment:workbook", args=[released.pk])
    for name, kind in (("rita", "working"), ("leila", "exact")):
        answer = signed_in(client, people[name]).get(address)
        assert f"results_{kind}_" in answer.headers["Content-Disposition"]
        assert AuditEntry.objects.filter(act="exported", by=people[name]).count() == 1


def test_a_condition_is_written_as_people_wrote_it():
    from surveys.engine.expressions import parse

    text = "${a} = 'x' and not(selected(${b}, 'y'))"
    assert codebook.expression_text(parse(text)) == f"({text})"


def test_the_action_plan_answers_each_indicator_of_goal_4_or_says_it_cannot(book):
    rows = list(book["action_plan"].iter_rows(min_row=2, values_only=True))
    assert list(dict.fromkeys(row[0] for row in rows)) == [*"abcdefg"]
    by_code = {row[2]: row for row in rows}
    judge = by_code["JUD-01.m"]
    assert re.fullmatch(r"\d+ to \d+", judge[4])
    assert "interviewed at" in judge[-1]
    unmeasured = [row for row in rows if row[2] is None]
    assert "c" in {row[0] for row in unmeasured}
    assert all("Not measured" in row[-1] for row in unmeasured)


def test_every_figure_of_the_action_plan_is_in_the_catalogue(catalogue):
    codes = set(Indicator.objects.values_list("pk", flat=True))
    named = {
        code for _letter, _wording, codes in action_plan.INDICATORS for code in codes
    }
    assert named <= codes
