"""Suppression: the last step but rounding, once, visibly."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.contributors import Behind
from analysis.nested import too_near
from analysis.partners import Count, partners
from analysis.schema import (
    ALL,
    Cell,
    Figure,
    FigureState,
    Finding,
    Indicator,
    Settings,
    Shows,
)

Row = tuple[int, ...]  # positions of the groups of one indicator and grouping


@dataclass(frozen=True, slots=True)
class Rule:
    """Fewest contributors of a shown figure for one audience, and the other minima."""

    threshold: int
    settings: Settings


def is_unsafe(figure: Figure, behind: Behind, rule: Rule) -> bool:
    """Too few contributors, places, interviewers or residents to show a figure.

        n < T,  k < 3  or  n − k < 3          0 % and 100 % among them

    Those who said yes and those who did not are contributors of a share in every
    design: others held there and the guards see who is called to an interview, so
    100 % tells them what each of these people said, sample or not. Tried were two other
    readings of "also on complements". To hide 0 % and 100 % alone tells them: the mark
    says that k is 0 or n. To ask for T yes and T no shows no share of fewer than 2 T
    people: the thresholds of 5 and 10 would be 10 and 20. A mean has no k. A rate, as
    deaths for 1,000 people, gives its events back to whoever knows the people: few of
    them are hidden, and none at all is told, as it is in counts.
    """
    return (
        _too_few_asked(figure, behind, rule)
        or minority(figure.n or 0, figure.k, rule.settings.minority)
        or _too_few_counted(figure, rule)
        or (behind.counted is not None and 0 < behind.counted < rule.threshold)
    )


def _too_few_asked(figure: Figure, behind: Behind, rule: Rule) -> bool:
    """Whatever they said: so it is of all questions that the same people were asked."""
    settings = rule.settings
    return (
        (figure.n or 0) < rule.threshold
        or (figure.n_clusters or 0) < settings.min_places
        or behind.interviewers < settings.min_interviewers
        or behind.residents < settings.min_residents
    )


def minority(n: int | None, k: int | None, fewest: int) -> bool:
    """Whether few said yes, or few did not; nothing of what is no share."""
    return n is not None and k is not None and min(k, n - k) < fewest


def _too_few_counted(figure: Figure, rule: Rule) -> bool:
    """Of a ratio: few files or people are counted, though at many places.

    They are counts, and hidden as counts of so few are; nobody, and everybody, too.
    More above the line than below it, as people and places, is no part of it. As each
    place counts somebody, few more than places would tell how many each counts.
    """
    if figure.base is None or figure.above is None:
        return False
    others, fewest = figure.base - figure.above, rule.threshold
    more = figure.base - (figure.n or 0)  # than one at each place
    return (
        min(figure.base, figure.above) < fewest
        or 0 <= others < fewest
        or more < fewest - 1
    )


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
    figures: Sequence[Figure],
    behind: Sequence[Behind],
    rule: Rule,
    shows: Mapping[Cell, Shows] | None = None,
    asked: Sequence[Indicator] = (),
) -> tuple[Figure, ...]:
    """Hide unsafe cells, then the partners from which they could be worked out.

    figures: every cell of one source and design, the total of each indicator among
    them; behind: who stands behind each. The total and the groups of one grouping
    variable make one additive row. The people of no group are a cell nobody sees: it is
    protected where it is unsafe, and protects no other, because a table that is shown
    in full tells how many they are.
    Rows of one indicator share its total, which is shown, so each is protected by
    itself; a hidden total hides its groups, because they add up to it. Indicators
    asked of the same people share their base: its partners are chosen once and hidden
    in all of them, or one table would show what another hides. A row with a hidden
    cell tells no base and no reasons by group. Where no choice of partners is safe the
    whole row goes, under one state that tells nothing. shows: of cells of ratios that
    would give a few places or people away beside other sums, what they can show.
    asked: indicators of people who speak for themselves, see nested.py.
    """
    how = [(shows or {}).get((f.indicator, f.group_var, f.group_code)) for f in figures]
    unsafe = [
        is_unsafe(f, b, rule) or one == Shows.NOTHING
        for f, b, one in zip(figures, behind, how, strict=True)
    ]
    figures = [
        replace(f, above=None, base=None) if one == Shows.RATIO else f
        for f, one in zip(figures, how, strict=True)
    ]
    state = {at: FigureState.PRIMARY for at, bad in enumerate(unsafe) if bad}
    few = {
        at
        for at, (f, b) in enumerate(zip(figures, behind, strict=True))
        if _too_few_asked(f, b, rule)
    }
    if asked:
        fewest = rule.settings.minority
        for at in too_near(figures, asked, unsafe, rule.threshold, fewest):
            unsafe[at], state[at] = True, FigureState.SECONDARY
            few.add(at)
    totals = {f.indicator: at for at, f in enumerate(figures) if f.group_var == ALL}
    for row in _rows(figures):
        total = totals[figures[row[0]].indicator]
        if unsafe[total]:
            state.update((at, FigureState.SECONDARY) for at in row if not unsafe[at])
            continue
        found = _partners(figures, unsafe, few, total, row, rule)
        if found is None:
            state.update((at, FigureState.SECONDARY) for at in row)
        else:
            state.update((row[i], FigureState.SECONDARY) for i in found)
    silent = {
        at for row in _rows(figures) if not state.keys().isdisjoint(row) for at in row
    }
    return tuple(
        hide(f, state[at])
        if at in state
        else replace(f, n_base=None, nonresponse={})
        if at in silent
        else f
        for at, f in enumerate(figures)
    )


def _rows(figures: Sequence[Figure]) -> list[Row]:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, f in enumerate(figures):
        if f.group_var != ALL:
            rows[f.indicator, f.group_var].append(at)
    return [tuple(row) for row in rows.values()]


def _partners(
    figures: Sequence[Figure],
    unsafe: Sequence[bool],
    few: Collection[int],
    total: int,
    row: Row,
    rule: Rule,
) -> tuple[int, ...] | None:
    whole, threshold = figures[total], rule.threshold
    hidden = [at in few for at in row]
    shared = _base_partners([figures[at] for at in row], hidden, whole, threshold)
    if shared is None:
        return None
    cells = [
        Count(figures[at].n or 0, figures[at].k or 0, unsafe[at], forced=i in shared)
        for i, at in enumerate(row)
    ]
    n = (whole.n or 0) - sum(c.n for c in cells)
    k = (whole.k or 0) - sum(c.k for c in cells)
    share, fewest = (None if whole.k is None else k), rule.settings.minority
    if n > 0 and (n < threshold or minority(n, share, fewest)):
        cells.append(Count(n, k, True, shown=False))
    return partners(tuple(cells), threshold, threshold if whole.k is not None else 0)


def _base_partners(
    row: Sequence[Figure], few: Sequence[bool], whole: Figure, threshold: int
) -> tuple[int, ...] | None:
    """Partners of the groups of which too few were asked, answer or no answer, or at
    too few places.

    They depend on who was asked alone, so every indicator asked of the same people
    hides the same groups.
    """
    asked = [f.n_base if f.n_base is not None else f.n or 0 for f in row]
    cells = [
        Count(n, 0, n < threshold or hidden)
        for n, hidden in zip(asked, few, strict=True)
    ]
    n = (whole.n_base or whole.n or 0) - sum(asked)
    if 0 < n < threshold:
        cells.append(Count(n, 0, True, shown=False))
    return partners(tuple(cells), threshold)
