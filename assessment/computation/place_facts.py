"""From the frames of records to what each place reports, one row an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessment.models import PlaceFact
from surveys.models import Instrument

if TYPE_CHECKING:
    import pandas as pd

    from assessment.computation.figure_inputs import Input


def place_facts(inputs: Sequence[Input]) -> list[PlaceFact]:
    """Every place of every indicator of records; their `figure_set` is not set yet.

    However its places were chosen: what was counted at a place is so. A place without
    what the indicator asks for has no row.
    """
    facts = [
        fact
        for frame_input in inputs
        if frame_input.frame.source == Instrument.Source.RECORDS
        and not frame_input.versions
        for fact in _facts(frame_input)
    ]
    return list({(fact.indicator_id, fact.place): fact for fact in facts}.values())


def _facts(frame_input: Input) -> Iterator[PlaceFact]:
    from analysis.schema import DENOMINATOR_SUFFIX, RATIO

    rows = frame_input.frame.rows
    places = frame_input.frame.plan.set_index("psu")
    for indicator in frame_input.indicators:
        if indicator.id not in rows.columns:
            continue
        numerators = rows[indicator.id].astype(float)
        denominators = (
            rows[indicator.id + DENOMINATOR_SUFFIX].astype(float)
            if indicator.statistic == RATIO
            else numerators.notna().astype(float)
        )
        for row in numerators.notna().to_numpy().nonzero()[0]:
            code = str(rows["psu"].iloc[row])
            yield _fact(
                indicator.id,
                code,
                places.loc[code],
                numerators.iloc[row],
                denominators.iloc[row],
            )


def _fact(
    indicator: str,
    code: str,
    place: pd.Series[object],
    numerator: float,
    denominator: float,
) -> PlaceFact:
    return PlaceFact(
        indicator_id=indicator,
        place=code,
        kind=str(place["kind"]),
        district=str(place["district"] or ""),
        people=int(str(place["population"]).partition(".")[0]),
        numerator=float(numerator),
        denominator=float(denominator),
    )
