"""Suppression and rounding of statistics that are no indicator: the last step."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from analysis.disclosure import Rule, minority
from analysis.intervals import poisson_exact
from analysis.partners import Count, partners
from analysis.rounding import down, near, nearest, step_of, up
from analysis.schema import Chance, FigureState
from analysis.statistic import Candidate, GapStatistic, OfAll, Others
from analysis.sums import Sums

PEOPLE = frozenset(
    {"person", "episode", "event", "file", "day", "place"}
)  # counts that are rounded
SHARES = frozenset({"share", "difference"})
NUMBER = "number"
POISSON = "poisson_exact"
EXACT = frozenset({"census", "exact"})  # ranges without a width are not widened
Key = tuple[str, str, str, str]


def protected(
    candidates: Sequence[Candidate],
    rule: Rule,
    base: int,
    told: Sums | None = None,
    silent: Collection[OfAll] = (),
) -> tuple[GapStatistic, ...]:
    """Statistics that are safe for one audience, in their order.

    Hidden are those of fewer people than the threshold (nobody at all is told: no death
    is a finding), shares with fewer than three yes or three no, fewer places or
    interviewers than the settings ask for, and those that give few others away (see
    Candidate: others, few), or a figure that is hidden (silent); the parts
    of a hidden total and what follows a hidden statistic; of a shown total the partners
    from which a hidden part could be worked out, see partners.py; and sums over places
    that would give a few of them away
    beside the sums before them and those that are told, see sums.py. All that goes with
    a total has one state, as nobody among a few would have another than the few. Parts
    of one total whose names are alike up to the last ":" are one way of dividing it, as
    by sex or by reason. Then
    counts of people are rounded to base, shares to the percent with their ranges
    outward, other numbers to two digits.
    """
    unsafe = [
        is_unsafe(one, rule) or not one.figures.isdisjoint(silent) for one in candidates
    ]
    state = {at: FigureState.PRIMARY for at, bad in enumerate(unsafe) if bad}
    known = told or Sums(rule.settings.min_places, rule.threshold)
    known.watch(left for one in candidates for left in one.left)
    for at, one in enumerate(candidates):
        known.tell(one.beside)
        if not unsafe[at] and not known.add(one.sums):
            unsafe[at], state[at] = True, FigureState.SECONDARY
    totals = {_key(one.statistic): at for at, one in enumerate(candidates)}
    for (whole, _grouping), row in _rows(candidates).items():
        total = totals.get(whole)
        if total is None or unsafe[total]:
            continue
        found = _partners(candidates, unsafe, total, row, rule)
        # Under one state: among parts of few people the other one would say "nobody".
        hidden = row if found is None else [row[at] for at in found]
        state.update((at, FigureState.SECONDARY) for at in hidden)
    for at, one in enumerate(candidates):
        if any(totals.get(leader) in state for leader in _leaders(one)):
            state[at] = FigureState.SECONDARY
    return tuple(
        _hidden(one.statistic, state[at])
        if at in state
        else rounded(one.statistic, base)
        for at, one in enumerate(candidates)
    )


def is_unsafe(one: Candidate, rule: Rule) -> bool:
    settings, people = rule.settings, one.people
    few = people is not None and 0 < people < rule.threshold
    return (
        few
        or minority(people, one.yes, settings.minority)
        or any(_tells(group, rule) for group in one.others)
        or any(0 < count < rule.threshold for count in one.few)
        or (one.places is not None and one.places < settings.min_places)
        or (
            one.interviewers is not None
            and one.interviewers < settings.min_interviewers
        )
    )


def _tells(group: Others, rule: Rule) -> bool:
    """Whether a group is one whose figure is hidden."""
    n, settings = group.people, rule.settings
    return n > 0 and (
        n < rule.threshold
        or minority(n, group.yes, settings.minority)
        or (group.places is not None and group.places < settings.min_places)
        or (
            group.interviewers is not None
            and group.interviewers < settings.min_interviewers
        )
    )


def _hidden(one: GapStatistic, state: FigureState) -> GapStatistic:
    """The same statistic without a single number."""
    return GapStatistic(
        code=one.code,
        about=one.about,
        source=one.source,
        design_class=one.design_class,
        unit=one.unit,
        part_of=one.part_of,
        state=state,
        when=one.when,
        method=one.method,
    )


def _key(one: GapStatistic) -> Key:
    return one.code, one.source, one.design_class, one.about


def _leaders(one: Candidate) -> list[Key]:
    """Keys of the total it is part of and of the statistic it follows."""
    named = [name for name in (one.statistic.part_of, one.follows) if name]
    return [_key(replace(one.statistic, about=name)) for name in named]


def _rows(candidates: Sequence[Candidate]) -> dict[tuple[Key, str], list[int]]:
    rows: dict[tuple[Key, str], list[int]] = defaultdict(list)
    for at, one in enumerate(candidates):
        statistic = one.statistic
        if statistic.part_of:
            whole = replace(statistic, about=statistic.part_of)
            grouping = statistic.about.rpartition(":")[0]
            rows[_key(whole), grouping].append(at)
    return rows


def _partners(
    candidates: Sequence[Candidate],
    unsafe: Sequence[bool],
    total: int,
    row: Sequence[int],
    rule: Rule,
) -> tuple[int, ...] | None:
    """A part that a figure tells is no room for another to hide in: it is not there.

    A small one is hidden by figures too.
    """
    threshold, fewest = rule.threshold, rule.settings.minority
    hiding = [i for i, at in enumerate(row) if unsafe[at] or not candidates[at].told]
    cells = [Count(candidates[row[i]].people or 0, 0, unsafe[row[i]]) for i in hiding]
    everybody = sum(candidates[at].people or 0 for at in row)
    rest = (candidates[total].people or 0) - everybody
    if rest > 0:
        yes = _yes_left(candidates, total, row)
        few = rest < threshold or minority(rest, yes, fewest)
        cells.append(Count(rest, 0, few, shown=False))
    found = partners(tuple(cells), threshold)
    return None if found is None else tuple(hiding[i] for i in found)


def _yes_left(
    candidates: Sequence[Candidate], total: int, row: Sequence[int]
) -> int | None:
    """Those of no part who said yes; None where parts do not say how many did."""
    whole, parts = candidates[total].yes, [candidates[at].yes for at in row]
    known = [yes for yes in parts if yes is not None]
    return None if whole is None or len(known) < len(parts) else whole - sum(known)


def rounded(one: GapStatistic, base: int) -> GapStatistic:
    """As published to an audience whose counts are rounded.

    base 1: as it is, but for the change of an indicator that is a number: as in
    figures, its digits would tell the fraction it was.
    """
    if base == 1 and one.unit != NUMBER:
        return one
    one = _of_rounded_events(one, base)
    counts = one.unit in PEOPLE
    step = float(base) if counts else step_of(one.value, share=one.unit in SHARES)
    low, high = (near, near) if one.method in EXACT else (down, up)
    return replace(
        one,
        value=_count(one.value, base) if counts else near(one.value, step),
        lower=low(one.lower, step),
        upper=high(one.upper, step),
        n=None if one.n is None else nearest(one.n, base),
        k=None if one.k is None else nearest(one.k, base),
        numerator=_count(one.numerator, base),
        denominator=_count(one.denominator, base),
        p_value=None if one.p_value is None else round(one.p_value, 3),
        p_adjusted=None if one.p_adjusted is None else round(one.p_adjusted, 3),
    )


def _of_rounded_events(one: GapStatistic, base: int) -> GapStatistic:
    """A rate of as many events as its rounded count: its limits would tell how many."""
    if one.method != POISSON or not one.value or one.numerator is None:
        return one
    exposure, events = one.numerator / one.value, nearest(round(one.numerator), base)
    limits = poisson_exact(events, exposure, one.level or 0.95, kind=Chance.CENSUS)
    return replace(one, value=events / exposure, lower=limits.lower, upper=limits.upper)


def _count(value: float | None, base: int) -> float | None:
    return None if value is None else float(nearest(round(value), base))
