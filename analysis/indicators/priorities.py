"""Which gaps come first: components side by side, and what decided each place."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.indicators.evidence_strength import Strength
from analysis.schema import FindingCode, FrameProblem

LEAST, MOST = 1, 4
ON_THE_LIST = (FindingCode.NOT_MET, FindingCode.INCONCLUSIVE, FindingCode.NO_FINDING)
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
            _require_score(name, getattr(self, name))

    @property
    def greatest(self) -> int:
        """A gap is as severe as its worst side: one is enough, and none offsets it."""
        return max(self.scale, self.scope, self.irremediable)


@dataclass(frozen=True, slots=True)
class Gap:
    """One standard on the list, with all that its place rests on.

    contradicted: officials claim what people do not report; extent: what is missing to
    the target at the least; inequality: the widest clear difference between groups, at
    the least; both shares of people, None where nothing can be said; severity and
    feasibility (how readily the addressee can act, 1 to 4): judged by people, None
    until they have.
    """

    standard: str
    finding: FindingCode
    evidence: Strength
    contradicted: bool = False
    zero_tolerance: bool = False
    extent: float | None = None
    inequality: float | None = None
    severity: Severity | None = None
    feasibility: int | None = None

    def __post_init__(self) -> None:
        if self.feasibility is not None:
            _require_score("feasibility", self.feasibility)


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


def priorities(gaps: Iterable[Gap]) -> Priorities:
    """The ranked list: gaps compared by COMPONENTS, the first that differs decides.

    Contradictions first, then not met before inconclusive before no finding, zero
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
    for position, gap in enumerate(judged):
        above = ranked[-1] if ranked else None
        why = _first_difference(above.gap, gap) if above else ""
        rank = above.rank if above and not why else position + 1
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
    return next((name for name, first, second in pairs if first != second), "")


def _require_score(name: str, value: int) -> None:
    if value not in range(LEAST, MOST + 1):
        raise FrameProblem(
            f"{name} is {value}. It is judged from {LEAST} (least) to {MOST} (most)."
        )
