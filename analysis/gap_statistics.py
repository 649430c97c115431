"""The second composition: materials → statistics of part E → suppression → rounding.

What pipeline.py is for indicators. Unsuppressed values do not leave this module.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis import (
    agreements,
    deaths,
    flows,
    held,
    lengths,
    provision,
    quality,
    steps,
    time_to_exit,
    waves,
)
from analysis.disclosure import Rule
from analysis.guarding import is_unsafe, protected
from analysis.judging import Judged, judged
from analysis.pipeline import AUDIENCES, ROUNDING
from analysis.schema import ALL, Settings
from analysis.statistic import Candidate, GapStatistic, Material, Ratio

Family = Callable[[Sequence[Material], Settings], Iterable[Candidate]]
FAMILIES: tuple[Family, ...] = (
    held.statistics,
    flows.statistics,
    deaths.statistics,
    steps.statistics,
    lengths.statistics,
    time_to_exit.statistics,
    provision.statistics,
    quality.statistics,
    agreements.statistics,
)
# Those that tell totals of what places report.
OF_PLACES: tuple[Family, ...] = (
    held.statistics,
    flows.statistics,
    deaths.statistics,
    provision.statistics,
)
# Those that tell how many people answered, beside what figures tell of them.
OF_PEOPLE: tuple[Family, ...] = (steps.statistics, lengths.statistics)
CODES_OF_PEOPLE = ("E2.3", "E2.8", "E2.9")


def gap_statistics(
    materials: Sequence[Material],
    *,
    earlier: waves.Earlier | None = None,
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
    rounding: Mapping[str, int] = ROUNDING,
    families: Sequence[Family] = FAMILIES,
) -> dict[str, tuple[GapStatistic, ...]]:
    """Every statistic that the materials of one round allow, safe per audience.

    materials: one per informant group and way of choosing; earlier: the round that this
    one follows, or nothing; audiences, rounding: as of
    pipeline.release_sets. A family without its material gives nothing. Raises
    FrameProblem with the place and the remedy.
    """
    chosen = settings or Settings()
    made = [
        *_made(materials, chosen, families),
        *waves.statistics(materials, earlier, chosen),
    ]
    found = {}
    for name, threshold in audiences.items():
        beside = judged(materials, made, chosen, threshold)
        silent = {
            *_silent(materials, beside, waves.NOW),
            *_before(earlier, chosen, threshold),
        }
        rule, base = Rule(threshold, chosen), rounding.get(name, 1)
        found[name] = protected(made, rule, base, beside.told, silent)
    return found


def _before(
    earlier: waves.Earlier | None, settings: Settings, threshold: int
) -> Iterator[Ratio]:
    if earlier:
        given = earlier.materials
        totals = list(_made(given, settings, OF_PLACES))
        yield from _silent(
            given, judged(given, totals, settings, threshold), waves.BEFORE
        )


def _silent(materials: Sequence[Material], found: Judged, when: str) -> Iterator[Ratio]:
    """Figures of all that cannot show everything."""
    for one, shows in zip(materials, found.shows, strict=True):
        for indicator, grouping, _group in shows:
            if grouping == ALL:
                yield Ratio(when, one.source, one.design_class, indicator)


def ratios(
    materials: Sequence[Material],
    settings: Settings | None = None,
    audiences: Mapping[str, int] = AUDIENCES,
) -> dict[str, Judged]:
    """Which ratios of figures can be told beside the totals, per audience, and how many
    people are told of beside figures."""
    chosen = settings or Settings()
    totals = list(_made(materials, chosen, OF_PLACES))
    more = [*totals, *_made(materials, chosen, OF_PEOPLE)]
    found = {}
    for name, threshold in audiences.items():
        rule = Rule(threshold, chosen)
        people = tuple(tuple(_people(one, more, rule)) for one in materials)
        found[name] = replace(
            judged(materials, totals, chosen, threshold), people=people
        )
    return found


def _people(one: Material, made: Sequence[Candidate], rule: Rule) -> Iterator[int]:
    """How many of the people asked are told, of all of them and in no group."""
    of = one.source, one.design_class
    for candidate in made:
        said = candidate.statistic
        if (
            said.code in CODES_OF_PEOPLE
            and (said.source, said.design_class) == of
            and said.n
            and not is_unsafe(candidate, rule)
        ):
            yield said.n


def _made(
    materials: Sequence[Material], settings: Settings, families: Sequence[Family]
) -> Iterator[Candidate]:
    for family in families:
        yield from family(materials, settings)
