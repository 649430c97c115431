"""Columns of the frames that come in and of the figures that go out.

rows, one per interview: stratum, psu, interviewer (pseudonymous); weight, if absent it
is computed; the grouping columns (text, or missing); for each indicator a float column
named by its id (missing: not in the denominator) and, beside it, `<id>:state` with the
reason (or `<question>:state`, where several indicators share their only question), and
of a ratio `<id>:base` with what it is a ratio of. units, one per primary
unit of the plan: psu, stratum, population (residents); and if places were drawn with
unequal chances: chance (inclusion probability), weighting_class (places that stand for
each other when access is refused), variance_stratum (see sampling/collapse.py). strata:
stratum, frame_count (places in the frame; blank: no finite population).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ROW_COLUMNS = ("stratum", "psu", "interviewer")
UNIT_COLUMNS = ("psu", "stratum", "population")
STRATUM_COLUMNS = ("stratum", "frame_count")
REASON_SUFFIX = ":state"
DENOMINATOR_SUFFIX = ":base"  # beside a ratio: what it is a ratio of
NOT_ASKED = "not_applicable"  # no part of the base: the question was not for them
ALL = "all"
COUNTING = ("records", "alternative_provider")  # informant groups that count others
LAW = "law"  # a review of laws: nobody's answer
PROPORTION, RATIO, MEAN = "proportion", "ratio", "mean"  # statistics
SHARE = "share"  # the unit of some
EVERY_PLACE = "every_place"  # judged place by place: one that fails is enough


# What a figure holds only where chance chose the people.
INFERRED = (
    "estimate",
    "se",
    "df",
    "lower",
    "upper",
    "lower_50",
    "upper_50",
    "deff",
    "n_eff",
    "gap",
    "gap_lower",
    "gap_upper",
    "difference",
    "diff_lower",
    "diff_upper",
    "p_value",
    "overall_p",
    "overall_p_adjusted",
)


class FrameProblem(ValueError):
    """A frame cannot be computed; the message says which place and what to do."""


class DesignKind(StrEnum):
    CENSUS = "census"
    PROBABILITY = "probability"
    SYSTEMATIC = "systematic"
    PURPOSIVE = "purposive"

    @classmethod
    def of(cls, name: str) -> "DesignKind":
        """Raises FrameProblem for a name that is none of them."""
        if name not in set(cls):
            raise FrameProblem(
                f'"{name}" is no design class. Choose one of {", ".join(cls)}.'
            )
        return cls(name)


class Lonely(StrEnum):
    """What to do with a stratum of one primary unit (R `survey` ≥ 4.3)."""

    FAIL = "fail"
    CERTAINTY = "certainty"
    AVERAGE = "average"
    ADJUST = "adjust"

    @classmethod
    def of(cls, name: str) -> "Lonely":
        """Raises FrameProblem for a name that is none of them."""
        if name not in set(cls):
            raise FrameProblem(
                f'"{name}" is no policy for a stratum of one place. Choose one of'
                f" {', '.join(cls)}."
            )
        return cls(name)


class Chance(StrEnum):
    """Design classes in which chance chose the people. Purposive is none of them.

    Estimates, intervals, tests and verdicts ask for one of these, so that there is no
    way to them for people who were not chosen at random.
    """

    CENSUS = "census"
    PROBABILITY = "probability"
    SYSTEMATIC = "systematic"  # as simple random within the place

    @classmethod
    def of(cls, name: str) -> "Chance":
        """Raises NotAtRandom for purposive, FrameProblem for no design class."""
        if DesignKind.of(name) is DesignKind.PURPOSIVE:
            raise NotAtRandom(name)
        return cls(name)


class NotAtRandom(FrameProblem):
    """Something was asked of a sample that only chance could answer."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f'A sample of the class "{kind}" was not drawn at random: it has counts,'
            " but no weight, interval, p-value or verdict. Report k of n."
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one estimate of a sample drawn at random, in the unit of the value."""

    lower: float
    upper: float
    kind: Chance

    def __post_init__(self) -> None:
        Chance.of(self.kind)


class FindingCode(StrEnum):
    """Five things, and one more: that there is a figure, but nothing to judge it by."""

    MET = "met"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSED = "not_assessed"  # nobody was asked
    NOT_PUBLISHED = "not_published"  # fewer people were asked than may be published
    NO_FINDING = "no_finding"  # not chosen at random, or no target


class CaseEvidence(StrEnum):
    """What is known of cases that the standard does not tolerate."""

    NONE_TOLD = ""
    VERIFIED = "verified"  # at least one, in a document or seen by the team
    REPORTED = "reported"  # by people who were asked, and by nobody else
    NOT_REPORTED = "not_reported"  # of people who were asked, nobody did


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """What is estimated. target and direction ("up", "down") may be absent.

    standard: what it measures; part: whether it is one of the things a standard asks;
    verified: whether a case is seen in a document or by the team, not only reported;
    rule: EVERY_PLACE where one place that fails is enough, else nothing; asked: all
    questions that it rests on, apart by blanks; conditional: whether the questionnaire
    puts it only to some, because of what they said before, whoever they happened to be.
    """

    id: str
    statistic: str = PROPORTION  # or MEAN, or RATIO of two sums
    target: float | None = None
    direction: str = "up"
    zero_tolerance: bool = False
    unit: str = "share"  # or "number"
    standard: str = ""
    part: bool = False
    verified: bool = False
    rule: str = ""
    asked: str = ""
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Decisions of a deployment; they go into the fingerprint of a release.

    level: of intervals, between 0 and 1; tolerance: from 0 to below 1; lonely: a name
    of Lonely. Others raise FrameProblem.
    """

    level: float = 0.95
    tolerance: float = 0.05
    lonely: str = "fail"
    two_stage: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise FrameProblem(
                f"The level {self.level:g} is not between 0 and 1. Write 0.95 for"
                " intervals of 95 %."
            )
        if not 0 <= self.tolerance < 1:
            raise FrameProblem(
                f"The tolerance {self.tolerance:g} is not from 0 to below 1. Write 0.05"
                " for five points in a hundred."
            )
        Lonely.of(self.lonely)


@dataclass(frozen=True, slots=True)
class ExactFigure:
    """One exact estimate of one group, with everything it must travel with.

    n: answers; k: how many of them said yes. numerator, denominator: of a ratio of
    counts the two sums as they were counted: 42 of 60 files, at n places. lower, upper:
    limits of the estimate at its level; lower_50, upper_50: at one half. difference:
    from the group compare_to of the same grouping, see group_differences.py. cases: see
    CaseEvidence; of people and of places that fail, never how many.
    """

    indicator: str
    source: str
    group_var: str
    group_code: str
    design_class: str
    n: int | None = None
    n_base: int | None = None
    n_clusters: int | None = None
    k: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    estimate: float | None = None
    se: float | None = None
    df: int | None = None
    lower: float | None = None
    upper: float | None = None
    lower_50: float | None = None
    upper_50: float | None = None
    level: float | None = None
    method: str = ""
    deff: float | None = None
    n_eff: float | None = None
    target: float | None = None
    direction: str = ""
    gap: float | None = None
    gap_lower: float | None = None
    gap_upper: float | None = None
    compare_to: str = ""
    difference: float | None = None
    diff_lower: float | None = None
    diff_upper: float | None = None
    p_value: float | None = None
    overall_p: float | None = None
    overall_p_adjusted: float | None = None
    comparison: str = ""
    finding: str = FindingCode.NO_FINDING
    cases: str = CaseEvidence.NONE_TOLD
    quality: str = ""
    nonresponse: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        inferred = any(getattr(self, name) is not None for name in INFERRED)
        by_chance = self.finding in (FindingCode.MET, FindingCode.INCONCLUSIVE)
        if self.design_class == DesignKind.PURPOSIVE and (by_chance or inferred):
            raise NotAtRandom(self.design_class)
