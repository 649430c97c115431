from assessment.models.figures import (
    SUPERSEDED,
    Audience,
    CellState,
    Figure,
    FigureSet,
    Finding,
)
from assessment.models.judgements import Degree, Judgement
from assessment.models.register import ReleasedTables
from assessment.models.snapshots import Snapshot
from assessment.models.standards import (
    Direction,
    Indicator,
    Standard,
    StandardSource,
    Statistic,
    Verification,
)
from assessment.models.statistics import GapStatistic

__all__ = [
    "SUPERSEDED",
    "Audience",
    "CellState",
    "Degree",
    "Direction",
    "Figure",
    "FigureSet",
    "Finding",
    "GapStatistic",
    "Indicator",
    "Judgement",
    "ReleasedTables",
    "Snapshot",
    "Standard",
    "StandardSource",
    "Statistic",
    "Verification",
]
