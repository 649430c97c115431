import io
import zipfile

import pytest
from openpyxl import load_workbook

from assessment.access import figures_for, statistics_for
from assessment.exports import action_plan, codebook, xlsx
from assessment.exports.columns import COLUMNS, result
from assessment.models import Audience, Figure, Indicator

HEADS = [name for name, _kind in COLUMNS]


@pytest.fixture
def content(released, people):
    return xlsx.workbook(
        released,
        figures_for(people["rita"], released),
        statistics_for(people["rita"], released),
    )


@pytest.fixture
def book(content):
    return load_workbook(io.BytesIO(content))


@pytest.fixture
def results(book):
    rows = list(book["results"].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_workbook_holds_what_explains_the_figures(book):
    assert book.sheetnames == [
        "README",
        "results",
        "gap_statistics",
        "codebook",
        "action_plan",
        "priorities",
        "standards",
        "methods",
        "quality",
    ]
    assert book["standards"].max_row == 71
    assert book["README"]["A1"].value == "Synthetic demonstration data"


def test_the_results_have_the_agreed_columns(book):
    sheet = book["results"]
    assert [cell.value for cell in sheet[1]] == HEADS
    assert len(HEADS) == 53
    assert sheet.freeze_panes == "B2"
    assert list(sheet.tables) == ["results"]


def test_a_hidden_figure_leaves_every_number_cell_empty(results):
    hidden = [row for row in results if row["suppressed"] == "yes"]
    assert hidden
    numeric = [name for name, kind in COLUMNS if kind in ("whole", "share", "number")]
    for row in hidden:
        assert [row[name] for name in numeric] == [None] * len(numeric)
        assert row["note"]


def test_the_public_workbook_holds_the_public_figures(results, released):
    public = Figure.objects.filter(figure_set=released, audience=Audience.PUBLIC)
    assert len(results) == public.count()
    assert min(row["n"] for row in results if row["n"]) >= 10


def test_the_public_workbook_says_that_counts_are_rounded(book, results):
    said = " ".join(str(row[1]) for row in book["README"].iter_rows(values_only=True))
    assert "rounded to the nearest 5" in said
    for name in ("n", "n_base"):
        assert not any(row[name] % 5 for row in results if row[name])


def test_shares_are_written_from_0_to_1(book, results):
    shown = [row for row in results if row["indicator_code"] == "JUD-01.m"]
    total = next(row for row in shown if row["group_var"] == "all")
    assert 0 < total["ci_lower"] < total["estimate"] < total["ci_upper"] < 1
    assert total["method"] == "korn_graubard"
    assert total["weighted"] == "yes"


def test_an_estimate_is_written_in_its_own_unit(book):
    """Twelve officials are not 1200.0%, and days are no share."""
    estimate, unit = HEADS.index("estimate"), HEADS.index("unit")
    found = {
        (row[unit].value, row[estimate].number_format)
        for row in book["results"].iter_rows(min_row=2)
        if row[estimate].value is not None
    }
    assert found == {("proportion", "0.0%"), ("number", "0.000"), ("persons", "0")}


def test_officials_are_a_count_without_range(results):
    said = next(
        row
        for row in results
        if row["indicator_code"] == "JUD-01.a" and row["group_var"] == "all"
    )
    assert (said["statistic"], said["unit"]) == ("count", "persons")
    assert (said["estimate"], said["n"]) == (10, 20)
    assert said["ci_lower"] is None
    assert said["gap_status"] == "not_assessed"
    assert "indicative" in said["note"]


def test_received_equals_used_and_excluded(book):
    rows = list(book["quality"].iter_rows(min_row=2, values_only=True))
    found = {(row[1], row[2]): row[3] for row in rows if row[0] == "coverage"}
    assert found["migrant", "received"] == found["migrant", "used"] == 48
    assert not any(
        "privacy" in str(row[0]) for row in rows
    )  # told where it is protected


def test_the_same_figures_give_the_same_bytes(released, people, content):
    again = xlsx.workbook(
        released,
        figures_for(people["rita"], released),
        statistics_for(people["rita"], released),
    )
    assert again == content


def test_a_text_is_never_run_as_a_formula(released, people):
    type(released.round).objects.filter(pk=released.round_id).update(
        name='=HYPERLINK("http://example.org")'
    )
    released.round.refresh_from_db()
    content = xlsx.workbook(
        released,
        figures_for(people["rita"], released),
        statistics_for(people["rita"], released),
    )
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(name)


def test_every_row_has_a_name_of_its_own(released):
    ids = [
        result(one, released, {})["result_id"]
        for one in released.figures.filter(audience="public").select_related(
            "indicator__standard"
        )
    ]
    assert len(ids) == len(set(ids))


def test_a_condition_is_written_as_people_wrote_it():
    from surveys.engine.expressions import parse

    text = "${a} = 'x' and not(selected(${b}, 'y'))"
    assert codebook.written(parse(text)) == f"({text})"


def test_the_action_plan_answers_each_indicator_of_goal_4_or_says_it_cannot(book):
    rows = list(book["action_plan"].iter_rows(min_row=2, values_only=True))
    assert list(dict.fromkeys(row[0] for row in rows)) == [*"abcdefg"]
    by_code = {row[2]: row for row in rows}
    judge = by_code["JUD-01.m"]
    assert judge[4].endswith("%")
    assert "interviewed at" in judge[-1]
    unmeasured = [row for row in rows if row[2] is None]
    assert "c" in {row[0] for row in unmeasured}
    assert all("Not measured in this round" in row[-1] for row in unmeasured)


def test_every_figure_of_the_action_plan_is_in_the_catalogue(catalogue):
    known = set(Indicator.objects.values_list("pk", flat=True))
    named = {code for _letter, _said, codes in action_plan.INDICATORS for code in codes}
    assert named <= known
