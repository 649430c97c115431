"""results.csv, its dictionary and the tables of codes."""

import codecs
import re
from datetime import date

import pytest
from django.utils import translation

from assessment.exports.codebook import choices_csv, codebook_csv
from assessment.exports.columns import COLUMNS, EXACT_NAMES, NAMES
from assessment.exports.dictionary import dictionary_csv
from assessment.exports.dimensions import (
    dim_group_csv,
    dim_indicator_csv,
    dim_place_csv,
)
from assessment.exports.results_csv import results_csv
from surveys.models import Round
from tests.assessment.builders.small_round import DAY
from tests.assessment.exports.tables import csv_rows

# The columns that analysts of other assessments expect, in their order.
AGREED = (
    *("result_id", "assessment_id", "round", "period_start", "period_end"),
    *("country_code", "adm1_code", "adm1_name", "site_code", "site_name"),
    *("site_type", "domain_code", "domain_name", "indicator_code", "indicator_name"),
    *("standard_ref", "statistic", "category_code", "category_name", "source_group"),
    *("group_var", "group_code", "group_name", "n", "n_base", "n_clusters"),
    *("estimate", "unit", "ci_lower", "ci_upper", "ci_level", "std_error", "deff"),
    *("method", "weighted", "target", "target_direction", "gap", "gap_lower"),
    *("gap_upper", "gap_status", "compare_to", "difference", "diff_lower"),
    *("diff_upper", "p_value", "p_adjusted", "quality_flag", "suppressed", "note"),
    *("instrument_version", "analysis_version", "computed_at"),
)


@pytest.fixture
def rows(reader, once):
    return once("rows", lambda: csv_rows(results_csv(reader)))


@pytest.fixture
def exact_rows(body_reader, once):
    return once("exact rows", lambda: csv_rows(results_csv(body_reader)))


def of_everyone(rows, indicator):
    (row,) = [
        row
        for row in rows
        if row["indicator_code"] == indicator and row["group_var"] == "all"
    ]
    return row


def test_the_agreed_columns_are_there_in_their_order():
    assert [name for name in NAMES if name in AGREED] == list(AGREED)


def test_both_versions_have_the_same_columns(rows, exact_rows):
    assert tuple(rows[0]) == tuple(exact_rows[0]) == NAMES


def test_every_figure_statistic_and_answer_is_one_row(rows, released):
    kinds = [row["result_kind"] for row in rows]
    assert kinds.count("indicator") == released.published_figures.count()
    listed = released.published_statistics.exclude(state="body_only")
    assert kinds.count("statistic") == listed.count()
    assert kinds.count("answer") == released.published_frequencies.count()


def test_what_everybody_takes_away_has_nothing_in_an_exact_column(rows):
    assert {row[name] for row in rows for name in EXACT_NAMES} == {""}


def test_what_is_not_published_has_no_number_and_a_reason(rows):
    numbers = [
        column.name for column in COLUMNS if column.type in ("integer", "number")
    ]
    suppressed = [row for row in rows if row["suppressed"] == "yes"]
    assert suppressed
    for row in suppressed:
        told = {row[name] for name in numbers if name not in ("target",)}
        assert told <= {"", row["reporting"], row["known"]}
        assert row["suppressed_because"]
        assert row["note"]


def test_bands_are_written_from_0_to_1_and_bases_are_rounded(rows):
    total = of_everyone(rows, "JUD-01.m")
    ends = [total[n] for n in ("likely_low", "band_low", "band_high", "likely_high")]
    low, band_low, band_high, high = map(float, ends)
    assert 0 <= low <= band_low < band_high <= high <= 1
    assert total["base_low"] == total["base_high"] == "50"


def test_exact_figures_stand_beside_the_published_ones_and_carry_a_mark(exact_rows):
    total = of_everyone(exact_rows, "JUD-01.m")
    lower, estimate, upper = (
        float(total[name]) for name in ("ci_lower", "estimate", "ci_upper")
    )
    assert 0 < lower < estimate < upper < 1
    assert (total["n"], total["base_low"]) == ("48", "50")
    assert total["method"] == "korn_graubard"
    assert {row["not_for_publication"] for row in exact_rows} == {"yes"}


def test_officials_are_a_count_without_range(rows, exact_rows):
    officials = of_everyone(exact_rows, "JUD-01.a")
    assert (officials["statistic"], officials["weighted"]) == ("count", "no")
    assert (officials["k"], officials["n"], officials["ci_lower"]) == ("12", "18", "")
    assert "not chosen at random" in officials["note"]
    public = of_everyone(rows, "JUD-01.a")
    assert (public["band_low"], public["band_high"], public["k"]) == ("0.5", "1.0", "")


def test_the_period_is_that_of_the_interviews_in_public_their_months(rows, exact_rows):
    """The round was planned to the end of the month; everybody was asked on one day."""
    exact, public = (
        [date.fromisoformat(table[0][name]) for name in ("period_start", "period_end")]
        for table in (exact_rows, rows)
    )
    assert exact == [DAY, DAY]
    assert public == [DAY.replace(day=1), DAY.replace(day=31)]


def test_names_of_rows_are_unique_and_the_same_for_every_reader(rows, exact_rows):
    names = [row["result_id"] for row in rows]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert {row["result_id"] for row in exact_rows if row["n"]} - set(names) <= {
        row["result_id"]
        for row in exact_rows
        if row["suppressed_because"] == "body_only"
    }


def test_two_builds_of_a_release_are_the_same_bytes(reader, body_reader):
    for who in (reader, body_reader):
        assert results_csv(who) == results_csv(who)


def test_for_excel_the_file_begins_with_a_mark_and_is_the_same(reader):
    plain, marked = results_csv(reader), results_csv(reader, mark=True)
    assert marked == codecs.BOM_UTF8 + plain


def test_hxl_tags_stand_in_the_second_row(reader, rows):
    tags, *others = csv_rows(results_csv(reader, hxl=True))
    assert others == rows
    assert all(re.fullmatch(r"#[a-z]\w*(\+[a-z]\w*)*", tag) for tag in tags.values())


def test_a_text_is_never_run_as_a_formula(reader, released):
    figure = released.published_figures.order_by("pk").first()
    type(figure.indicator).objects.filter(pk=figure.indicator_id).update(
        label_en='=HYPERLINK("http://example.org")'
    )
    names = {
        row["indicator_name"]
        for row in csv_rows(results_csv(reader))
        if row["indicator_code"] == figure.indicator_id
    }
    assert names == {'\'=HYPERLINK("http://example.org")'}


def test_the_files_name_the_round_as_it_is_called_now(released, reader):
    Round.objects.filter(pk=released.round_id).update(country="TGO")
    reader.figure_set.round.refresh_from_db()
    assert csv_rows(results_csv(reader))[0]["country_code"] == "TGO"


def test_in_french_names_are_french_and_codes_are_the_same(reader, rows):
    with translation.override("fr"):
        french = csv_rows(results_csv(reader))
    by_name = {row["result_id"]: row for row in french}
    for row in rows:
        same = by_name[row["result_id"]]
        assert same["indicator_code"] == row["indicator_code"]
        assert same["band_low"] == row["band_low"]
    assert any(
        row["domain_name"] != by_name[row["result_id"]]["domain_name"] for row in rows
    )


# -- dictionary and codes --------------------------------------------------------------


def test_the_dictionary_tells_of_every_column_in_both_languages(reader):
    rows = csv_rows(dictionary_csv(reader))
    assert [row["column"] for row in rows] == list(NAMES)
    assert all(row["meaning_en"] and row["meaning_fr"] for row in rows)


def test_every_word_in_a_column_is_one_that_the_dictionary_allows(rows, exact_rows):
    for column in COLUMNS:
        if column.allowed:
            for table in (rows, exact_rows):
                words = {row[column.name] for row in table} - {""}
                assert words <= set(column.allowed), column.name


def test_every_code_of_the_results_is_explained_in_a_table_of_codes(reader, rows):
    indicators = {row["indicator_code"] for row in csv_rows(dim_indicator_csv(reader))}
    figures = [row for row in rows if row["result_kind"] != "answer"]
    assert {row["indicator_code"] for row in figures} <= indicators
    key = ("source_group", "group_var", "group_code")
    groups = {tuple(row[n] for n in key) for row in csv_rows(dim_group_csv(reader))}
    of_indicators = [row for row in rows if row["result_kind"] == "indicator"]
    assert {tuple(row[name] for name in key) for row in of_indicators} == groups


def test_places_are_named_for_the_review_body_alone(reader, body_reader):
    public, exact = map(csv_rows, map(dim_place_csv, (reader, body_reader)))
    assert {row["place_var"] for row in public} == {"site_type"}
    assert "Place 00" in {row["name_en"] for row in exact}
    assert "Place 00" not in str(public)


def test_the_codebook_has_each_question_and_choice_in_both_languages(everybody):
    questions = csv_rows(codebook_csv(everybody))
    assert len(questions) > 400
    assert all(row["label_en"] and row["label_fr"] for row in questions)
    choices = csv_rows(choices_csv(everybody))
    assert all(row["label_en"] and row["label_fr"] for row in choices)
    names = {(row["instrument"], row["name"]) for row in questions}
    assert {(row["instrument"], row["name"]) for row in choices} <= names
