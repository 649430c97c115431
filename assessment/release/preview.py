"""What a release would publish: each exact figure beside its public version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessment.findings import standard_cards
from assessment.models import (
    FigureSet,
    Finding,
    PublicationState,
    PublishedFigure,
    Standard,
)
from assessment.presentation import bands, figure_rows, figure_sentences
from assessment.reading.reader import Reader
from assessment.reading.reader_figures import ReaderFigure
from assessment.release import standing_figures

SHOWN = ("changed", "unpublished", "all")
KEY = ("indicator_id", "source", "design_class", "group_var", "group_code")


@dataclass(frozen=True)
class PreviewRow:
    """One figure: exact, as it will be published, and what is new about it."""

    group: str
    strong: bool
    label: str
    exact: str
    exact_base: str
    published: str
    base: str
    finding: str
    change: str


def page(figure_set: FigureSet, shown: str, domain: str) -> dict[str, Any]:
    """The figures by standard; shown: which of them, domain: of which domain."""
    reader = Reader(figure_set, exact=True)
    figures = reader.figures(indicator__round__isnull=True)
    earlier = standing_figures.last_release(figure_set)
    before = _rows_of(earlier)
    shown = shown if shown in SHOWN else ("changed" if earlier else "unpublished")
    pairs = [(figure, before.get(_key(figure.published))) for figure in figures]
    chosen = [
        (figure, old)
        for figure, old in pairs
        if _is_shown(figure, old, shown, earlier) and _is_of(figure, domain)
    ]
    states = Counter(figure.published.state for figure in figures)
    return {
        "figure_set": figure_set,
        "earlier": earlier,
        "all": len(figures),
        "published": states[PublicationState.PUBLISHED],
        "reasons": [
            (str(state.label), states[state])
            for state in PublicationState
            if states[state] and state != PublicationState.PUBLISHED
        ],
        "changed": sum(_differs(figure, old, earlier) for figure, old in pairs),
        "standards": _by_standard(chosen, earlier),
        "shown": shown,
        "domain": domain,
        "domains": _domains(),
    }


def _domains() -> list[tuple[str, str]]:
    return list({s.domain_en: s.domain for s in Standard.objects.all()}.items())


def _rows_of(release: FigureSet | None) -> dict[tuple[Any, ...], PublishedFigure]:
    if release is None:
        return {}
    return {_key(row): row for row in release.published_figures.all()}


def _key(row: PublishedFigure) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in KEY)


def _is_of(figure: ReaderFigure, domain: str) -> bool:
    return not domain or figure.indicator.standard.domain_en == domain


def _is_shown(
    figure: ReaderFigure,
    old: PublishedFigure | None,
    shown: str,
    earlier: FigureSet | None,
) -> bool:
    if shown == "changed":
        return _differs(figure, old, earlier)
    return shown == "all" or not figure.published.is_published


def _text(row: PublishedFigure | None) -> str:
    """What everybody reads of a figure: its number, or why there is none."""
    if row is None:
        return ""
    figure = ReaderFigure(row)
    value = figure_rows.value(figure)
    return value or bands.why_not(row)


def _differs(
    figure: ReaderFigure, old: PublishedFigure | None, earlier: FigureSet | None
) -> bool:
    if earlier is None:
        return False
    if old is None:
        return True
    return (_text(figure.published), figure.published.finding) != (
        _text(old),
        old.finding,
    )


def _by_standard(
    pairs: list[tuple[ReaderFigure, PublishedFigure | None]], earlier: FigureSet | None
) -> list[tuple[Standard, list[PreviewRow]]]:
    by_standard: dict[Standard, list[PreviewRow]] = {}
    for figure, old in pairs:
        rows = by_standard.setdefault(figure.indicator.standard, [])
        rows.append(_preview_row(figure, old, earlier))
    return sorted(by_standard.items(), key=lambda item: item[0].place)


def _preview_row(
    figure: ReaderFigure, old: PublishedFigure | None, earlier: FigureSet | None
) -> PreviewRow:
    public = ReaderFigure(figure.published)
    exact_line, line = figure_rows.line(figure), figure_rows.line(public)
    return PreviewRow(
        group=line.group,
        strong=figure.group_var == "all",
        label=figure.indicator.label,
        exact=" ".join([exact_line.value, standard_cards.range_text(exact_line)]),
        exact_base=exact_line.n,
        published=" ".join([_text(figure.published), standard_cards.range_text(line)]),
        base=line.n,
        finding=_finding(figure),
        change=_change(figure, old, earlier),
    )


def _finding(figure: ReaderFigure) -> str:
    word = figure_sentences.verdict(figure)
    if not figure.exact_finding:
        return word
    exact = str(Finding(figure.exact_finding).label).lower()
    return word + " " + _("(exact figure: %(finding)s)") % {"finding": exact}


def _change(
    figure: ReaderFigure, old: PublishedFigure | None, earlier: FigureSet | None
) -> str:
    if earlier is None:
        return ""
    if old is None:
        return _("new")
    if not _differs(figure, old, earlier):
        return _("no change")
    return _("was %(before)s") % {"before": _text(old)}
