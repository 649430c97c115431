"""The same seam as frames.py: files that were read at a place, one row a file.

Days are counted from the admission that a file is about: no date is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assessment.frames.children import child_frames, versions_used
from surveys.instruments.versions import instrument_of
from surveys.models import Instrument, Round

if TYPE_CHECKING:
    from assessment.frames.interview_rows import Record

FILE, DRAWN_FROM, STILL_HELD = "k_file", "k_files_from", "held"
# What the files were drawn from → the count of all that stands in it.
LENGTHS: Mapping[str, str] = {
    "stock": "k_stock_total",
    "admissions": "k_entries",
    "releases": "k_exits",
}
COLUMNS = (
    *("psu", "stratum", "interviewer", "origin", "listed"),
    *("seen", "left", "news", "reason", "age"),
)


def files(round: Round, source: str, found: Sequence[Record]) -> pd.DataFrame:
    """Every file of the records; see analysis.duration.file_sample for the columns."""
    if source != Instrument.Source.RECORDS:
        return pd.DataFrame()
    asked = [
        instrument_of(one)
        for one in versions_used(round, source)
        if any(repeat["name"] == FILE for repeat in one.compiled.get("repeats", ()))
    ]
    read = child_frames(found, asked).get(FILE)
    lists = {one.interview_id: _list_of(one) for one in found}
    if read is None:
        return pd.DataFrame(columns=list(COLUMNS))
    read = read[[lists[one][0] != "" for one in read["interview"]]]
    return pd.DataFrame(
        [_row(one, *lists[one["interview"]]) for one in read.to_dict("records")],
        columns=list(COLUMNS),
    )


def _list_of(record: Record) -> tuple[str, float | None]:
    """(what the files were drawn from, how many stand in it if that is known)."""
    origin = record.answers.get(DRAWN_FROM)
    if not isinstance(origin, str) or origin not in LENGTHS:
        return "", None
    return origin, _number(record.answers.get(LENGTHS[origin]))


def _row(file: Mapping[str, object], origin: str, listed: float | None) -> tuple:
    """Of whom it is not known whether they left, no day is known either."""
    way = file["k_file_out"]
    days = _number(file["k_file_days"]) if way else None
    held = way == STILL_HELD
    seen = {"stock": _number(file["k_file_seen"]), "admissions": 0.0}
    return (
        *(file["psu"], file["stratum"], file["interviewer"], origin, listed),
        seen.get(origin, days),
        None if held else days,
        days if held else None,
        None if held else way,
        file["k_file_age"],
    )


def _number(given: object) -> float | None:
    return float(given) if isinstance(given, int | float) else None
