"""Case files that were read at a place as a data frame: one row a file.

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


def files(round: Round, source: str, records: Sequence[Record]) -> pd.DataFrame:
    """Every file of the records; see analysis.duration.file_sample for the columns."""
    if source != Instrument.Source.RECORDS:
        return pd.DataFrame()
    instruments = [
        instrument_of(version)
        for version in versions_used(round, source)
        if any(repeat["name"] == FILE for repeat in version.compiled.get("repeats", ()))
    ]
    read = child_frames(records, instruments).get(FILE)
    lists = {record.interview_id: _list_of(record) for record in records}
    if read is None:
        return pd.DataFrame(columns=list(COLUMNS))
    read = read[[lists[interview][0] != "" for interview in read["interview"]]]
    return pd.DataFrame(
        [_row(file, *lists[file["interview"]]) for file in read.to_dict("records")],
        columns=list(COLUMNS),
    )


def _list_of(record: Record) -> tuple[str, float | None]:
    """(what the files were drawn from, how many stand in it if that is known)."""
    origin = record.answers.get(DRAWN_FROM)
    if not isinstance(origin, str) or origin not in LENGTHS:
        return "", None
    return origin, _number(record.answers.get(LENGTHS[origin]))


def _row(file: Mapping[str, object], origin: str, list_length: float | None) -> tuple:
    """Values of one file; no days where it does not say whether the person left."""
    way = file["k_file_out"]
    days = _number(file["k_file_days"]) if way else None
    still_held = way == STILL_HELD
    first_day = {"stock": _number(file["k_file_seen"]), "admissions": 0.0}
    return (
        *(file["psu"], file["stratum"], file["interviewer"], origin, list_length),
        first_day.get(origin, days),
        None if still_held else days,
        days if still_held else None,
        None if still_held else way,
        file["k_file_age"],
    )


def _number(answer: object) -> float | None:
    return float(answer) if isinstance(answer, int | float) else None
