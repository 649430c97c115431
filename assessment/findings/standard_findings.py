"""The joint finding of each standard, from the published figures of all groups.

1. Only published figures are used, so that every reader gets the same finding. The
   total's finding of each group was made from its exact figure.
2. Indicators that a round made for itself stand beside a standard and never decide it.
3. No answer is counted here. The rules are those of analysis.indicators, imported when
   a page needs them: the web process starts without the statistics libraries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.computation.figure_inputs import PAPERS
from assessment.models import (
    Cases,
    Finding,
    PublishedFigure,
    Standard,
    Statistic,
)
from assessment.reading.reader_figures import FAR, ReaderFigure
from surveys.models import DesignClass, Instrument

if TYPE_CHECKING:
    from analysis.indicators.evidence_strength import Source, Strength

# Which group's figure a finding rests on, where several have one.
LEADING = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.RECORDS,
    Instrument.Source.PROVIDER,
    Instrument.Source.LAW,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
)
SOURCES_OF_PEOPLE = (Instrument.Source.MIGRANT, Instrument.Source.CHILD)
CLAIMS_ALWAYS = "= 'always'"
CHECKLIST = "${o_"  # answers that the team gives by looking
CLAIMED, BELIEVED = 50, 80  # points: officials mostly claim, people report less
WITH_FINDING = (Finding.MET, Finding.NOT_MET, Finding.INCONCLUSIVE)
KNOWN_CASES = (Cases.VERIFIED, Cases.REPORTED)


@dataclass(frozen=True, slots=True)
class StandardFinding:
    """The joint finding of one standard, with the figures of all informant groups.

    voices: one figure a group, in the order of LEADING.
    rests_on: the figure that the finding rests on; None where nobody was asked.
    strength: strength of evidence; None where no group has a figure.
    contradiction: (what officials claim, what people report).
    cases: status of cases, where the standard allows none; else "".
    case_sources: the sources that report a case.
    inequality: the widest difference between two groups whose published ranges do not
        meet, at its least, as a share; None where none are compared.
    """

    standard: Standard
    voices: tuple[ReaderFigure, ...]
    rests_on: ReaderFigure | None
    finding: str
    strength: Strength | None
    contradiction: tuple[ReaderFigure, ReaderFigure] | None
    cases: str
    case_sources: tuple[Source, ...]
    inequality: float | None

    @property
    def extent(self) -> float | None:
        """The smallest possible gap to the target, as a share of people.

        It is measured from the end of the published range nearer the target, so that
        a wide range never ranks higher; 0 where the range reaches the target.
        """
        if self.rests_on is None or self.rests_on.gap_points == FAR:
            return None
        return max(self.rests_on.gap_points, 0) / 100


def standard_findings(
    standards: Iterable[Standard], figures: Iterable[ReaderFigure]
) -> list[StandardFinding]:
    """The joint finding of each standard."""
    by_standard = defaultdict(list)
    for figure in figures:
        by_standard[figure.indicator.standard_id].append(figure)
    return [
        standard_finding(standard, by_standard[standard.pk]) for standard in standards
    ]


def standard_finding(
    standard: Standard, figures: Iterable[ReaderFigure]
) -> StandardFinding:
    all_figures = [figure for figure in figures if not figure.indicator.is_own]
    totals = [figure for figure in all_figures if figure.group_var == "all"]
    voices = _voices(totals)
    figures_with_cases = _figures_with_cases(standard, totals)
    sources = tuple(sorted({source_of(figure) for figure in figures_with_cases}))
    cases = _cases(standard, totals, sources)
    finding, rests_on = _finding(voices, figures_with_cases, cases)
    return StandardFinding(
        standard=standard,
        voices=voices,
        rests_on=rests_on,
        finding=finding,
        strength=_strength(voices, finding, sources),
        contradiction=_contradiction(totals),
        cases=cases,
        case_sources=sources,
        inequality=_widest_difference(all_figures),
    )


def _voices(totals: Sequence[ReaderFigure]) -> tuple[ReaderFigure, ...]:
    """One figure a group: the whole standard before parts, a sample before others."""
    ranked = sorted(
        totals,
        key=lambda figure: (
            LEADING.index(figure.source),
            figure.indicator.is_component,
            figure.design_class == DesignClass.PURPOSIVE,
            figure.indicator.place,
        ),
    )
    first: dict[str, ReaderFigure] = {}
    for figure in ranked:
        first.setdefault(figure.source, figure)
    return tuple(first.values())


def _finding(
    voices: Sequence[ReaderFigure],
    figures_with_cases: Sequence[ReaderFigure],
    cases: str,
) -> tuple[str, ReaderFigure | None]:
    """(joint finding, the figure it rests on).

    A verified case makes it not met, whatever the estimate; one that is only reported
    leaves what would be met too close to call. Else it is that of the first group that
    has one.
    """
    if not voices:
        return Finding.NOT_ASSESSED, None
    with_finding = [figure for figure in voices if figure.finding in WITH_FINDING]
    if cases == Cases.VERIFIED:
        failing = [
            figure for figure in with_finding if figure.finding == Finding.NOT_MET
        ]
        return Finding.NOT_MET, (failing or list(figures_with_cases))[0]
    if not with_finding:
        published = [f for f in voices if f.finding != Finding.NOT_PUBLISHED]
        leading = (published or list(voices))[0]
        return leading.finding, leading
    finding = with_finding[0].finding
    if cases == Cases.REPORTED and finding == Finding.MET:
        finding = Finding.INCONCLUSIVE
    return finding, with_finding[0]


# -- officials and people ----------------------------------------------------------


def _contradiction(
    totals: Sequence[ReaderFigure],
) -> tuple[ReaderFigure, ReaderFigure] | None:
    """The first pair of a claim "always" and people who do not report it.

    Officials mostly claim it, and the people's likely range ends under 80 in 100.
    Source: contradiction rule of the gap report, part D.
    """
    whole_shares = [
        figure
        for figure in totals
        if not figure.indicator.is_component
        and figure.indicator.statistic == Statistic.PROPORTION
        and figure.direction == "at_least"
    ]
    claims = [
        figure
        for figure in whole_shares
        if figure.source == Instrument.Source.AUTHORITY
        and CLAIMS_ALWAYS in figure.indicator.numerator
        and (figure.published.band_low or 0) >= CLAIMED
    ]
    reports = sorted(
        (figure for figure in whole_shares if figure.source in SOURCES_OF_PEOPLE),
        key=lambda figure: SOURCES_OF_PEOPLE.index(figure.source),
    )
    for people in reports:
        high = people.published.likely_high
        if claims and high is not None and high < BELIEVED:
            return claims[0], people
    return None


# -- how firmly it is known --------------------------------------------------------


def source_of(figure: ReaderFigure) -> Source:
    """A document, an observation of the team, or a group of informants."""
    from analysis.indicators.evidence_strength import Means, Source

    if figure.source not in PAPERS:
        return Source(Means.INFORMANT, str(figure.source))
    is_observation = CHECKLIST in figure.indicator.numerator
    return Source(Means.OBSERVED if is_observation else Means.DOCUMENT)


def _strength(
    voices: Sequence[ReaderFigure], finding: str, case_sources: Sequence[Source]
) -> Strength | None:
    """Strength of the evidence that supports the finding; None without any figure.

    1. A group that was not chosen at random has no finding, so it supports none.
    2. Counts of files or observations without a random choice prove that something
       happens, never how often: they support "not met" only.
    """
    from analysis import schema
    from analysis.indicators import evidence_strength

    if not voices:
        return None
    source_findings = [
        (source_of(figure), schema.FindingCode(figure.finding)) for figure in voices
    ]
    if finding not in WITH_FINDING:
        papers = [source for source, _own in source_findings if not source.group]
        informants = [source for source, _own in source_findings if source.group]
        return evidence_strength.strength(papers or informants[:1])
    if case_sources and finding == Finding.INCONCLUSIVE:  # it rests on what is reported
        return evidence_strength.strength(case_sources)
    agree = {
        *evidence_strength.supporting(schema.FindingCode(finding), source_findings)
    }
    if finding == Finding.NOT_MET:
        agree |= {*case_sources} | {
            source_of(f) for f in voices if _has_verified_case(f)
        }
    return evidence_strength.strength(agree)


def _has_verified_case(figure: ReaderFigure) -> bool:
    """Whether a count of files or places includes a verified case."""
    return figure.source in PAPERS and figure.cases == Cases.VERIFIED


# -- where one case is too many ----------------------------------------------------


def _figures_with_cases(
    standard: Standard, totals: Sequence[ReaderFigure]
) -> list[ReaderFigure]:
    """The figures that report a case, where the standard allows none.

    A law is no case: that it asks for no inquiry says nothing of a death.
    """
    if not standard.zero_tolerance:
        return []
    return [
        figure
        for figure in totals
        if figure.cases in KNOWN_CASES and figure.source != Instrument.Source.LAW
    ]


def _cases(
    standard: Standard, totals: Sequence[ReaderFigure], sources: Sequence[Source]
) -> str:
    """Status of cases: verified, reported or not reported.

    1. None where the standard allows cases, or where nobody looked.
    2. Figures say that a case is known and to whom, not which one it is: what two
       groups report counts as one case known to two.
    """
    from analysis.indicators import evidence_strength

    if not standard.zero_tolerance:
        return Cases.NOT_KNOWN
    if not sources:
        if any(_hides_cases(figure) for figure in totals):
            return Cases.NOT_KNOWN
        looked = any(
            figure.cases == Cases.NOT_REPORTED
            or (
                figure.source == Instrument.Source.RECORDS
                and figure.published.is_published
            )
            for figure in totals
        )
        return Cases.NOT_REPORTED if looked else Cases.NOT_KNOWN
    status = evidence_strength.Case(tuple(sources)).status
    verified = status is evidence_strength.Status.VERIFIED
    return Cases.VERIFIED if verified else Cases.REPORTED


def _hides_cases(figure: ReaderFigure) -> bool:
    """Whether people were asked, but their answer on cases is not published."""
    papers = (Instrument.Source.RECORDS, Instrument.Source.LAW)
    return figure.source not in papers and figure.cases == Cases.NOT_KNOWN


# -- groups beside each other ------------------------------------------------------


def _is_compared(figure: ReaderFigure) -> bool:
    """A compared share of the whole standard; days have other units."""
    return (
        bool(figure.published.comparison)
        and figure.indicator.statistic == Statistic.PROPORTION
        and not figure.indicator.is_component
    )


def _widest_difference(figures: Sequence[ReaderFigure]) -> float | None:
    """The widest distance between the ranges of a group and of its reference group."""
    ranges = {(f.indicator_id, f.group_var, f.group_code): f.published for f in figures}
    distances = []
    for figure in filter(_is_compared, figures):
        compare_to = figure.published.compare_to
        reference = ranges.get((figure.indicator_id, figure.group_var, compare_to))
        own, others = _likely(figure.published), _likely(reference)
        if own and others:
            distances.append(max(own[0] - others[1], others[0] - own[1], 0))
    return max(distances) / 100 if distances else None


def _likely(row: PublishedFigure | None) -> tuple[int, int] | None:
    if row is None or row.likely_low is None or row.likely_high is None:
        return None
    return row.likely_low, row.likely_high
