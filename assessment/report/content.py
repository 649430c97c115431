"""The gap report from stored figures, the body's findings and its recommendations.

The chapters follow what review bodies publish: summary, places, method, law on
children, findings by domain, alternatives, priorities, recommendations, responses,
annexes.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.findings import (
    children_page,
    found_page,
    place_cards,
    places_page,
    priorities,
    standard_cards,
    standard_page,
)
from assessment.findings.place_standards import place_standards
from assessment.models import Standard
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.release_lines import release_line
from assessment.recommendations import lines
from assessment.recommendations.access import public_recommendations
from assessment.recommendations.sight import PUBLIC
from assessment.report import annexes, texts
from assessment.report.blocks import (
    Block,
    Bullets,
    Paragraph,
    ReportContent,
    Section,
    Table,
    numbered,
)
from assessment.topics import alternatives, length


def report_content(reader: Any, address: str) -> ReportContent:
    """The whole report for one reader; address: where it is read on screen."""
    found = found_page.page(reader)
    written = texts.newest(reader.round)
    sections = [
        *_foreword(written),
        _summary(reader, found),
        _places(reader),
        annexes.method(reader, found["ribbon"]),
        _law(reader),
        *_findings(reader, written),
        _children(reader),
        _length(reader),
        _alternatives(reader),
        _ranking(reader),
        *_recommendations(reader),
        *_conclusions(written),
        *annexes.annexes(reader),
    ]
    return _wrapped(reader, address, found, sections)


def summary_content(reader: Any, address: str) -> ReportContent:
    """The one-page summary alone."""
    found = found_page.page(reader)
    return _wrapped(reader, address, found, [_summary(reader, found)])


def _wrapped(
    reader: Any, address: str, found: dict[str, Any], sections: list[Section]
) -> ReportContent:
    ribbon = found["ribbon"]
    cover = [
        _("Joint assessment of immigration detention"),
        ribbon["where"],
        release_line(reader.figure_set),
        _("Exact figures: for the review body only")
        if reader.exact
        else _("Public version: figures are bands"),
    ]
    return ReportContent(
        title=_("Immigration detention: what the law asks and what we found"),
        subtitle=_("Gap report: %(round)s") % {"round": reader.round.name},
        body=reader.review_body,
        language="fr" if (get_language() or "en").startswith("fr") else "en",
        release=release_line(reader.figure_set),
        check_number=reader.figure_set.fingerprint[:8],
        address=address,
        synthetic=reader.figure_set.synthetic,
        exact=reader.exact,
        cover=tuple(line for line in cover if line),
        sections=numbered(sections),
    )


def _foreword(written: dict[str, str]) -> list[Section]:
    text = written.get(texts.FOREWORD)
    if not text:
        return []
    section = Section("foreword", _("Foreword"), new_page=True)
    return [section.add(*_paragraphs(text))]


def _conclusions(written: dict[str, str]) -> list[Section]:
    text = written.get(texts.CONCLUSIONS)
    if not text:
        return []
    section = Section("conclusions", _("Conclusions"), new_page=True)
    return [section.add(*_paragraphs(text))]


def _paragraphs(text: str) -> list[Paragraph]:
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [Paragraph(part) for part in parts if part]


# -- summary -----------------------------------------------------------------------


def _summary(reader: Any, found: dict[str, Any]) -> Section:
    section = Section("summary", _("Summary"), new_page=True)
    section.add(Paragraph(found["lead"], "lead"))
    section.add(Bullets(tuple(_find_text(find) for find in found["main_findings"])))
    for name, changes in ((_("Better"), "better"), (_("Worse"), "worse")):
        if found[changes]:
            items = [
                f"{c['label']}: {c['before']} → {c['now']}" for c in found[changes]
            ]
            section.add(Paragraph(name, "finding"), Bullets(tuple(items)))
    if found["worse_groups"]:
        items = [
            f"{row['group']}: " + ", ".join(s.title for s in row["standards"])
            for row in found["worse_groups"]
        ]
        section.add(Paragraph(_("For whom it is worse"), "finding"))
        section.add(Bullets(tuple(items)))
    if found["priorities"]:
        section.add(Paragraph(_("What the review body asks for first"), "finding"))
        items = [priority["text"] for priority in found["priorities"]]
        section.add(Bullets(tuple(items), numbered=True))
    if found["concerns"]:
        section.add(Paragraph(_("What concerns the review body"), "finding"))
        section.add(Bullets(tuple(found["concerns"]), numbered=True))
    ribbon = found["ribbon"]
    section.add(Paragraph(f"{ribbon['who']}. {ribbon['how']}", "quiet"))
    return section


def _find_text(find: dict[str, Any]) -> str:
    return f"{find['sentence']} {find['facts']}".strip()


# -- places ------------------------------------------------------------------------


def _places(reader: Any) -> Section:
    section = Section("places", _("Places"), new_page=True)
    page = places_page.page(reader)
    section.add(Paragraph(page["lead"], "lead"))
    names = place_cards.district_names(reader.figure_set)
    standards = [
        standard
        for standard in place_standards(reader.figure_set, exact=reader.exact)
        if not standard.indicator.is_component
    ]
    rows = [
        (
            f"{standard.indicator.standard.title} ({standard.indicator.standard_id})",
            place_cards.heading(standard),
            place_cards.worst_sentence(standard),
        )
        for standard in standards
    ]
    if rows:
        head = (_("Standard"), _("Places"), _("Worst place"))
        caption = _("Standards that hold for each place")
        if not reader.exact:
            head, rows = head[:2], [row[:2] for row in rows]
        section.add(Table(caption, head, tuple(rows)))
    if standards:
        overcrowded = _overcrowded(standards)
        section.add(place_cards.place_card(reader, overcrowded, names))
    return section


def _overcrowded(standards: list[Any]) -> Any:
    """The standard on room for people, or the first."""
    for standard in standards:
        if standard.indicator.standard_id == places_page.FIRST:
            return standard
    return standards[0]


# -- law, findings -----------------------------------------------------------------


def _law(reader: Any) -> Section:
    section = Section("law", _("What the law says"), new_page=True)
    rows = []
    for figure in reader.figures(source="law", group_var="all"):
        if figure.indicator.standard_id and figure.has_number:
            standard = figure.indicator.standard
            rows.append(
                (
                    f"{standard.title} ({standard.pk})",
                    figure.indicator.label,
                    annexes.value_of(figure),
                    annexes.verdict_of(figure),
                )
            )
    if not rows:
        return section.add(Paragraph(_("The law was not reviewed in this round.")))
    section.add(
        Table(
            _("Provisions reviewed"),
            (_("Standard"), _("Provision"), _("Texts reviewed"), _("Finding")),
            tuple(rows),
        )
    )
    return section


def _findings(reader: Any, written: dict[str, str]) -> list[Section]:
    sections = [Section("findings", _("Findings by domain"), new_page=True)]
    standards = list(Standard.objects.prefetch_related("sources"))
    for domain, members in groupby(standards, key=lambda s: s.domain_en):
        of_domain = list(members)
        chapter = Section(f"domain-{of_domain[0].pk}", of_domain[0].domain, level=2)
        chapter.add(*_paragraphs(written.get(domain, "")))
        sections.append(chapter)
        sections += [_standard(reader, standard) for standard in of_domain]
    return sections


def _standard(reader: Any, standard: Standard) -> Section:
    """One standard: finding, facts, groups, who says what, the body's own words."""
    title = f"{standard.title} ({standard.pk})"
    section = Section(standard.pk.lower(), title, level=3)
    page = standard_page.page(reader, standard)
    finding = page["finding"]
    section.add(Paragraph(f"{finding.get('shape', '–')} {finding['word']}", "finding"))
    if page["needs"]:
        section.add(Paragraph(page["needs"]))
    else:
        section.add(Paragraph(finding["sentence"], "lead"))
        facts = [f"{name}: {value}" for name, value in page["facts"]]
        section.add(Bullets(tuple(facts)))
    for text in (finding.get("cases"), finding.get("contradiction")):
        if text:
            section.add(Paragraph(text, "warning"))
    own = page["own"]
    if own is not None:
        words = f"{own.get_finding_display()}. {own.words} {own.reason}".strip()
        text = _("The review body: %(words)s") % {"words": words}
        section.add(Paragraph(text, "warning"))
    section.add(_groups_that_differ(reader, page["leading"]), _sources(page["voices"]))
    sources = [source.citation for source in page["sources"]]
    if sources:
        text = _("What the law asks: %(sources)s.") % {"sources": "; ".join(sources)}
        section.add(Paragraph(text, "quiet"))
    return section


def _groups_that_differ(reader: Any, card: FigureCard | None) -> Block | None:
    """The figure with the groupings in which something differs or may differ.

    The others are in the files of results. Nothing where no grouping does: everyone's
    figure is told above.
    """
    if card is None or not card.lines:
        return None
    figures = card.records
    telling = {
        figure.group_var
        for figure in figures
        if figure.published.comparison in ("less_often", "more_often", "may_differ")
    }
    if not telling:
        return Paragraph(_("Between groups: no clear difference."), "quiet")
    kept = [f for f in figures if f.group_var in {"all", *telling}]
    return standard_cards.groups_card(reader, kept)


def _sources(card: FigureCard | None) -> Block | None:
    """What each source says, as a table."""
    if card is None:
        return None
    return Table(_("What each source says"), card.head, card.rows)


def _children(reader: Any) -> Section:
    section = Section("children", _("Children"), new_page=True)
    page = children_page.page(reader)
    section.add(Paragraph(page["lead"], "lead"), *page["cards"])
    rows = tuple(
        (
            f"{row['standard'].title} ({row['standard'].pk})",
            row["finding"]["word"],
            row["finding"].get("sentence", ""),
        )
        for row in page["rows"]
    )
    head = (_("Standard"), _("Finding"), _("What we found"))
    return section.add(Table(_("Standards on children"), head, rows))


def _length(reader: Any) -> Section:
    section = Section("length", _("Length of detention"), new_page=True)
    cards = length.cards(reader)
    if not cards:
        text = _(
            "No files of this round give days, so we cannot say how long stays last."
        )
        return section.add(Paragraph(text))
    return section.add(*cards)


def _alternatives(reader: Any) -> Section:
    section = Section("alternatives", _("Alternatives to detention"), new_page=True)
    cards = alternatives.cards(reader)
    if not cards:
        return section.add(Paragraph(_("No programme sent its profile in this round.")))
    return section.add(*cards)


# -- priorities, recommendations ---------------------------------------------------


def _ranking(reader: Any) -> Section:
    section = Section("ranking", _("Which gaps come first, and why"), new_page=True)
    listed = priorities.rank_gaps(reader.figure_set, reader.figures())
    section.add(
        Paragraph(
            _(
                "Gaps are sorted by one thing after the other; nothing is added up."
                " Members of the review body rate how serious a gap is; no figure"
                " decides that."
            )
        )
    )
    rows = tuple(
        (
            f"{row.standard.title} ({row.standard.pk})",
            str(row.rank or "–"),
            row.finding["word"],
            str(row.severity or "–"),
            row.missing or "–",
            row.difference or "–",
            row.strength,
        )
        for row in listed.gaps
    )
    head = (
        _("Standard"),
        _("Rank"),
        _("Finding"),
        _("How serious"),
        _("Distance to target, at least"),
        _("Difference between groups, at least"),
        _("Strength of evidence"),
    )
    return section.add(Table(_("Gaps in their order"), head, rows))


def _recommendations(reader: Any) -> list[Section]:
    """By addressee, then what became of each."""
    asked = list(public_recommendations(reader.round))
    rows = lines.lines(asked, PUBLIC, timezone.now(), timezone.localdate())
    chapter = Section("recommendations", _("Recommendations"), new_page=True)
    chapter.add(Paragraph(lines.sentence(rows), "lead"))
    by_authority: dict[str, list[str]] = {}
    for row in rows:
        text = f"{row.recommendation.number}. {row.recommendation.text}"
        due = _("To be done by %(day)s.") % {"day": _day(row.recommendation.do_by)}
        codes = f" ({row.codes})" if row.codes else ""
        for authority, _response, _status in row.rows:
            by_authority.setdefault(authority.name, []).append(f"{text}{codes} {due}")
    sections = [chapter]
    for number, (name, items) in enumerate(by_authority.items(), start=1):
        section = Section(f"authority-{number}", name, level=2)
        sections.append(section.add(Bullets(tuple(items))))
    if rows:
        sections.append(_answers(rows))
    return sections


def _answers(rows: list[Any]) -> Section:
    section = Section("answers", _("Responses and progress"), level=2)
    table = tuple(
        (
            f"{row.recommendation.number}. {row.recommendation.text}",
            authority.name,
            response.word,
            status.word,
            row.progress.word,
        )
        for row in rows
        for authority, response, status in row.rows
    )
    head = (
        _("Recommendation"),
        _("Addressed to"),
        _("Response"),
        _("Done, the authority says"),
        _("Progress, we judge"),
    )
    return section.add(Table(_("What became of each"), head, table))


def _day(day: Any) -> str:
    return str(date_format(day, "j F Y"))
