from assessment.models.body_findings import (
    BodyFinding,
    BodyVerdict,
    Concern,
    Milestone,
    Priority,
)
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
from assessment.models.places import PlaceFact
from assessment.models.public_access import PublicAddress, ReadingLink
from assessment.models.published import (
    PublicationState,
    PublishedFigure,
    PublishedStatistic,
)
from assessment.models.recommendations import (
    Action,
    Addressee,
    Authority,
    Axis,
    Concerned,
    ConcernedGroup,
    Evidence,
    FollowUp,
    Kind,
    Progress,
    Recommendation,
    RecommendationText,
    Response,
    Status,
)
from assessment.models.recommendations import State as RecommendationState
from assessment.models.reports import Report, ReportText
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
    "Action",
    "Addressee",
    "Authority",
    "Axis",
    "BodyFinding",
    "BodyVerdict",
    "Cases",
    "Concern",
    "Concerned",
    "ConcernedGroup",
    "Degree",
    "Direction",
    "Evidence",
    "Figure",
    "FigureSet",
    "Finding",
    "FollowUp",
    "Frequency",
    "GapStatistic",
    "Indicator",
    "Judgement",
    "Kind",
    "Milestone",
    "PlaceFact",
    "Priority",
    "Progress",
    "PublicAddress",
    "PublicationState",
    "PublishedFigure",
    "PublishedFrequency",
    "PublishedStatistic",
    "ReadingLink",
    "Recommendation",
    "RecommendationState",
    "RecommendationText",
    "Report",
    "ReportText",
    "Respondents",
    "Response",
    "Snapshot",
    "Standard",
    "StandardSource",
    "Statistic",
    "Status",
    "Verification",
]
