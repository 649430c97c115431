"""Suppression: the last step, once, visibly."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.contributors import Behind
from analysis.partners import Count, partners
from analysis.schema import ALL, DesignClass, Figure, FigureState, Finding, Settings

MINORITY = 3
RowKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Fewest contributors of a shown figure for one audience, and the other minima."""

    threshold: int
    settings: Settings


def is_unsafe(figure: Figure, behind: Behind, rule: Rule) -> bool:
    """Too few contributors, places, interviewers or residents to show a figure.

    In a census every answer is somebody's: there 0 %, 100 % and a minority of one or
    two people are withheld as well. In a sample 0 % and 100 % are shown, because n is
    at least the threshold and the interval says what it leaves open.
    """
    settings = rule.settings
    return (
        (figure.n or 0) < rule.threshold
        or (figure.n_clusters or 0) < settings.min_places
        or behind.interviewers < settings.min_interviewers
        or behind.residents < settings.min_residents
        or _minority(figure.design_class, figure.n or 0, figure.k)
    )


def _minority(design_class: str, n: int, k: int | None) -> bool:
    census = design_class == DesignClass.CENSUS
    return census and k is not None and min(k, n - k) < MINORITY


def hide(figure: Figure, state: FigureState) -> Figure:
    """The same cell without a single number."""
    return Figure(
        indicator=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=figure.design_class,
        state=state,
        target=figure.target,
        direction=figure.direction,
        finding=Finding.NOT_ASSESSED,
    )


def suppress(
    figures: Sequence[Figure], behind: Sequence[Behind], rule: Rule
) -> tuple[Figure, ...]:
    """Hide unsafe cells, then the partners from which they could be worked out.

    figures: every cell of one source and design, the total of each indicator among
    them; behind: who stands behind each. The total and the groups of one grouping
    variable make one additive row, with the people of no group as a cell nobody sees.
    A hidden total hides its groups, because they add up to it. Where no choice of
    partners is safe the whole row goes, under one state that tells nothing.
    """
    unsafe = [is_unsafe(f, b, rule) for f, b in zip(figures, behind, strict=True)]
    state = {at: FigureState.PRIMARY for at, bad in enumerate(unsafe) if bad}
    totals = {f.indicator: at for at, f in enumerate(figures) if f.group_var == ALL}
    for (indicator, _variable), places in _rows(figures).items():
        total = totals[indicator]
        if unsafe[total]:
            state.update((at, FigureState.SECONDARY) for at in places if not unsafe[at])
            continue
        found = _partners(figures, unsafe, total, places, rule)
        if found is None:
            state.update((at, FigureState.SECONDARY) for at in places)
        else:
            state.update((places[i], FigureState.SECONDARY) for i in found)
    return tuple(
        hide(f, state[at]) if at in state else f for at, f in enumerate(figures)
    )


def _rows(figures: Sequence[Figure]) -> dict[RowKey, list[int]]:
    rows: dict[RowKey, list[int]] = defaultdict(list)
    for at, f in enumerate(figures):
        if f.group_var != ALL:
            rows[f.indicator, f.group_var].append(at)
    return rows


def _partners(
    figures: Sequence[Figure],
    unsafe: Sequence[bool],
    total: int,
    places: Sequence[int],
    rule: Rule,
) -> tuple[int, ...] | None:
    cells = [Count(figures[a].n or 0, figures[a].k or 0, unsafe[a]) for a in places]
    whole, census = figures[total], figures[total].design_class == DesignClass.CENSUS
    n = (whole.n or 0) - sum(c.n for c in cells)
    k = (whole.k or 0) - sum(c.k for c in cells)
    if n > 0:  # those who named no group
        share = k if whole.k is not None else None
        bad = n < rule.threshold or _minority(whole.design_class, n, share)
        cells.append(Count(n, k, bad, shown=False))
    minority = MINORITY if census and whole.k is not None else 0
    return partners(tuple(cells), rule.threshold, minority)
