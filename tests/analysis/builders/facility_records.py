"""Facility records as material, made by hand."""

import pandas as pd

from analysis.material import Material
from analysis.schema import Settings

KINDS = {"A": "ded", "B": "ded", "C": "border", "P": "police", "Q": "police"}
DAY = "2026-03-31"
NO_STRATA = pd.DataFrame(columns=["stratum", "frame_count"])
NO_UNITS = pd.DataFrame(columns=["psu", "stratum", "population"])


def plan(kinds=KINDS, frame_count=9):
    return pd.DataFrame(
        [(psu, "s", 50.0, kind, "", frame_count) for psu, kind in kinds.items()],
        columns=["psu", "stratum", "population", "kind", "district", "frame_count"],
    )


def material(*records, kinds=KINDS, frame_count=9, design_class="census"):
    """records: (place, answers); the day, the hour and the source go without saying."""
    defaults = {"held_on": DAY, "k_ref_hour": "midnight", "k_src": "reg"}
    answers = [
        {"received_at": f"2026-04-01T{hour:02}", **defaults, **changes}
        for hour, (_place, changes) in enumerate(records)
    ]
    rows = pd.DataFrame({"psu": [place for place, _changes in records]})
    rows["interviewer"] = "i"
    return Material(
        source="records",
        design_class=design_class,
        rows=rows,
        units=NO_UNITS,
        strata=NO_STRATA,
        answers=pd.DataFrame(answers),
        plan=plan(kinds, frame_count),
    )


def candidates(family, *materials, settings=None):
    """about → the candidate of a family, of the codes as "E1.1 midnight"."""
    statistics = family.statistics(materials, settings or Settings())
    return {
        f"{candidate.statistic.code} {candidate.statistic.about}": candidate
        for candidate in statistics
    }
