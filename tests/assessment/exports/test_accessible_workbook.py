"""The accessible workbook keeps the checklist of the United Kingdom's Analysis Function
for spreadsheets that everybody can read."""

import io
import re
import zipfile

import pytest

from assessment.exports.accessible_workbook import accessible_workbook
from assessment.exports.results_csv import results_csv
from assessment.exports.working_workbook import working_workbook
from tests.assessment.exports.tables import csv_rows, open_book, sheet_rows

FIRST_SHEETS = ["Cover", "Contents", "Notes"]
SHORTHAND = ("[c]", "[u]", "[x]", "[z]")
HEAD = 4  # the line of the head, below title, number of tables and shorthand


@pytest.fixture
def content(reader, once):
    return once("content", lambda: accessible_workbook(reader))


@pytest.fixture
def book(content, once):
    return once("book", lambda: open_book(content))


@pytest.fixture
def exact_book(body_reader, once):
    return once("exact", lambda: open_book(accessible_workbook(body_reader)))


@pytest.fixture(params=["public", "exact"])
def each_book(request):
    """Both versions keep the whole list."""
    return request.getfixturevalue(
        "book" if request.param == "public" else "exact_book"
    )


def tables_of(book):
    return [sheet for sheet in book if sheet.title not in FIRST_SHEETS]


def test_cover_contents_and_notes_come_first_then_numbered_tables(each_book):
    assert each_book.sheetnames[:3] == FIRST_SHEETS
    names = each_book.sheetnames[3:]
    assert [name.split("_")[0] for name in names] == [
        str(number) for number in range(1, len(names) + 1)
    ]
    assert names[0] == "1_Headlines"


def test_everything_begins_in_the_first_cell(each_book):
    for sheet in each_book:
        assert sheet["A1"].value, sheet.title
        assert sheet.dimensions.startswith("A1:")


def test_the_first_sheet_is_open_at_its_first_cell(each_book):
    assert each_book.active.title == "Cover"
    for sheet in each_book:
        (selection,) = sheet.sheet_view.selection
        assert selection.activeCell == "A1"


def test_each_sheet_has_one_named_table_with_one_row_of_heads(each_book):
    names = set()
    for sheet in tables_of(each_book):
        (table,) = sheet.tables.values()
        assert table.headerRowCount == 1
        assert re.fullmatch("[a-z_]+", table.name)
        assert table.ref.startswith(f"A{HEAD}:")
        assert sheet["A2"].value == "This sheet has one table."
        names.add(table.name)
        heads = [cell.value for cell in sheet[HEAD]]
        assert len(heads) == len(set(heads))
        assert all(heads)
    assert len(names) == len(tables_of(each_book))


def test_no_cell_of_a_table_is_empty_and_no_row_is_missing(each_book):
    for sheet in tables_of(each_book):
        for row in sheet.iter_rows(min_row=HEAD, values_only=True):
            assert None not in row, (sheet.title, row)
            assert "" not in row


def test_nothing_is_merged_hidden_frozen_filtered_or_filled(each_book):
    for sheet in each_book:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        for table in sheet.tables.values():
            assert table.autoFilter is None
            style = table.tableStyleInfo
            assert style is None or (style.name is None and not style.showRowStripes)
        for row in sheet.iter_rows():
            assert all(cell.fill.fill_type is None for cell in row)


def test_there_are_no_pictures(content):
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [n for n in names if "drawing" in n or "chart" in n or "media" in n]


def test_letters_are_arial_of_12_points_and_titles_of_16_bold(each_book):
    for sheet in each_book:
        title = sheet["A1"].font
        assert (title.name, title.size, title.bold) == ("Arial", 16, True)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.value is not None:
                    assert (cell.font.name, cell.font.size) == ("Arial", 12)


def test_long_texts_are_wrapped_in_their_cells(each_book):
    for sheet in tables_of(each_book):
        for row in sheet.iter_rows(min_row=HEAD):
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.alignment.wrap_text, (sheet.title, cell.coordinate)


def test_shorthand_and_notes_are_explained(each_book):
    notes = sheet_rows(each_book["Notes"], head=3)
    explained = {row["Note"] for row in notes}
    assert {"[note 1]", "[note 2]", "[note 3]", *SHORTHAND} == explained
    for sheet in tables_of(each_book):
        for mark in SHORTHAND:
            assert mark in sheet["A3"].value
        used = {
            mark
            for row in sheet.iter_rows(min_row=HEAD, values_only=True)
            for value in row
            if isinstance(value, str)
            for mark in re.findall(r"\[[^\]]*\]", value)
        }
        assert used <= explained, sheet.title


def test_properties_name_title_author_and_language(each_book):
    properties = each_book.properties
    assert properties.title == "First assessment: results"
    assert (properties.creator, properties.language) == ("review", "en")


def test_contents_lead_to_every_sheet(each_book):
    rows = sheet_rows(each_book["Contents"], head=3)
    listed = [row["Sheet"] for row in rows]
    assert listed == each_book.sheetnames[2:]
    cells = [each_book["Contents"][f"A{4 + line}"] for line in range(len(rows))]
    assert [cell.hyperlink.location for cell in cells] == [
        f"'{name}'!A1" for name in listed
    ]


def test_every_row_of_the_results_is_in_a_table(book, reader):
    names = [
        row["Name of the row"]
        for sheet in tables_of(book)
        for row in sheet_rows(sheet, HEAD)
    ]
    results = [row["result_id"] for row in csv_rows(results_csv(reader))]
    assert sorted(names) == sorted(results)


def test_exact_figures_are_marked_on_the_cover(exact_book, book):
    assert exact_book["Cover"]["A2"].value == "Exact figures: not for publication"
    text = str(list(book["Cover"].iter_rows(values_only=True)))
    assert "not for publication" not in text


def test_two_builds_of_a_release_are_the_same_bytes(reader, body_reader):
    for who in (reader, body_reader):
        assert accessible_workbook(who) == accessible_workbook(who)


def test_the_working_workbook_names_its_language_too(reader):
    assert open_book(working_workbook(reader)).properties.language == "en"
