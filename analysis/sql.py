"""The one pass as SQL: the same sums, by whatever engine holds the rows.

Plain CASE, SUM and GROUP BY, which DuckDB, PostgreSQL and Spark understand alike.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from analysis.estimation.totals import Totals
from analysis.schema import ALL, BASE_SUFFIX, Indicator

SUMS = {
    "n": "1.0",
    "k": "y",
    "x": "w * x",
    "y": "w * y",
    "xx": "w * x * w * x",
    "xy": "w * x * w * y",
    "yy": "w * y * w * y",
    "wyy": "w * y * y",
}


def reduction(
    table: str, indicator: Indicator, variable: str, *, weight: str = "weight"
) -> str:
    """Totals of one question by primary unit and group: psu, code, then the SUMS.

    table: what stands after FROM; variable: a grouping column, or "all". No answer is
    NULL or NaN; x is 1 but in a ratio.
    """
    y = _number(indicator.id)
    x = _number(f"{indicator.id}{BASE_SUFFIX}") if _is_ratio(indicator) else "1.0"
    code = f"'{ALL}'" if variable == ALL else _name(variable)
    of_each = SUMS | ({"wyy": "0.0"} if _is_ratio(indicator) else {})
    sums = ", ".join(f"SUM({what}) AS {_name(name)}" for name, what in of_each.items())
    asked = f"{_name('psu')} AS psu, {code} AS code, {_name(weight)} AS w"
    clauses = (
        f"SELECT psu, code, {sums}",
        # Every column is quoted by _name; the table is the caller's own words.
        f"FROM (SELECT {asked}, {y} AS y, {x} AS x FROM {table}) AS asked",  # noqa: S608
        "WHERE y IS NOT NULL AND x IS NOT NULL AND code IS NOT NULL",
        "GROUP BY psu, code ORDER BY psu, code",
    )
    return " ".join(clauses)


def totals_of(
    rows: Iterable[Sequence[Any]], places: Sequence[str], codes: Sequence[str]
) -> Totals:
    """The answer of an engine to `reduction` as totals, a cell for each code."""
    unit = {name: at for at, name in enumerate(places)}
    cell = {name: at for at, name in enumerate(codes)}
    found = np.zeros((len(SUMS), len(places), len(codes)))
    for psu, code, *sums in rows:
        found[:, unit[psu], cell[code]] = sums
    return Totals(**dict(zip(SUMS, found, strict=True)))


def _is_ratio(indicator: Indicator) -> bool:
    return indicator.statistic == "ratio"


def _number(column: str) -> str:
    """NaN is no answer; it is the only number above every number, infinity too."""
    name = _name(column)
    return f"CASE WHEN {name} <= 1.7976931348623157e308 THEN {name} END"


def _name(column: str) -> str:
    """Quoted, so that an id with a dot or a colon is one name."""
    return '"' + column.replace('"', '""') + '"'
