"""What a release told its readers: cells with counts or without, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.schema import ALL, MINORITY, DesignClass, Figure

HALF_PERCENT = 0.005
AT_THE_ENDS = (0.01, 0.99)  # stand for less and more
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Told:
    """A cell as published. n is None where it is hidden.

    yes: whether the indicator counts a yes (a mean does not); share: the quotient k/n
    where it was told (a census); complete: a total of which everybody answered.
    """

    indicator: str
    source: str
    design_class: str
    group_var: str
    group_code: str
    n: int | None
    k: int | None
    yes: bool = True
    share: float | None = None
    complete: bool = False

    @property
    def at(self) -> tuple[str, str]:
        return self.group_var, self.group_code


@dataclass(frozen=True, slots=True)
class Guard:
    """What protects one audience: the threshold, and the base of rounded counts."""

    threshold: int
    base: int = 1


@dataclass(frozen=True, slots=True)
class Release:
    """One release for one audience. used, withdrawn: interviews by source, as told.

    guard: what protected it, where that was not what protects the new one.
    """

    cells: tuple[Told, ...]
    used: Mapping[str, int]
    withdrawn: Mapping[str, int]
    guard: Guard | None = None


def told(figures: Iterable[Figure], means: frozenset[str]) -> tuple[Told, ...]:
    """Figures as readers have them. means: ids of indicators that are no share.

    A hidden figure does not say which it is; its indicator's definition does.
    """
    return tuple(_told(f, f.indicator not in means) for f in figures)


def _told(f: Figure, yes: bool) -> Told:
    quotient = f.design_class == DesignClass.CENSUS and yes
    return Told(
        indicator=f.indicator,
        source=f.source,
        design_class=str(f.design_class),
        group_var=f.group_var,
        group_code=f.group_code,
        n=f.n,
        k=f.k,
        yes=yes,
        share=f.estimate if quotient else None,
        complete=f.group_var == ALL and not f.nonresponse and f.n_base == f.n,
    )


def counts(cell: Told, guard: Guard, everybody: float) -> tuple[Range, Range]:
    """Ranges of n and of k that a published cell leaves by itself.

    A shown cell has n of at least the threshold, k and n − k of at least three, and
    lies within half the base of what was told. Where k/n was told to the percent, only
    whole numbers with that quotient are left. everybody: interviews of its source, as
    told.
    """
    if cell.n is None:
        return (0, everybody), (0, everybody if cell.yes else 0)
    half = (guard.base - 1) // 2
    n = max(cell.n - half, guard.threshold), cell.n + half
    if cell.k is None:
        return n, (0, 0)
    k = max(cell.k - half, MINORITY), min(cell.k + half, n[1] - MINORITY)
    if half and cell.share is not None:
        return _with_quotient(n, k, cell.share)
    return n, k


def _with_quotient(n: Range, k: Range, share: float) -> tuple[Range, Range]:
    pairs = [
        (of, yes)
        for of in range(int(n[0]), int(n[1]) + 1)
        for yes in range(int(k[0]), int(k[1]) + 1)
        if share in AT_THE_ENDS or abs(yes / of - share) <= HALF_PERCENT + 1e-9
    ]
    if not pairs:  # people were weighted: the share is no quotient of these counts
        return n, k
    of, yes = [one for one, _k in pairs], [one for _n, one in pairs]
    return (min(of), max(of)), (min(yes), max(yes))
