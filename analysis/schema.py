"""Columns of the frames that come in and of the figures that go out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

ROW_COLUMNS = ("stratum", "psu", "interviewer")
UNIT_COLUMNS = ("psu", "stratum", "population")
STRATUM_COLUMNS = ("stratum", "frame_count")
REASON_SUFFIX = ":state"
ALL = "all"


class FrameProblem(ValueError):
    """A frame cannot be computed; the message says which place and what to do."""


class DesignClass(StrEnum):
    CENSUS = "census"
    PROBABILITY = "probability"
    SYSTEMATIC = "systematic"
    PURPOSIVE = "purposive"


class Finding(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSED = "not_assessed"


class FigureState(StrEnum):
    SHOWN = "ok"
    PRIMARY = "suppressed_primary"
    SECONDARY = "suppressed_secondary"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is estimated. target and direction ("up", "down") may be absent."""

    id: str
    statistic: str = "proportion"  # or "mean"
    target: float | None = None
    direction: str = "up"
    zero_tolerance: bool = False
    unit: str = "proportion"


@dataclass(frozen=True, slots=True)
class Settings:
    """Decisions of a deployment; they go into the fingerprint of a release."""

    level: float = 0.95
    tolerance: float = 0.05
    lonely: str = "fail"
    min_places: int = 3
    min_interviewers: int = 2
    two_stage: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic of one group, with everything it must travel with."""

    indicator: str
    source: str
    group_var: str
    group_code: str
    design_class: str
    state: str = FigureState.SHOWN
    n: int | None = None
    n_base: int | None = None
    n_clusters: int | None = None
    k: int | None = None
    estimate: float | None = None
    se: float | None = None
    df: int | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    ci50_lower: float | None = None
    ci50_upper: float | None = None
    level: float | None = None
    method: str = ""
    deff: float | None = None
    n_eff: float | None = None
    target: float | None = None
    direction: str = ""
    gap: float | None = None
    gap_lower: float | None = None
    gap_upper: float | None = None
    finding: str = Finding.NOT_ASSESSED
    quality: str = ""
    nonresponse: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    @property
    def suppressed(self) -> bool:
        return self.state != FigureState.SHOWN


def check_frames(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    columns: tuple[str, ...],
) -> None:
    """Raise FrameProblem that names what is missing."""
    for name, frame, needed in (
        ("interviews", rows, (*ROW_COLUMNS, *columns)),
        ("primary units", units, UNIT_COLUMNS),
        ("strata", strata, STRATUM_COLUMNS),
    ):
        missing = [column for column in needed if column not in frame.columns]
        if missing:
            raise FrameProblem(f"The frame of {name} has no {', '.join(missing)}.")
    unknown = sorted(set(rows["psu"]) - set(units["psu"]))
    if unknown:
        raise FrameProblem(
            f"Interviews name the primary unit {unknown[0]}, which is not in the"
            " sample. Add it to the plan of the round."
        )
