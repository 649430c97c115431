"""What the stored figures of one standard say together, informant group by group.

Only figures that are shown are read: a hidden one says as much as none at all. No
answer is counted here; the rules are analysis.evidence's, .gaps' and .triangulation's,
imported when a page asks: the web process starts without the statistics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import nan
from typing import TYPE_CHECKING

from assessment.computing import PAPERS
from assessment.matrix import LEADING
from assessment.models import Figure, Finding, Standard, Statistic
from surveys.models import DesignClass, Instrument

if TYPE_CHECKING:
    from analysis.evidence import Source, Strength
    from analysis.gaps import Verdict
    from analysis.schema import Figure as Plain

HEARD = (Instrument.Source.MIGRANT, Instrument.Source.CHILD)
CLAIMS_ALWAYS = "= 'always'"
CHECKLIST = "${o_"  # answers that the team gives by looking
NONE_ALLOWED = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One standard as all informant groups tell it, side by side.

    voices: one figure a group, in the order of LEADING; told_by: the one whose finding
    and range stand for the standard; strength: None where nothing can be shown;
    contradiction: (what officials claim, what people report); cases: the reading of a
    standard that allows none; told_of: from whom and how a case of it is known;
    compared: groups beside their reference group.
    """

    standard: Standard
    voices: tuple[Figure, ...]
    told_by: Figure | None
    finding: str
    strength: Strength | None
    contradiction: tuple[Figure, Figure] | None
    cases: Verdict | None
    told_of: tuple[Source, ...]
    compared: tuple[Figure, ...]

    @property
    def extent(self) -> float | None:
        """What is missing to the target at the very least, as a share of people."""
        from analysis import priority, schema

        if self.told_by is None:
            return None
        one = self.told_by.indicator
        about = schema.Indicator(one.pk, statistic=one.statistic, unit=one.unit)
        return priority.extent(about, plain(self.told_by))

    @property
    def inequality(self) -> float | None:
        """The widest difference between groups that is clear, at its lesser end."""
        from analysis import priority
        from analysis.disparity import Disparity

        grid = [
            Disparity(
                _number(one.difference),
                se=0.0,
                df=0.0,
                lower=_number(one.diff_lower),
                upper=_number(one.diff_upper),
                p=_number(one.p_value),
                p_adjusted=one.p_adjusted,
            )
            for one in self.compared
        ]
        return priority.inequality(grid)


def readings(standards: Iterable[Standard], figures: Iterable[Figure]) -> list[Reading]:
    """The reading of each standard."""
    shown = defaultdict(list)
    for figure in figures:
        if figure.is_shown:
            shown[figure.indicator.standard_id].append(figure)
    return [reading(one, shown[one.pk]) for one in standards]


def reading(standard: Standard, figures: Iterable[Figure]) -> Reading:
    shown = [one for one in figures if one.is_shown]
    totals = [one for one in shown if one.group_var == "all"]
    voices = _voices(totals)
    judged = [one for one in voices if one.finding != Finding.NOT_ASSESSED]
    told_by = judged[0] if judged else None
    tellers = _tellers(standard, totals)
    told_of = tuple(sorted({source_of(one) for one in tellers}))
    alone = told_by.finding if told_by else Finding.NOT_ASSESSED.value
    cases = _cases(standard, told_of, alone)
    finding = cases.finding.value if cases else alone
    return Reading(
        standard=standard,
        voices=voices,
        told_by=told_by,
        finding=finding,
        strength=_strength(voices, finding, told_of),
        contradiction=_contradiction(totals),
        cases=cases,
        told_of=told_of,
        compared=tuple(one for one in shown if _is_compared(one)),
    )


def _voices(totals: Sequence[Figure]) -> tuple[Figure, ...]:
    """One figure a group: the whole before its parts, a sample before a choice."""
    ranked = sorted(
        totals,
        key=lambda one: (
            LEADING.index(one.source),
            one.indicator.is_component,
            one.design_class == DesignClass.PURPOSIVE,
            one.indicator.place,
        ),
    )
    first: dict[str, Figure] = {}
    for one in ranked:
        first.setdefault(one.source, one)
    return tuple(first.values())


def plain(figure: Figure) -> Plain:
    """The stored figure as the analysis reads it: the columns both have."""
    from analysis import schema

    names = {one.name for one in fields(schema.Figure)} - {"indicator"}
    values = {name: getattr(figure, name) for name in names}
    return schema.Figure(indicator=figure.indicator_id, **values)


# -- officials and people ----------------------------------------------------------


def _contradiction(totals: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The first pair of a claim "always" and people who do not report it."""
    from analysis.triangulation import contradiction

    whole = [
        one
        for one in totals
        if not one.indicator.is_component
        and one.indicator.statistic == Statistic.PROPORTION
        and one.direction == "at_least"
    ]
    claims = [
        one
        for one in whole
        if one.source == Instrument.Source.AUTHORITY
        and CLAIMS_ALWAYS in one.indicator.numerator
    ]
    heard = sorted(
        (one for one in whole if one.source in HEARD),
        key=lambda one: HEARD.index(one.source),
    )
    pairs = ((claim, people) for people in heard for claim in claims)
    return next((p for p in pairs if contradiction(plain(p[0]), plain(p[1]))), None)


# -- how firmly it is known --------------------------------------------------------


def source_of(figure: Figure) -> Source:
    """A document, an observation of the team, or a group of informants."""
    from analysis.evidence import Means, Source

    if figure.source not in PAPERS:
        return Source(Means.INFORMANT, str(figure.source))
    seen = CHECKLIST in figure.indicator.numerator
    return Source(Means.OBSERVED if seen else Means.DOCUMENT)


def _strength(
    voices: Sequence[Figure], finding: str, told_of: Sequence[Source]
) -> Strength | None:
    """The letter of what bears the finding out; None where nothing can be shown.

    A group that was not chosen at random was heard and reached no finding: it agrees
    with nobody. What was counted in files or seen without a random choice proves that
    something happens, never how often: it bears out "not met" alone.
    """
    from analysis import evidence, schema

    if not voices:
        return None
    said = [(source_of(one), schema.Finding(one.finding)) for one in voices]
    if finding == Finding.NOT_ASSESSED:
        seen = [source for source, _own in said if not source.group]
        heard = [source for source, _own in said if source.group]
        return evidence.strength(seen or heard[:1])
    if told_of and finding == Finding.INCONCLUSIVE:  # it rests on what is reported
        return evidence.strength(told_of)
    agree = {*evidence.supporting(schema.Finding(finding), said)}
    if finding == Finding.NOT_MET:
        agree |= {*told_of} | {source_of(one) for one in voices if _proves(one)}
    return evidence.strength(agree)


def _proves(figure: Figure) -> bool:
    """Whether a count of files or places holds one that the standard failed."""
    if figure.source not in PAPERS or figure.design_class != DesignClass.PURPOSIVE:
        return False
    part, whole = figure.k, figure.n
    if figure.base is not None:
        part, whole = figure.above, figure.base
    if part is None or whole is None:
        return False
    if figure.direction == "at_most":
        return figure.target == NONE_ALLOWED and part > 0
    return figure.target == 1 and part < whole


# -- where one case is too many ----------------------------------------------------


def _tellers(standard: Standard, totals: Sequence[Figure]) -> list[Figure]:
    """The figures that tell of a case, where a standard allows none."""
    if not standard.zero_tolerance:
        return []
    return [
        one
        for one in totals
        if one.direction == "at_most"
        and one.target == NONE_ALLOWED
        and any((one.k, one.above, one.estimate))
    ]


def _cases(
    standard: Standard, told_of: tuple[Source, ...], otherwise: str
) -> Verdict | None:
    """Stored figures tell that a case is known and to whom, not which one it is:
    what two groups tell counts as one case that two of them know."""
    from analysis import evidence, gaps, schema

    if not standard.zero_tolerance:
        return None
    return gaps.zero_tolerance(
        schema.Indicator(standard.pk, zero_tolerance=True),
        [evidence.Case(told_of)] if told_of else [],
        otherwise=schema.Finding(otherwise),
    )


# -- groups beside each other ------------------------------------------------------


def _number(value: float | None) -> float:
    """What is not there is no number: to the analysis an untested difference."""
    return nan if value is None else value


def _is_compared(figure: Figure) -> bool:
    """A tested difference of shares of the whole standard; days have other units."""
    return (
        figure.p_adjusted is not None
        and figure.indicator.statistic == Statistic.PROPORTION
        and not figure.indicator.is_component
    )
