"""Which gaps come first: components side by side, and what decided each place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan

from analysis.disparity import Disparity
from analysis.evidence import Strength
from analysis.schema import Figure, Finding, FrameProblem, Indicator

LEAST, MOST = 1, 4
FALSE_DISCOVERIES = 0.05  # the rate that the grid of disparities allows
ON_THE_LIST = (Finding.NOT_MET, Finding.INCONCLUSIVE, Finding.NOT_ASSESSED)
COMPONENTS = (
    "contradicted",
    "finding",
    "zero_tolerance",
    "severity",
    "extent",
    "inequality",
    "feasibility",
)


@dataclass(frozen=True, slots=True)
class Severity:
    """What people of the review body judge, 1 (least) to 4; nothing computes it.

    scale: how grave; scope: how many; irremediable: how hard to put right.
    Source: UN Guiding Principles on Business and Human Rights, principle 14.
    """

    scale: int
    scope: int
    irremediable: int

    def __post_init__(self) -> None:
        for name in ("scale", "scope", "irremediable"):
            _judged(name, getattr(self, name))

    @property
    def greatest(self) -> int:
        """A gap is as severe as its worst side: one is enough, and none offsets it."""
        return max(self.scale, self.scope, self.irremediable)


@dataclass(frozen=True, slots=True)
class Gap:
    """One standard on the list, with all that its place rests on.

    contradicted: officials claim what people do not report; extent and inequality: see
    the functions of these names, None where nothing can be said; severity and
    feasibility (how readily the addressee can act, 1 to 4): judged by people, None
    until they have.
    """

    standard: str
    finding: Finding
    evidence: Strength
    contradicted: bool = False
    zero_tolerance: bool = False
    extent: float | None = None
    inequality: float | None = None
    severity: Severity | None = None
    feasibility: int | None = None

    def __post_init__(self) -> None:
        if self.feasibility is not None:
            _judged("feasibility", self.feasibility)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A gap and its rank, which equals share.

    decided_by: the first of COMPONENTS in which it differs from the gap before it, ""
    at the top and among equals.
    """

    rank: int
    gap: Gap
    decided_by: str


@dataclass(frozen=True, slots=True)
class Priorities:
    """ranked: the list; unjudged: gaps whose severity nobody has judged yet."""

    ranked: tuple[Ranked, ...]
    unjudged: tuple[Gap, ...]


def extent(indicator: Indicator, figure: Figure) -> float | None:
    """What is missing to the target at the very least, as a share of people.

    The end of the gap's range that is nearer the target, so that a wide range never
    climbs; 0 where the range reaches it. None for a suppressed figure, one without an
    interval (purposive), one without a target, and one that is no share: days and
    people have no common scale.
    """
    share = indicator.unit == "share" and indicator.statistic != "mean"
    if not share or figure.suppressed or figure.gap_lower is None:
        return None
    return max(figure.gap_lower, 0.0)


def inequality(grid: Sequence[Disparity]) -> float | None:
    """The widest difference between groups that holds in the whole declared grid.

    The end of its range that is nearer 0; 0 where no difference is clear after
    adjustment. None for a grid without tests, as that of a census is; one that was not
    adjusted raises FrameProblem.
    Source: Benjamini & Hochberg (1995), JRSS B 57.
    """
    tested = [one for one in grid if not isnan(one.p)]
    if any(one.p_adjusted is None for one in tested):
        raise FrameProblem(
            "The disparities are not adjusted for their number. Give the declared grid"
            " to disparity.adjusted first."
        )
    clear = [
        min(abs(one.lower), abs(one.upper))
        for one in tested
        if (one.p_adjusted or 0.0) < FALSE_DISCOVERIES and one.lower * one.upper > 0
    ]
    return max(clear, default=0.0) if tested else None


def priorities(gaps: Iterable[Gap]) -> Priorities:
    """The list: gaps in the order of COMPONENTS, each one before all that follow it.

    Contradictions first, then not met before inconclusive before not assessed, zero
    tolerance, the severer, the wider at the least, the more unequal, the more feasible.
    What is not known stands below what is. No sum or product of different things is
    formed, so each place is told in one sentence; a standard that is met is no gap, and
    one of unjudged severity has no rank, as none is made up for it.
    Source: priority ranking of the gap report, part D.2.
    """
    open_gaps = [gap for gap in gaps if gap.finding in ON_THE_LIST]
    judged = [gap for gap in open_gaps if gap.severity is not None]
    judged.sort(key=lambda gap: (_key(gap), gap.standard))
    ranked: list[Ranked] = []
    for at, gap in enumerate(judged):
        above = ranked[-1] if ranked else None
        why = _first_difference(above.gap, gap) if above else ""
        rank = above.rank if above and not why else at + 1
        ranked.append(Ranked(rank, gap, why))
    unjudged = sorted(
        (gap for gap in open_gaps if gap.severity is None), key=lambda g: g.standard
    )
    return Priorities(tuple(ranked), tuple(unjudged))


def _key(gap: Gap) -> tuple[float, ...]:
    """Smaller comes first, one number per component."""
    return (
        not gap.contradicted,
        ON_THE_LIST.index(gap.finding),
        not gap.zero_tolerance,
        -(gap.severity.greatest if gap.severity else 0),
        -(-1.0 if gap.extent is None else gap.extent),
        -(-1.0 if gap.inequality is None else gap.inequality),
        -(gap.feasibility or 0),
    )


def _first_difference(above: Gap, below: Gap) -> str:
    pairs = zip(COMPONENTS, _key(above), _key(below), strict=True)
    return next((name for name, one, other in pairs if one != other), "")


def _judged(name: str, value: int) -> None:
    if value not in range(LEAST, MOST + 1):
        raise FrameProblem(
            f"{name} is {value}. It is judged from {LEAST} (least) to {MOST} (most)."
        )
