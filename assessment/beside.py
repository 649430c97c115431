"""The same seam as frames.py: answers that statistics read as they were given.

Coded answers and numbers only: people's own words are sealed and have no column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from surveys.engine.values import as_string, is_state
from surveys.models import Instrument, PrimaryUnit

if TYPE_CHECKING:
    from assessment.frames import Record

# Informant group → questions whose answers go beside its rows.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    Instrument.Source.MIGRANT: (
        *("x_private", "x_interp", "m_days_src"),
        *("m_status", "m_days"),
    ),
    Instrument.Source.CHILD: ("x_private", "x_interp"),
    Instrument.Source.AUTHORITY: ("x_private", "x_interp"),
    Instrument.Source.NGO: ("x_private", "x_interp"),
}
PLAN = ("psu", "stratum", "population", "kind", "district")


def answers(source: str, found: Sequence[Record]) -> pd.DataFrame:
    """One row a record, one column a question; nothing where there is no answer.

    Numbers are floats, codes text, several codes apart by blanks.
    """
    return pd.DataFrame(
        {
            name: [_value(one.answers.get(name)) for one in found]
            for name in ANSWERS.get(source, ())
        },
        index=range(len(found)),
    )


def _value(given: Any) -> float | str | None:
    if given is None or (isinstance(given, Mapping) and is_state(given)):
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        return float(given)
    return as_string(None, given) or None


def plan(units: Sequence[PrimaryUnit]) -> pd.DataFrame:
    """Every place of the round, whoever was asked there."""
    return pd.DataFrame(
        [
            (
                one.site.code,
                one.stratum.code,
                float(one.population),
                one.site.kind,
                one.site.district,
            )
            for one in units
        ],
        columns=PLAN,
    )
