"""Frames are checked before anything is computed; a problem names what to mend."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.schema import (
    ROW_COLUMNS,
    STRATUM_COLUMNS,
    UNIT_COLUMNS,
    FrameProblem,
    Indicator,
)


def check_frames(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
) -> None:
    """Raise FrameProblem for the first thing that cannot be computed."""
    _columns("interviews", rows, (*ROW_COLUMNS, *(i.id for i in indicators), *groups))
    _columns("primary units", units, UNIT_COLUMNS)
    _columns("strata", strata, STRATUM_COLUMNS)
    _once("primary unit", units["psu"])
    _once("stratum", strata["stratum"])
    _plan(rows, units, strata)
    _frame_counts(rows, units, strata)
    if "weight" in rows.columns:
        _weights(rows)
    for indicator in indicators:
        if indicator.statistic == "proportion":
            _shares(indicator.id, rows[indicator.id].to_numpy(dtype=float))


def _columns(name: str, frame: pd.DataFrame, needed: Sequence[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise FrameProblem(f"The frame of {name} has no {', '.join(missing)}.")


def _once(noun: str, names: "pd.Series[str]") -> None:
    twice = names[names.duplicated()]
    if len(twice):
        raise FrameProblem(f'The {noun} "{twice.iloc[0]}" is in the plan twice.')


def _plan(rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame) -> None:
    """Every interview has a planned unit, in its stratum; every unit a stratum."""
    unknown = sorted(set(units["stratum"]) - set(strata["stratum"]))
    if unknown:
        raise FrameProblem(
            f'Primary units name the stratum "{unknown[0]}", which is not among the'
            " strata. Add it to the plan of the round."
        )
    of_unit = dict(zip(units["psu"], units["stratum"], strict=True))
    pairs = rows[["psu", "stratum"]].drop_duplicates().sort_values(["psu", "stratum"])
    for psu, stratum in zip(pairs["psu"], pairs["stratum"], strict=True):
        if psu not in of_unit:
            raise FrameProblem(
                f"Interviews name the primary unit {psu}, which is not in the sample."
                " Add it to the plan of the round."
            )
        if of_unit[psu] != stratum:
            raise FrameProblem(
                f'Interviews of primary unit {psu} say stratum "{stratum}", the plan'
                f' says "{of_unit[psu]}". Correct one of them.'
            )


def _frame_counts(
    rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame
) -> None:
    visited = units[units["psu"].isin(rows["psu"])]["stratum"].value_counts()
    frame = pd.to_numeric(strata["frame_count"])
    for name, known in zip(strata["stratum"], frame, strict=True):
        taken = int(visited.get(name, 0))
        if known < taken:
            raise FrameProblem(
                f'Stratum "{name}" has {taken} places in the sample but only'
                f" {int(known)} in the frame. Correct the number of places."
            )


def _weights(rows: pd.DataFrame) -> None:
    weight = rows["weight"].to_numpy(dtype=float)
    wrong = ~(np.isfinite(weight) & (weight > 0))
    if wrong.any():
        unit = rows["psu"].iloc[int(np.flatnonzero(wrong)[0])]
        raise FrameProblem(
            f"An interview of primary unit {unit} has no positive weight. Give every"
            " interview a weight, or leave the column out to have it computed."
        )


def _shares(name: str, y: "np.typing.NDArray[np.float64]") -> None:
    known = y[~np.isnan(y)]
    if not ((known == 0) | (known == 1)).all():
        raise FrameProblem(
            f"Indicator {name} is a proportion, but has values other than 0 and 1."
            " Correct its numerator, or declare it a mean."
        )
