"""Frames are checked before anything is computed; a problem names what to mend."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import (
    ALL,
    DENOMINATOR_SUFFIX,
    MEAN,
    PROPORTION,
    RATIO,
    ROW_COLUMNS,
    STRATUM_COLUMNS,
    UNIT_COLUMNS,
    DesignKind,
    FrameProblem,
    IndicatorDefinition,
)

Floats = npt.NDArray[np.float64]
NAMED = 5  # rows that a sentence names
# Weights and people beyond this are no numbers of people, and their squares no numbers.
MOST = 1e12


def check_frames(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    indicators: Sequence[IndicatorDefinition],
    groups: Sequence[str],
    kind: DesignKind,
) -> None:
    """Raise FrameProblem for the first thing that cannot be computed.

    People who were not chosen at random need no weights, and no counted places.
    """
    _questions(indicators, groups)
    _columns("interviews", rows, (*ROW_COLUMNS, *(i.id for i in indicators), *groups))
    _columns("primary units", units, UNIT_COLUMNS)
    _columns("strata", strata, STRATUM_COLUMNS)
    check_codes(rows, units, strata)
    for column in ("interviewer", *groups):
        _one_spelling(column, rows[column])
    _once("primary unit", units["psu"])
    _once("stratum", strata["stratum"])
    _plan(rows, units, strata)
    if kind is not DesignKind.PURPOSIVE:
        check_counts(rows, units, strata)
        if "weight" in rows.columns:
            check_weights(_answers(rows, "weight"), rows.index)
    for indicator in indicators:
        y = _answers(rows, indicator.id)
        _finite(indicator.id, y, rows.index)
        if indicator.statistic == "ratio":
            _bases(indicator.id, y, rows)
        if indicator.statistic == "proportion":
            _shares(indicator.id, y, rows.index)


def check_counts(rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame) -> None:
    """What holds of all rows together, and is not known from some of them."""
    _frame_counts(rows, units, strata)
    _populations(rows, units)
    place_chances(units)


def check_weights(weight: Floats, names: "pd.Index[int] | None" = None) -> None:
    """Raise FrameProblem unless every weight is above 0 and a number of people."""
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    beyond = np.flatnonzero(np.isfinite(weight) & (weight > MOST))
    if len(beyond):
        raise FrameProblem(
            f"{_rows(beyond, names)} a weight above {MOST:g} (the first is"
            f" {weight[beyond[0]]:g}). A weight is how many people an interview stands"
            " for: correct it."
        )
    if len(wrong):
        raise FrameProblem(
            f"{_rows(wrong, names)} no positive weight (the first is"
            f" {weight[wrong[0]]:g}). Give every interview a weight, or leave the"
            " column out to have it computed."
        )


def check_codes(rows: pd.DataFrame, units: pd.DataFrame, strata: pd.DataFrame) -> None:
    """Raise FrameProblem unless places and strata are named by text in every frame.

    The place 7 of one frame would not be the place "7" of another.
    """
    for name, frame in (
        ("interviews", rows),
        ("primary units", units),
        ("strata", strata),
    ):
        for column in ("psu", "stratum"):
            codes = frame.get(column, pd.Series(dtype=object)).dropna().unique()
            numeric = [code for code in codes if not isinstance(code, str)]
            if numeric:
                raise FrameProblem(
                    f"The frame of {name} has {numeric[0]} in the column {column},"
                    " which is no text. Write the codes of places and strata as text"
                    " in every frame."
                )


def frame_counts(strata: pd.DataFrame) -> Floats:
    """Places in the frame of each stratum, NaN where not known: H.

    Raises FrameProblem for one that is no whole number from 0.
    """
    counts = numbers(strata["frame_count"], strata["stratum"], "Stratum")
    for name, count in zip(strata["stratum"], counts, strict=True):
        is_whole = 0 <= count <= MOST and count == np.floor(count)
        if not is_whole and not np.isnan(count):
            raise FrameProblem(
                f'Stratum "{name}" has {count:g} places in the frame. Enter a whole'
                " number from 0, or leave it empty if it is not known."
            )
    return counts


def place_chances(units: pd.DataFrame) -> Floats:
    """The chance of every drawn place to be in the sample, NaN where not known: P.

    units: psu, stratum, and chance where places were drawn with unequal chances; the
    column may be absent, and empty in whole strata. Raises FrameProblem for a chance
    that is not above 0 and at most 1, and for one that is missing among others of its
    stratum.
    """
    if "chance" not in units.columns:
        return np.full(len(units), np.nan)
    chances = numbers(units["chance"], units["psu"], "Primary unit")
    stated = ~np.isnan(chances)
    in_stratum = pd.Series(stated).groupby(units["stratum"].to_numpy())
    missing = ~stated & in_stratum.transform("any").to_numpy()
    wrong = stated & ~((chances > 0) & (chances <= 1))
    for position in np.flatnonzero(missing | wrong)[:1]:
        raise FrameProblem(
            f"Primary unit {units['psu'].iloc[position]} has the chance"
            f" {chances[position]:g} to be drawn. Enter a number above 0 and at most 1"
            " for every place of its stratum."
        )
    return chances


def numbers(
    column: "pd.Series[Any]", names: Iterable[Hashable], noun: str, *, text: bool = True
) -> Floats:
    """A column as floats, NaN where it is empty.

    names: what a sentence calls the rows, after the noun; text: whether "12" is read as
    a number and "" as empty. What is no number raises FrameProblem.
    """
    if pd.api.types.is_numeric_dtype(column):
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    values = np.full(len(column), np.nan)
    for row, (name, value) in enumerate(zip(names, column, strict=True)):
        if value is None or value is pd.NA or (text and value == ""):
            continue
        try:
            if isinstance(value, str) and not text:
                raise ValueError
            values[row] = float(value)
        except (TypeError, ValueError):
            raise FrameProblem(
                f'{noun} {name} has "{value}" in the column {column.name}, which is no'
                " number. Correct it, or leave it empty."
            ) from None
    return values


def people_represented(units: pd.DataFrame, interviews: npt.NDArray[Any]) -> Floats:
    """The people that every place stands for: no fewer than were interviewed there.

        M_i = max(M_i, m_i)

    units: P rows psu, population M_i (NaN where not known); interviews: P counts m_i.
    """
    population = numbers(units["population"], units["psu"], "Primary unit")
    return np.asarray(np.maximum(population, interviews), dtype=float)


def _answers(rows: pd.DataFrame, column: str) -> Floats:
    return numbers(rows[column], rows.index, "Interview", text=False)


def _questions(
    indicators: Sequence[IndicatorDefinition], groups: Sequence[str]
) -> None:
    """Every indicator and grouping is named once, and is one that can be computed."""
    for noun, names in (
        ("indicator", [indicator.id for indicator in indicators]),
        ("grouping", list(groups)),
    ):
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise FrameProblem(
                f'The {noun} "{twice[0]}" is asked for twice. Name every {noun} once.'
            )
    if ALL in groups:
        raise FrameProblem(
            f'A grouping is named "{ALL}", which means everybody. Give its column'
            " another name."
        )
    for indicator in indicators:
        if indicator.statistic not in (PROPORTION, MEAN, RATIO):
            raise FrameProblem(
                f'Indicator {indicator.id} asks for the statistic "'
                f'{indicator.statistic}". Choose {PROPORTION}, {MEAN} or {RATIO}.'
            )


def _one_spelling(name: str, column: "pd.Series[Any]") -> None:
    """Codes that read alike are one code, so 1 and "1" are not both in a column."""
    if column.dtype != object and not isinstance(column.dtype, pd.CategoricalDtype):
        return
    texts = pd.Series([str(code) for code in column.dropna().unique()], dtype=object)
    twice = texts[texts.duplicated()]
    if len(twice):
        raise FrameProblem(
            f'The column {name} has the code "{twice.iloc[0]}" both as text and as a'
            " number. Write it in one way."
        )


def _rows(positions: npt.NDArray[np.intp], names: "pd.Index[int] | None") -> str:
    """ "Interview 7 has", "Interviews 7, 8, 9, 10, 11 and 4 more have"."""
    labels = positions if names is None else names[positions]
    named = ", ".join(str(label) for label in labels[:NAMED])
    more = f" and {len(positions) - NAMED} more" if len(positions) > NAMED else ""
    return (
        f"Interviews {named}{more} have"
        if len(positions) > 1
        else f"Interview {named} has"
    )


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
    in_sample = units["psu"].isin(rows["psu"].unique())
    visited = units[in_sample]["stratum"].value_counts()
    for name, count in zip(strata["stratum"], frame_counts(strata), strict=True):
        taken = int(visited.get(name, 0))
        if count < taken:
            raise FrameProblem(
                f'Stratum "{name}" has {taken} places in the sample but only'
                f" {int(count)} in the frame. Correct the number of places."
            )


def _populations(rows: pd.DataFrame, units: pd.DataFrame) -> None:
    """People are counted from 0, and known where weights rest on them.

    More interviews than people are no problem: people come and go during a visit, so
    the interviews are the people then (`people_represented`).
    """
    interviews = (
        units["psu"].map(rows["psu"].value_counts()).fillna(0).to_numpy(dtype=float)
    )
    people = numbers(units["population"], units["psu"], "Primary unit")
    for psu, interviewed, lived in zip(units["psu"], interviews, people, strict=True):
        if lived < 0 or lived > MOST:
            raise FrameProblem(
                f"Primary unit {psu} has {lived:g} people. Correct the number of"
                " residents."
            )
        if interviewed and np.isnan(lived) and "weight" not in rows.columns:
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
    column = f"{name}{DENOMINATOR_SUFFIX}"
    _columns("interviews", rows, [column])
    x = _answers(rows, column)
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
