"""One figure says the same number wherever it is read: on pages and in every file."""

import html
import io
import math
import zipfile

import pytest
from django.urls import reverse

from assessment.exports.accessible_workbook import accessible_workbook
from assessment.exports.api.views import address
from assessment.exports.data_package import data_package
from assessment.exports.figure_card_files import card_csv, card_svg
from assessment.exports.impact_table import impact_csv
from assessment.exports.result_rows import figure_key, result_id
from assessment.exports.results_csv import results_csv
from assessment.exports.working_workbook import working_workbook
from assessment.findings.standard_page import cards
from assessment.models import Standard
from assessment.presentation import figure_rows, group_names, number_texts
from tests.assessment.exports.tables import csv_rows, open_book, sheet_rows

PUBLIC_NUMBERS = (
    *("band_low", "band_high", "likely_low", "likely_high", "value", "value_low"),
    *("value_high", "count", "base_low", "base_high"),
)
EXACT_NUMBERS = ("estimate", "ci_lower", "ci_upper", "n", "k")
# Heads of the accessible workbook → columns of the results.
ACCESSIBLE = {
    "Lower end of the band [note 1]": "band_low",
    "Upper end of the band [note 1]": "band_high",
    "Likely from [note 2]": "likely_low",
    "Likely to [note 2]": "likely_high",
    "Published number": "value",
    "Base, lowest [note 3]": "base_low",
    "Base, highest [note 3]": "base_high",
    "Exact figure": "estimate",
    "Exact range from [note 2]": "ci_lower",
    "Exact range to [note 2]": "ci_upper",
    "People who answered": "n",
}


@pytest.fixture(params=["everybody", "reviewer"])
def who(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def numbers(who):
    return PUBLIC_NUMBERS + (EXACT_NUMBERS if who.exact else ())


@pytest.fixture
def results(who):
    """result_id → row of results.csv."""
    return {row["result_id"]: row for row in csv_rows(results_csv(who))}


def name_of(figure, who):
    return result_id(who.round.code, figure_key(figure))


def number(text):
    """A cell of a CSV or a workbook as a number; None where it has none."""
    if text in (None, "") or str(text).startswith("["):
        return None
    return float(text)


def same_in_excel(first, second):
    """Equal in fourteen digits: the library writes sixteen, the last one rounded."""
    if None in (first, second):
        return first is second
    return math.isclose(first, second, rel_tol=1e-14)


def test_the_file_of_results_has_the_stored_numbers_of_every_figure(
    who, results, numbers
):
    figures = who.figures()
    assert len(figures) > 1500
    for figure in figures:
        row = results[name_of(figure, who)]
        for name, stored in stored_numbers(figure).items():
            assert number(row[name]) == stored, (name, figure.published)


def stored_numbers(figure):
    """Of the database, by the names of the columns."""
    row = figure.published
    shares = ("band_low", "band_high", "likely_low", "likely_high")
    values = {
        name: None if getattr(row, name) is None else getattr(row, name) / 100
        for name in shares
    }
    values |= {"value": row.value, "value_low": row.lower, "value_high": row.upper}
    values |= {"count": row.k, "base_low": row.base_low, "base_high": row.base_high}
    if figure.is_exact:
        exact = figure.exact
        values |= {"estimate": exact.estimate, "n": exact.n}
        values |= {"ci_lower": exact.lower, "ci_upper": exact.upper}
    return values


def test_the_cells_of_the_page_say_the_same(who, results):
    """The words of a cell are those of the number in the file of results."""
    for figure in who.figures():
        row = results[name_of(figure, who)]
        line = figure_rows.line(figure)
        share = row["unit"] == "proportion"
        if who.exact and row["estimate"] and share:
            things = figure.source in group_names.OF_THINGS
            counted = things and figure.exact.k is not None
            told = (
                number_texts.k_of_n(int(row["k"]), int(row["n"]))
                if counted
                else number_texts.percent(float(row["estimate"]))
            )
            assert line.value == told
        if not who.exact and row["band_low"]:
            low, high = (round(100 * float(row[n])) for n in ("band_low", "band_high"))
            assert line.value == figure_rows.bands.row(low, high)
            if row["likely_low"]:
                assert line.low == f"{round(100 * float(row['likely_low']))}%"
                assert line.high == f"{round(100 * float(row['likely_high']))}%"
        if not who.exact and row["suppressed"] == "yes":
            assert line.value == line.n == ""


def test_the_working_workbook_says_the_same(who, results, numbers):
    rows = sheet_rows(open_book(working_workbook(who))["results"])
    assert len(rows) == len(results)
    for row in rows:
        other = results[row["result_id"]]
        for name in numbers:
            assert number(row[name]) == number(other[name])


def test_the_accessible_workbook_says_the_same(who, results):
    book = open_book(accessible_workbook(who))
    lines = {
        row["Name of the row"]: row
        for sheet in book
        if sheet.title not in ("Cover", "Contents", "Notes")
        for row in sheet_rows(sheet, head=4)
    }
    assert set(lines) == set(results)
    words = {
        name_of(figure, who): figure_rows.value(figure) for figure in who.figures()
    }
    for name, line in lines.items():
        for head, column in ACCESSIBLE.items():
            if head in line:
                told = number(line[head]), number(results[name][column])
                assert same_in_excel(*told), head
        if name in words:
            assert line["Figure in words [note 1]"] == (words[name] or "[c]")


def test_the_table_of_impact_says_the_same(who, results):
    of_figures = {
        (row["analysis_var"], row["group_var"], row["group_var_value"]): row
        for row in csv_rows(impact_csv(who))
    }
    compared = 0
    for row in results.values():
        everyone = row["group_var"] == "all"
        group = ("NA", "NA") if everyone else (row["group_var"], row["group_code"])
        impact = of_figures.get((row["indicator_code"], *group))
        if row["result_kind"] != "indicator" or impact is None:
            continue
        compared += 1
        if row["n"]:
            names = ("estimate", "ci_lower", "ci_upper", "k", "n")
            columns = ("stat", "stat_low", "stat_upp", "n", "n_total")
        elif row["value"]:
            names = ("value", "value_low", "value_high")
            columns = ("stat", "stat_low", "stat_upp")
        elif row["likely_low"]:
            names, columns = ("likely_low", "likely_high"), ("stat_low", "stat_upp")
        else:
            names, columns = ("band_low", "band_high"), ("stat_low", "stat_upp")
        for name, column in zip(names, columns, strict=True):
            assert number(row[name]) == number(impact[column]), (name, row)
    assert compared > 1500


def test_the_data_package_says_the_same(who, results):
    package = zipfile.ZipFile(io.BytesIO(data_package(who)))
    rows = csv_rows(package.read("results.csv"))
    assert {row["result_id"]: row for row in rows} == results


def test_the_api_says_the_same(who, results, numbers, client, as_person):
    if not who.is_public:
        as_person("reviewer")
    for name in ("figures", "statistics", "answers"):
        place = address(who, name)
        while place:
            page = client.get(place).json()
            for row in page["results"]:
                other = results[row["result_id"]]
                for column in numbers:
                    assert row[column] == number(other[column])
            place = page["next"]


def test_a_row_that_is_asked_for_by_name_is_that_of_the_list(who, client, as_person):
    if not who.is_public:
        as_person("reviewer")
    for name in ("figures", "statistics", "answers"):
        row = client.get(f"{address(who, name)}?limit=3").json()["results"][2]
        single = client.get(address(who, "figure", row["result_id"])).json()
        assert single == row


def test_the_data_of_a_figure_are_the_table_of_its_page(who):
    """CSV and SVG of every card of every standard have the cells of the page."""
    checked = pictures = 0
    for standard in Standard.objects.all():
        for card in cards(who, standard):
            rows = csv_rows(card_csv(card))
            picture = card_svg(card)
            told = html.unescape(picture.decode()) if picture else None
            pictures += picture is not None
            for row, cells in zip(rows, card.rows, strict=True):
                assert [row[head] for head in card.head] == [str(c) for c in cells]
                checked += 1
                for cell in map(str, cells):
                    assert told is None or cell in told, (card, cell)
    assert checked > 500
    assert pictures > 60


def test_files_of_the_page_of_downloads_are_these_files(everybody, client):
    place = reverse(
        "released:file", args=["en", everybody.round.code, 1, "results.csv"]
    )
    assert client.get(place).content == results_csv(everybody)
