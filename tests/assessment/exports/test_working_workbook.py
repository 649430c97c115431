import io
import re
import zipfile

import pytest

from assessment.exports import action_plan, codebook, working_workbook
from assessment.exports.columns import EXACT_NAMES, NAMES
from assessment.exports.results_csv import results_csv
from assessment.exports.working_workbook import working_workbook as made
from assessment.models import Indicator
from tests.assessment.exports.tables import csv_rows, open_book, sheet_rows


@pytest.fixture
def content(reader, once):
    """What everybody takes away."""
    return once("content", lambda: made(reader))


@pytest.fixture
def exact_book(body_reader, once):
    return once("exact book", lambda: open_book(made(body_reader)))


@pytest.fixture
def book(content, once):
    return once("book", lambda: open_book(content))


@pytest.fixture
def results(book):
    return sheet_rows(book["results"])


@pytest.fixture
def exact_results(exact_book):
    return sheet_rows(exact_book["results"])


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
        "wide_indicator_x_group",
        "charts",
        "chart_data",
        "dictionary",
        "codebook",
        "choices",
        "own_indicators",
        "action_plan",
        "priorities",
        "standards",
        "methods",
        "quality",
        "suppression_log",
        "change_log",
    ]
    assert book["standards"].max_row == 71
    assert book["README"]["A1"].value == "Invented data for a demonstration"


def test_the_results_are_a_table_that_can_be_filtered(book, exact_book):
    for workbook in (book, exact_book):
        sheet = workbook["results"]
        assert [cell.value for cell in sheet[1]] == list(NAMES)
        assert sheet.freeze_panes == "B2"
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions
        assert table.autoFilter is not None


def test_the_results_are_those_of_the_file_of_results(
    results, exact_results, reader, body_reader
):
    """Every cell, in both versions."""
    for rows, who in ((results, reader), (exact_results, body_reader)):
        for row, line in zip(rows, csv_rows(results_csv(who)), strict=True):
            assert {name: _text(row[name]) for name in NAMES} == line


def _text(value):
    """A cell as the CSV writes it; Excel has one kind of number."""
    if value is None:
        return ""
    if hasattr(value, "date"):
        return value.date().isoformat()
    return str(value)


def test_everybody_finds_nothing_in_an_exact_column(results):
    assert {row[name] for row in results for name in EXACT_NAMES} == {None}


def test_the_public_workbook_says_that_numbers_are_bands_and_rounded(book, results):
    readme = " ".join(str(row[1]) for row in book["README"].iter_rows(values_only=True))
    assert "we publish shares as bands" in readme
    assert "to the nearest five" in readme
    counts = [row for row in results if row["base_low"] == row["base_high"]]
    assert not any(row["base_low"] % 5 for row in counts if row["base_low"])


def test_the_readme_says_who_made_it_and_who_may_use_it(book, exact_book):
    readme = {row[0]: row[1] for row in book["README"].iter_rows(values_only=True)}
    assert readme["Who publishes this"] == "review"
    assert "First assessment, Release 1" in readme["How to cite"]
    assert "creativecommons.org" in readme["Licence"]
    assert readme["Questions and mistakes"] == "forms@localhost"
    assert readme["Interviews took place"] == "March 2026"


def test_the_exact_workbook_says_everywhere_that_it_is_not_for_publication(exact_book):
    first = [row[0] for row in exact_book["README"].iter_rows(values_only=True)]
    assert first[0] == "Exact figures: not for publication"
    assert "not for publication" in exact_book.properties.description
    assert "not for publication" in exact_book["results"].oddHeader.center.text
    marks = {row["not_for_publication"] for row in sheet_rows(exact_book["results"])}
    assert marks == {"yes"}


def test_the_public_workbook_does_not_say_so(book):
    assert "not for publication" not in (book.properties.description or "")


def test_a_number_is_written_in_its_own_unit(exact_book):
    """Twelve officials are not 1200.0%, and days are no share."""
    estimate, unit = NAMES.index("estimate"), NAMES.index("unit")
    formats = {
        (row[unit].value, row[estimate].number_format)
        for row in exact_book["results"].iter_rows(min_row=2)
        if row[estimate].value is not None
    }
    assert ("proportion", "0.0%") in formats
    assert {form for unit, form in formats if unit != "proportion"} == {"0.0##"}


def test_groups_stand_side_by_side(book, results):
    (row,) = [
        row
        for row in sheet_rows(book["wide_indicator_x_group"])
        if row["indicator_code"] == "JUD-01.m"
    ]
    total = of_everyone(results, "JUD-01.m")
    assert row["all_band_low"] == total["band_low"]
    assert row["all_base"] == total["base_low"]
    assert "gender:woman_band_low" in row


def test_charts_are_native_and_have_words_for_who_does_not_see_them(content, book):
    parts = zipfile.ZipFile(io.BytesIO(content))
    charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert charts
    for name in charts:
        assert b"<c:errBars>" in parts.read(name)
    (drawing,) = [name for name in parts.namelist() if "drawings/drawing" in name][:1]
    words = re.findall(r'descr="([^"]+)"', parts.read(drawing).decode())
    assert len(words) == len(charts)
    assert all("chart_data" in text for text in words)


def test_a_chart_is_drawn_from_published_bands_alone(book, results):
    ends = {row["band_low"] for row in results}
    for row in sheet_rows(book["chart_data"]):
        if row["chart"] == "standards":
            assert row["start"] in ends


def test_the_log_of_what_is_not_published_counts_only(book, results):
    log = sheet_rows(book["suppression_log"])
    suppressed = [row for row in results if row["suppressed"] == "yes"]
    assert sum(row["rows"] for row in log) == len(suppressed)


def test_the_releases_are_listed(book):
    (first, *_others) = sheet_rows(book["change_log"])
    assert (first["release"], first["what"]) == (1, "First release")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(reader, monkeypatch):
    monkeypatch.setattr(working_workbook, "MOST_ROWS", 1000)
    book = open_book(made(reader))
    parts = [name for name in book.sheetnames if name.startswith("data_")]
    rows = [row for name in parts for row in sheet_rows(book[name])]
    names = [row["result_id"] for row in csv_rows(results_csv(reader))]
    assert len(parts) > 1
    assert [row["result_id"] for row in rows] == names


def test_a_strange_text_is_read_back_as_it_was(reader, released):
    figure = released.published_figures.order_by("pk").first()
    text = " a <b> & \u201cc\u201d _x0041_ \u0001 \u0639 "
    type(figure.indicator).objects.filter(pk=figure.indicator_id).update(label_en=text)
    names = {
        row["indicator_name"]
        for row in sheet_rows(open_book(made(reader))["results"])
        if row["indicator_code"] == figure.indicator_id
    }
    assert {name.replace("_x005F_", "_") for name in names} == {
        text.replace("\u0001", "")
    }


def coverage_of(workbook):
    rows = workbook["quality"].iter_rows(min_row=2, values_only=True)
    return {row[1:3]: row[3] for row in rows if row[0] == "coverage"}


def test_received_equals_used_and_excluded(book, exact_book):
    name = "Migrants"
    coverage = coverage_of(exact_book)
    assert coverage[name, "received"] == coverage[name, "used"] == "48"
    coverage = coverage_of(book)
    assert coverage[name, "received"] == coverage[name, "used"] == "50"


def test_two_builds_of_a_release_are_the_same_bytes(reader, body_reader):
    assert made(reader) == made(reader)
    assert made(body_reader) == made(body_reader)


def test_a_text_is_never_run_as_a_formula(released, reader, body_reader):
    type(released.round).objects.filter(pk=released.round_id).update(
        name='=HYPERLINK("http://example.org")'
    )
    for who in (reader, body_reader):
        who.figure_set.round.refresh_from_db()
        book = zipfile.ZipFile(io.BytesIO(made(who)))
        for part in book.namelist():
            assert b"<f>" not in book.read(part)


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
