"""Files of a made-up round, read at places: days of stays, in the form of the seam."""

import numpy as np
import pandas as pd

from analysis.duration import statistics_follow_up, statistics_lengths
from analysis.gap_statistics import gap_statistics
from analysis.material import Material
from analysis.schema import Settings

WAYS = ("judge", "alternative", "removal", "transfer")


def file(place, days, way="judge", *, origin="admissions", seen=0, age="adult", **more):
    """One file of a place; way None: still held after so many days."""
    still_held = way is None
    return {
        "psu": place,
        "stratum": f"S{int(place[1:]) % 2}",
        "interviewer": f"I{int(place[1:]) % 3}",
        "origin": origin,
        "listed": 100.0,
        "seen": float(days if origin == "releases" else seen),
        "left": np.nan if still_held else float(days),
        "news": float(days) if still_held else np.nan,
        "reason": way,
        "age": age,
        **more,
    }


def each(days, places=6, **more):
    """The same stays at every place, the ways out in turn."""
    return [
        file(f"P{place}", day, WAYS[position % len(WAYS)], **more)
        for place in range(places)
        for position, day in enumerate(days)
    ]


def material(files, design_class="probability", places=6):
    names = [f"P{position}" for position in range(places)]
    units = pd.DataFrame(
        {"psu": names, "stratum": [f"S{position % 2}" for position in range(places)]}
    ).assign(population=1.0)
    return Material(
        source="records",
        design_class=design_class,
        rows=units[["psu", "stratum"]].assign(interviewer="I1"),
        units=units,
        strata=pd.DataFrame({"stratum": ["S0", "S1"], "frame_count": [6.0, 6.0]}),
        files=pd.DataFrame(files),
        plan=units.assign(kind="ded", frame_count=3.0),
    )


def exact_statistics(*materials, settings=None):
    """about → exact statistic, of both families."""
    return {about: pair.exact for about, pair in pairs(*materials, settings=settings)}


def published(*materials):
    """about → statistic as everybody may read it, of both families."""
    return {about: pair.published for about, pair in pairs(*materials)}


def pairs(*materials, settings=None):
    """(about, the statistic exact and as it is published) of both families."""
    statistics = gap_statistics(
        materials,
        settings=settings or Settings(),
        families=(statistics_lengths.statistics, statistics_follow_up.statistics),
    )
    return [(pair.exact.about, pair) for pair in statistics]


def migrants(*days_and_status, design_class="probability", places=6):
    """Migrants: (days, status) each, at every place."""
    names = [f"P{position}" for position in range(places)]
    rows = pd.DataFrame(
        [
            (f"S{position % 2}", name, f"I{(position + turn) % 3}", status, float(days))
            for position, name in enumerate(names)
            for turn, (days, status) in enumerate(days_and_status)
        ],
        columns=["stratum", "psu", "interviewer", "m_status", "m_days"],
    )
    units = material([], places=places).units.assign(population=60.0)
    return Material(
        source="migrant",
        design_class=design_class,
        rows=rows[["stratum", "psu", "interviewer"]],
        units=units,
        strata=material([], places=places).strata,
        answers=rows[["m_status", "m_days"]],
        plan=units,
    )
