"""results_impact.csv has the columns of IMPACT's analysis tools, in their order."""

import pytest

from assessment.exports.impact_table import impact_csv
from assessment.exports.results_csv import results_csv
from tests.assessment.exports.tables import csv_rows

COLUMNS = [
    "analysis_type",
    "analysis_var",
    "analysis_var_value",
    "group_var",
    "group_var_value",
    "stat",
    "stat_low",
    "stat_upp",
    "n",
    "n_total",
    "n_w",
    "n_w_total",
    "analysis_key",
]


@pytest.fixture
def rows(reader, once):
    return once("rows", lambda: csv_rows(impact_csv(reader)))


def row_of(rows, key):
    (row,) = [row for row in rows if row["analysis_key"] == key]
    return row


def test_the_columns_are_theirs_in_their_order(rows):
    assert list(rows[0]) == COLUMNS


def test_the_key_of_everyone_ends_with_two_na(rows):
    row = row_of(rows, "prop_select_one @/@ JUD-01.m %/% yes @/@ NA %/% NA")
    assert (row["group_var"], row["group_var_value"]) == ("NA", "NA")
    assert row["analysis_var_value"] == "yes"


def test_the_key_of_a_group_names_it(rows):
    key = "prop_select_one @/@ JUD-01.m %/% yes @/@ gender %/% woman"
    assert row_of(rows, key)["group_var_value"] == "woman"


def test_every_line_has_a_key_of_its_own(rows, everybody):
    for table in (rows, csv_rows(impact_csv(everybody))):
        keys = [row["analysis_key"] for row in table]
        assert len(keys) == len(set(keys))


def test_a_public_share_has_no_point_within_its_band(rows, reader):
    key = "prop_select_one @/@ JUD-01.m %/% yes @/@ NA %/% NA"
    impact = row_of(rows, key)
    (result,) = [
        row
        for row in csv_rows(results_csv(reader))
        if row["indicator_code"] == "JUD-01.m" and row["group_var"] == "all"
    ]
    assert impact["stat"] == impact["n"] == ""
    assert impact["stat_low"] == result["likely_low"]
    assert impact["stat_upp"] == result["likely_high"]
    assert impact["n_total"] == result["base_low"] == "50"


def test_the_exact_version_has_the_estimate_and_the_counts(body_reader):
    key = "prop_select_one @/@ JUD-01.m %/% yes @/@ NA %/% NA"
    row = row_of(csv_rows(impact_csv(body_reader)), key)
    low, stat, high = (float(row[name]) for name in ("stat_low", "stat", "stat_upp"))
    assert 0 < low < stat < high < 1
    assert (row["n_total"], int(row["n"]) < 48) == ("48", True)


def test_what_their_table_cannot_hold_stays_in_the_results(rows, everybody):
    types = {row["analysis_type"] for row in csv_rows(impact_csv(everybody))}
    assert types <= {
        "prop_select_one",
        "prop_select_multiple",
        "mean",
        "median",
        "ratio",
    }
    assert {"prop_select_multiple", "median"} <= types
