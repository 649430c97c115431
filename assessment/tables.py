"""Stored figures → rows for people. Nothing here counts, weighs or hides."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment import groups, numerals, sentences, wording
from assessment.models import Finding, Verification
from surveys.models import Instrument

SHAPES = {  # text and shape say the same as the colour
    Finding.MET: "●",
    Finding.INCONCLUSIVE: "◐",
    Finding.NOT_MET: "○",
    Finding.NOT_ASSESSED: "–",
}
HIDDEN_SHAPE = "▨"
PUBLIC_SOURCES = (Verification.VERIFIED, Verification.PARTLY)


@dataclass(frozen=True)
class Cell:
    text: str
    shape: str
    status: str  # a class name: met, not_met, inconclusive, not_assessed, hidden
    word: str
    n: int | None = None
    mark: str = ""


NOBODY = Cell(text="", shape="", status="nobody", word="")


def cell(figure):
    if figure is None:
        return NOBODY
    if not figure.is_shown:
        return Cell(
            text=_("Hidden"),
            shape=HIDDEN_SHAPE,
            status="hidden",
            word=wording.too_few(),
            mark=wording.MARKS[figure.state],
        )
    return Cell(
        text=value(figure),
        shape=SHAPES[figure.finding],
        status=figure.finding,
        word=figure.get_finding_display(),
        n=figure.n,
        mark=wording.CARE_MARK if figure.quality == "u" else "",
    )


def value(figure):
    """The share, or k of n where people were not chosen at random."""
    if not figure.is_shown:
        return ""
    if figure.estimate is None:
        if figure.base is not None:
            return numerals.k_of_n(figure.above, figure.base)
        return numerals.k_of_n(figure.k, figure.n) if figure.k is not None else ""
    return numerals.amount(figure.estimate, figure.indicator.unit)


def needs(standard):
    """Why there is no figure: which instruments could give one."""
    numbers = ", ".join(standard.instruments.split())
    return _("Not assessed: needs instrument %(numbers)s") % {"numbers": numbers}


# -- one standard ------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    group: str
    n: str
    value: str
    low: str
    high: str
    target: str
    gap: str
    verdict: str
    mark: str


def line(figure):
    shown = figure.is_shown and figure.ci_lower is not None
    unit = figure.indicator.unit
    low, high = "", ""
    if shown:
        low, high = numerals.ends(figure.ci_lower, figure.ci_upper, unit)
    return Line(
        group=groups.label(figure.source, figure.group_var, figure.group_code),
        n=str(figure.n) if figure.is_shown else "",
        value=value(figure),
        low=low,
        high=high,
        target="" if figure.target is None else numerals.amount(figure.target, unit),
        gap=points(figure.gap, unit) if shown and figure.gap is not None else "",
        verdict=sentences.verdict(figure),
        mark=cell(figure).mark,
    )


def points(gap, unit="share"):
    """Positive is short of the target."""
    if unit != "share":
        return numerals.amount(gap, unit)
    return _("%(number)d points") % {"number": round(gap * 100)}


@dataclass
class Measure:
    """One indicator of a standard: its sentence, its lines, its reasons."""

    indicator: object
    total: object
    figures: list
    lines: list[Line]
    sentence: str
    base: str
    verdict: str
    care: bool
    apart: list[tuple[str, str]]
    differences: list[str]
    picture: str = ""
    caption: str = ""
    since: object = None


def few(count, threshold):
    """A count of people, or that they are too few to count in public."""
    if count < threshold:
        return _("fewer than %(threshold)d") % {"threshold": threshold}
    return str(count)


def measures(figures, threshold):
    """The indicators of one standard, each with its groups, the total on top."""
    by_indicator = defaultdict(list)
    for figure in figures:
        by_indicator[(figure.indicator.place, figure.design_class)].append(figure)
    return [_measure(by_indicator[key], threshold) for key in sorted(by_indicator)]


def _measure(figures, threshold):
    figures = sorted(
        figures, key=lambda f: (groups.order(f.group_var, f.group_code), f.group_code)
    )
    total = figures[0]
    return Measure(
        indicator=total.indicator,
        total=total,
        figures=figures,
        lines=[line(one) for one in figures],
        sentence=sentences.finding_sentence(total),
        base=sentences.base_sentence(total),
        verdict=sentences.verdict(total),
        care=total.quality == "u",
        differences=sentences.differences(figures),
        apart=[
            (reason(key), few(count, threshold))
            for key, count in sorted(total.nonresponse.items())
        ],
    )


def reason(key):
    return {
        "refused": _("Preferred not to answer"),
        "does_not_know": _("Did not know"),
        "not_asked_privacy": _("Not asked: someone could hear"),
        "not_applicable": _("The question did not apply"),
        "not_reached": _("Interview stopped before the question"),
    }.get(key, key)


def sources(standard):
    """Legal sources for readers: a number that nobody read is not printed."""
    return [
        source
        for source in standard.sources.all()
        if source.verification in PUBLIC_SOURCES
    ]


def pairs(figures):
    """What people say beside what officials say, the widest apart first."""
    totals = {}
    for figure in figures:
        if figure.group_var == "all" and not figure.indicator.is_component:
            totals[(figure.indicator.standard_id, figure.source)] = figure
    found = [
        (figure, totals[(standard, Instrument.Source.AUTHORITY)])
        for (standard, source), figure in totals.items()
        if source == Instrument.Source.MIGRANT
        and (standard, Instrument.Source.AUTHORITY) in totals
    ]
    return sorted(
        (pair for pair in found if _comparable(*pair)),
        key=lambda pair: -abs(pair[0].estimate - pair[1].k / pair[1].n),
    )


def _comparable(migrants, officials):
    return (
        migrants.is_shown
        and officials.is_shown
        and migrants.estimate is not None
        and officials.k is not None
        and migrants.indicator.statistic == "proportion"
        and migrants.direction == officials.direction
    )


def pair_lines(found):
    """(standard, people, officials, difference in points) of each comparison."""
    return [
        {
            "standard": migrants.indicator.standard,
            "people": line(migrants),
            "officials": value(officials),
            "difference": points(officials.k / officials.n - migrants.estimate),
        }
        for migrants, officials in found
    ]
