"""Frames are checked before anything is computed; a problem names what to mend."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import (
    BASE_SUFFIX,
    ROW_COLUMNS,
    STRATUM_COLUMNS,
    UNIT_COLUMNS,
    DesignClass,
    FrameProblem,
    Indicator,
)

Floats = npt.NDArray[np.float64]
NAMED = 5  # rows that a sentence names


def check_frames(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    kind: DesignClass,
) -> None:
    """Raise FrameProblem for the first thing that cannot be computed.

    People who were not chosen at random need no weights, and no counted places.
    """
    _columns("interviews", rows, (*ROW_COLUMNS, *(i.id for i in indicators), *groups))
    _columns("primary units", units, UNIT_COLUMNS)
    _columns("strata", strata, STRATUM_COLUMNS)
    _once("primary unit", units["psu"])
    _once("stratum", strata["stratum"])
    _plan(rows, units, strata)
    if kind is not DesignClass.PURPOSIVE:
        check_counts(rows, units, strata)
        if "weight" in rows.columns:
            check_weights(rows["weight"].to_numpy(dtype=float), rows.index)
    for indicator in indicators:
        y = rows[indicator.id].to_numpy(dtype=float)
        _finite(indicator.id, y, rows.index)
        if indicator.statistic == "ratio":
            _bases(indicator.id, y, rows)
        if indicator.statistic == "proportion":
            _shares(indicator.id, y, rows.index)


def check_counts(rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame) -> None:
    """What holds of all rows together, and is not known from some of them."""
    _frame_counts(rows, units, strata)
    _populations(rows, units)


def check_weights(weight: Floats, names: "pd.Index[int] | None" = None) -> None:
    """Raise FrameProblem unless every weight is a positive finite number."""
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    if len(wrong):
        raise FrameProblem(
            f"{_rows(wrong, names)} no positive weight (the first is"
            f" {weight[wrong[0]]:g}). Give every interview a weight, or leave the"
            " column out to have it computed."
        )


def _rows(at: npt.NDArray[np.intp], names: "pd.Index[int] | None") -> str:
    """ "Interview 7 has", "Interviews 7, 8, 9, 10, 11 and 4 more have"."""
    found = at if names is None else names[at]
    named = ", ".join(str(one) for one in found[:NAMED])
    more = f" and {len(at) - NAMED} more" if len(at) > NAMED else ""
    return f"Interviews {named}{more} have" if len(at) > 1 else f"Interview {named} has"


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
    # The places, not the rows: isin() walks text that arrow holds one by one.
    there = units["psu"].isin(rows["psu"].unique())
    visited = units[there]["stratum"].value_counts()
    frame = pd.to_numeric(strata["frame_count"])
    for name, known in zip(strata["stratum"], frame, strict=True):
        taken = int(visited.get(name, 0))
        if known < taken:
            raise FrameProblem(
                f'Stratum "{name}" has {taken} places in the sample but only'
                f" {int(known)} in the frame. Correct the number of places."
            )


def _populations(rows: pd.DataFrame, units: pd.DataFrame) -> None:
    """People are no fewer than those asked, and known where weights rest on them."""
    held = units["psu"].map(rows["psu"].value_counts()).fillna(0).to_numpy(dtype=float)
    people = pd.to_numeric(units["population"]).to_numpy(dtype=float)
    for psu, asked, lived in zip(units["psu"], held, people, strict=True):
        if lived < asked or lived < 0 or np.isinf(lived):
            raise FrameProblem(
                f"Primary unit {psu} has {int(asked)} interviews but {lived:g} people."
                " Correct the number of residents."
            )
        if asked and np.isnan(lived) and "weight" not in rows.columns:
            raise FrameProblem(
                f"Primary unit {psu} has interviews but no number of residents, so its"
                " weights cannot be computed. Enter the number, or give the weights."
            )


def _finite(name: str, y: Floats, rows: "pd.Index[int]") -> None:
    endless = np.flatnonzero(np.isinf(y))
    if len(endless):
        raise FrameProblem(
            f"{_rows(endless, rows)} an infinite value of {name}. Correct the answer,"
            " or leave it empty with a reason."
        )


def _bases(name: str, y: Floats, rows: pd.DataFrame) -> None:
    """What is below the line is known and above zero wherever there is a value."""
    column = f"{name}{BASE_SUFFIX}"
    _columns("interviews", rows, [column])
    x = rows[column].to_numpy(dtype=float)
    _finite(column, x, rows.index)
    odd = np.flatnonzero(~np.isnan(y) & ~(x > 0))
    if len(odd):
        raise FrameProblem(
            f"Indicator {name} is a ratio of nothing: {_rows(odd, rows.index)} no"
            " number above zero below the line. Leave these out, with a reason."
        )


def _shares(name: str, y: Floats, rows: "pd.Index[int]") -> None:
    odd = np.flatnonzero(~(np.isnan(y) | (y == 0) | (y == 1)))
    if len(odd):
        raise FrameProblem(
            f"Indicator {name} is a proportion, but has values other than 0 and 1:"
            f" {_rows(odd, rows)} {y[odd[0]]:g}. Correct its numerator, or declare it a"
            " mean."
        )
