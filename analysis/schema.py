"""Columns of the frames that come in and of the figures that go out.

rows, one per interview: stratum, psu, interviewer (pseudonymous); weight, if absent it
is computed; the grouping columns (text, or missing); for each indicator a float column
named by its id (missing: not in the denominator) and, beside it, `<id>:state` with the
reason. units, one per primary unit of the plan: psu, stratum, population (residents).
strata: stratum, frame_count (places in the frame; blank: no finite population).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ROW_COLUMNS = ("stratum", "psu", "interviewer")
UNIT_COLUMNS = ("psu", "stratum", "population")
STRATUM_COLUMNS = ("stratum", "frame_count")
REASON_SUFFIX = ":state"
NOT_ASKED = "not_applicable"  # no part of the base: the question was not for them
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
    min_residents: int = 6  # places with five people or fewer are never shown alone
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
