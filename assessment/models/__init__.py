from assessment.models.figures import (
    LEFT_OUT,
    SUPERSEDED,
    Cases,
    Figure,
    FigureSet,
    Finding,
)
from assessment.models.frequencies import Frequency, PublishedFrequency
from assessment.models.judgements import Degree, Judgement
from assessment.models.public_access import PublicAddress, ReadingLink
from assessment.models.published import (
    PublicationState,
    PublishedFigure,
    PublishedStatistic,
)
from assessment.models.snapshots import Respondents, Snapshot
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
    "LEFT_OUT",
    "SUPERSEDED",
    "Cases",
    "Degree",
    "Direction",
    "Figure",
    "FigureSet",
    "Finding",
    "Frequency",
    "GapStatistic",
    "Indicator",
    "Judgement",
    "PublicAddress",
    "PublicationState",
    "PublishedFigure",
    "PublishedFrequency",
    "PublishedStatistic",
    "ReadingLink",
    "Respondents",
    "Snapshot",
    "Standard",
    "StandardSource",
    "Statistic",
    "Verification",
]
