"""An engine of its own gives the sums of the one pass: SQLite here, DuckDB in CI."""

import sqlite3

import numpy as np
import pytest

from analysis.estimation.cells import tabulate
from analysis.schema import ALL, Indicator
from analysis.sql import SUMS, reduction, totals_of
from tests.analysis.test_partitions import round_of

INDICATORS = (
    Indicator("q"),
    Indicator("JUD-01.m", statistic="mean"),
    Indicator("r", statistic="ratio"),
)


def weighted():
    rows, units, _strata = round_of()
    dice = np.random.default_rng(9)
    rows["JUD-01.m"] = rows.pop("days")
    rows["weight"] = dice.uniform(1, 9, len(rows))
    rows["r"] = np.where(dice.random(len(rows)) < 0.2, np.nan, dice.random(len(rows)))
    rows["r:base"] = np.where(rows["r"].isna(), np.nan, dice.integers(1, 9, len(rows)))
    return rows, list(units["psu"])


def assert_the_sums_of_one_pass(ask, rows, places):
    """ask: SQL on the table interviews → rows."""
    table = tabulate(rows, places, rows["weight"].to_numpy(), INDICATORS, ["age"])
    for indicator in INDICATORS:
        for variable in (ALL, "age"):
            at = [
                at
                for at, cell in enumerate(table.cells)
                if (cell.indicator, cell.group_var) == (indicator, variable)
            ]
            codes = [table.cells[one].group_code for one in at]
            found = ask(reduction("interviews", indicator, variable))
            ours = totals_of(found, places, codes)
            theirs = table.totals.cells(at)
            for name in SUMS:
                one, other = getattr(ours, name), getattr(theirs, name)
                np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
                assert one.any() != (name == "wyy" and indicator.statistic == "ratio")


def test_a_database_gives_the_sums_of_one_pass():
    rows, places = weighted()
    with sqlite3.connect(":memory:") as base:
        rows.to_sql("interviews", base, index=False)
        assert_the_sums_of_one_pass(
            lambda text: base.execute(text).fetchall(), rows, places
        )
    base.close()


def test_an_answer_that_is_no_number_is_in_no_sum():
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE interviews (psu, weight, q)")
        base.execute("INSERT INTO interviews VALUES ('a', 2.0, 1.0), ('a', 3.0, NULL)")
        found = base.execute(reduction("interviews", INDICATORS[0], ALL)).fetchall()
    base.close()
    assert found == [("a", "all", 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 4.0, 2.0)]


def test_a_group_that_nobody_named_is_not_lost_without_a_word():
    with pytest.raises(KeyError):
        totals_of([("a", "new", *range(8))], ["a"], ["all"])
