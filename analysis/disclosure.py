"""Suppression: the last step, once, visibly."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.schema import (
    ALL,
    DesignClass,
    Figure,
    FigureState,
    Finding,
    Settings,
)

TIME_LIMIT = 2.0
EXACT_MINORITY = 3


def needs_primary(
    figure: Figure, *, interviewers: int, threshold: int, settings: Settings
) -> bool:
    """Too few contributors, places or interviewers to show a figure safely.

    In a census every answer is somebody's, so there a share that gives away all
    members of the group, or one or two of them, is withheld as well. In a sample a
    share of 0 % or 100 % says nothing certain about anyone and is shown with its
    interval.
    """
    n, k = figure.n or 0, figure.k
    if n < threshold:
        return True
    if (figure.n_clusters or 0) < settings.min_places:
        return True
    if interviewers < settings.min_interviewers:
        return True
    if figure.design_class == DesignClass.CENSUS and k is not None:
        return min(k, n - k) < EXACT_MINORITY
    return False


def partners(
    counts: Sequence[int], hidden: Sequence[bool], threshold: int
) -> list[int]:
    """Which further cells to hide so that no hidden count follows from the total.

    counts: contributors per cell of one additive row; hidden: suppressed already.
    For each hidden cell the other hidden ones together must hold at least `threshold`
    contributors; the fewest contributors are given up for that. When the solver finds
    nothing in time, the whole row is hidden.
    Source: Fischetti & Salazar (2001), Management Science 47, for one dimension.
    """
    open_cells = [i for i, h in enumerate(hidden) if not h and counts[i] > 0]
    closed = [i for i, h in enumerate(hidden) if h]
    if not closed or not open_cells:
        return []
    need = max(threshold - (sum(counts[j] for j in closed) - counts[i]) for i in closed)
    if need <= 0:
        return []
    weight = np.array([counts[i] for i in open_cells], dtype=float)
    answer = milp(
        c=weight + 1e-3,
        constraints=LinearConstraint(weight[None, :], lb=need),
        integrality=np.ones(len(weight)),
        bounds=Bounds(0, 1),
        options={"time_limit": TIME_LIMIT},
    )
    if not answer.success:
        return open_cells
    return [i for i, on in zip(open_cells, answer.x, strict=True) if on > 0.5]


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
    figures: Iterable[tuple[Figure, int]], *, threshold: int, settings: Settings
) -> tuple[Figure, ...]:
    """Hide small cells, then the partners from which they could be worked out.

    figures: (figure, number of interviewers behind it). The total of an indicator and
    the groups of one grouping variable make one additive row. A hidden total hides
    its groups, because they add up to it.
    """
    judged = [
        (
            f,
            needs_primary(f, interviewers=who, threshold=threshold, settings=settings),
        )
        for f, who in figures
    ]
    rows: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    totals = {
        (f.source, f.indicator): small for f, small in judged if f.group_var == ALL
    }
    for at, (f, _small) in enumerate(judged):
        if f.group_var != ALL:
            rows[f.source, f.indicator, f.group_var].append(at)
    state = {at: FigureState.PRIMARY for at, (_f, small) in enumerate(judged) if small}
    for (source, indicator, _variable), places in rows.items():
        if totals.get((source, indicator)):
            more = [at for at in places if at not in state]
        else:
            counts = [judged[at][0].n or 0 for at in places]
            found = partners(counts, [at in state for at in places], threshold)
            more = [places[i] for i in found]
        state.update((at, FigureState.SECONDARY) for at in more)
    return tuple(
        hide(f, state[at]) if at in state else f
        for at, (f, _small) in enumerate(judged)
    )
