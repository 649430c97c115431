"""Rows and cells of tables, from figures as the reader may see them.

Nothing here computes or suppresses.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.models import Finding, Verification
from assessment.presentation import (
    bands,
    figure_sentences,
    group_names,
    number_texts,
    uncertainty,
)
from surveys.models import Instrument

SHAPES = {  # text and shape say the same as the colour
    Finding.MET: "●",
    Finding.INCONCLUSIVE: "◐",
    Finding.NOT_MET: "○",
    Finding.NOT_ASSESSED: "–",
    Finding.NOT_PUBLISHED: "▨",
    Finding.NO_FINDING: "·",
}
PUBLIC_SOURCES = (Verification.VERIFIED, Verification.PARTLY)


@dataclass(frozen=True)
class MatrixCell:
    text: str
    shape: str
    status: str  # a class name: met, not_met, inconclusive, not_published …
    word: str
    n: str = ""
    mark: str = ""


NOBODY = MatrixCell(text="", shape="", status="nobody", word="")


def cell(figure):
    if figure is None:
        return NOBODY
    return MatrixCell(
        text=value(figure) or _("Not published"),
        shape=SHAPES[figure.finding],
        status=figure.finding,
        word=figure_sentences.verdict(figure),
        n=figure_sentences.base(figure) if figure.has_number else "",
        mark=mark(figure),
    )


def mark(figure):
    """[c] may not be published, [u] few interviews; exact figures only."""
    marks = []
    if figure.mark:
        marks.append("[c]")
    if figure.is_exact and figure.exact.quality == "u":
        marks.append(uncertainty.CARE_MARK)
    return " ".join(marks)


def value(figure):
    """The share or number as this reader may see it; "" where there is none."""
    if figure.is_exact:
        return _exact_value(figure.exact)
    row = figure.published
    if not row.is_published:
        return ""
    if row.k is not None:
        return number_texts.k_of_n(row.k, row.base_low)
    if row.band_low is not None:
        return bands.row(row.band_low, row.band_high)
    if row.value is None:
        return ""
    return number_texts.rounded(row.value, row.indicator.unit)


def _exact_value(figure):
    """The share; k of n of places, programmes, laws and people not chosen at random."""
    if figure.source in group_names.OF_THINGS and figure.k is not None:
        return number_texts.k_of_n(figure.k, figure.n)
    if figure.estimate is None:
        if figure.denominator is not None:
            return number_texts.k_of_n(figure.numerator, figure.denominator)
        return number_texts.k_of_n(figure.k, figure.n) if figure.k is not None else ""
    return number_texts.amount(figure.estimate, figure.indicator.unit)


def needs(standard):
    """Why there is no figure: which instruments could give one."""
    numbers = ", ".join(standard.instruments.split())
    return _(
        "Not assessed: nobody was asked. Instrument %(numbers)s asks about it."
    ) % {"numbers": numbers}


# -- one standard ------------------------------------------------------------------


@dataclass(frozen=True)
class FigureLine:
    group: str
    n: str
    value: str
    low: str
    high: str
    target: str
    gap: str
    verdict: str
    mark: str
    exact: str = ""  # the exact finding, where it is another than everybody's


def line(figure):
    low, high = ends(figure)
    unit = figure.indicator.unit
    target = figure.published.target
    return FigureLine(
        group=group_names.label(
            figure.source,
            figure.group_var,
            figure.group_code,
            figure.published.with_others and not figure.is_exact,
        ),
        n=figure_sentences.base(figure) if figure.has_number else "",
        value=value(figure),
        low=low,
        high=high,
        target="" if target is None else number_texts.amount(target, unit),
        gap=_gap(figure),
        verdict=figure_sentences.verdict(figure),
        mark=mark(figure),
        exact=str(Finding(figure.exact_finding).label) if figure.exact_finding else "",
    )


def ends(figure):
    """The likely range as text, or two blanks."""
    if figure.is_exact:
        exact = figure.exact
        if exact.lower is None or exact.lower == exact.upper:
            return "", ""
        return number_texts.ends(exact.lower, exact.upper, exact.indicator.unit)
    row = figure.published
    if row.likely_low is not None:
        return number_texts.percents(row.likely_low), number_texts.percents(
            row.likely_high
        )
    if row.lower is None or row.lower == row.upper or not row.is_published:
        return "", ""
    if row.indicator.is_share:
        return number_texts.ends(row.lower, row.upper, "share")
    return number_texts.two_digits(max(row.lower, 0)), number_texts.two_digits(
        row.upper
    )


def _gap(figure):
    """The gap to the target in points; exact figures only."""
    if not figure.is_exact or figure.exact.gap is None:
        return ""
    return points(figure.exact.gap, figure.indicator.unit)


def points(gap, unit="share"):
    """Positive is short of the target."""
    if unit not in number_texts.SHARES:
        return number_texts.amount(gap, unit)
    return _("%(number)d points") % {"number": round(gap * 100)}


@dataclass
class IndicatorSummary:
    """One indicator of a standard: its sentence, table lines and nonresponse."""

    indicator: object
    total: object
    figures: list
    lines: list[FigureLine]
    sentence: str
    base: str
    verdict: str
    care: bool
    nonresponse: list[tuple[str, str]]
    differences: list[str]
    method: str = ""
    picture: str = ""
    caption: str = ""
    since: object = None


def indicator_summaries(figures):
    """The indicators of one standard, each with its groups, the total on top."""
    by_indicator = defaultdict(list)
    for figure in figures:
        by_indicator[(figure.indicator.place, figure.design_class)].append(figure)
    return [_indicator_summary(by_indicator[key]) for key in sorted(by_indicator)]


def _indicator_summary(figures):
    figures = sorted(
        figures,
        key=lambda f: (group_names.order(f.group_var, f.group_code), f.group_code),
    )
    total = figures[0]
    return IndicatorSummary(
        indicator=total.indicator,
        total=total,
        figures=figures,
        lines=[line(figure) for figure in figures],
        sentence=figure_sentences.finding_sentence(total),
        base=figure_sentences.base_sentence(total),
        verdict=figure_sentences.verdict(total),
        care=total.is_exact and total.exact.quality == "u",
        differences=figure_sentences.differences(figures),
        nonresponse=nonresponse(total),
        method=total.exact.method if total.is_exact else "",
    )


def nonresponse(total):
    """Reasons why people are not in the share, with counts; published ones rounded."""
    row = total.exact if total.is_exact else total.published
    return [
        (reason(key), number_texts.whole_number(count))
        for key, count in sorted(row.nonresponse.items())
    ]


def reason(key):
    return {
        "refused": _("Preferred not to answer"),
        "does_not_know": _("Did not know"),
        "not_asked_privacy": _("Not asked: someone could hear"),
        "not_applicable": _("The question did not apply"),
        "not_reached": _("Interview ended before this question"),
    }.get(key, key)


def sources(standard):
    """Legal sources for readers: a number that nobody read is not printed."""
    return [
        source
        for source in standard.sources.all()
        if source.verification in PUBLIC_SOURCES
    ]


# -- who says what -----------------------------------------------------------------


def comparison_pairs(figures):
    """Pairs of figures of people and of officials, the widest apart first.

    The order rests on published bands, so that it reveals nothing exact.
    """
    totals = {}
    for figure in figures:
        if figure.group_var == "all" and not figure.indicator.is_component:
            totals[(figure.indicator.standard_id, figure.source)] = figure
    pairs = [
        (figure, totals[(standard, Instrument.Source.AUTHORITY)])
        for (standard, source), figure in totals.items()
        if source == Instrument.Source.MIGRANT
        and (standard, Instrument.Source.AUTHORITY) in totals
    ]
    return sorted(
        (pair for pair in pairs if _comparable(*pair)),
        key=lambda pair: (-_bands_apart(*pair), pair[0].indicator.place),
    )


def _comparable(migrants, officials):
    return (
        migrants.published.band_low is not None
        and officials.published.band_low is not None
        and migrants.indicator.statistic == "proportion"
        and migrants.direction == officials.direction
    )


def _bands_apart(migrants, officials):
    """Points between the middles of two bands."""
    migrants_middle, officials_middle = (
        (figure.published.band_low + figure.published.band_high) / 2
        for figure in (migrants, officials)
    )
    return abs(migrants_middle - officials_middle)


def pair_lines(pairs):
    """(standard, people, officials, difference in points) of each comparison."""
    return [
        {
            "standard": migrants.indicator.standard,
            "people": line(migrants),
            "officials": value(officials),
            "officials_n": figure_sentences.base(officials),
            "difference": _difference(migrants, officials),
        }
        for migrants, officials in pairs
    ]


def _difference(migrants, officials):
    if not migrants.is_exact or not officials.exact.n:
        return ""
    claimed_share = officials.exact.k / officials.exact.n
    return points(claimed_share - migrants.exact.estimate)
