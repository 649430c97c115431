"""R3: one standard. Its finding, for whom, who says what, change, law, citation."""

from django.utils.translation import gettext as _

from assessment.findings import changes, finding_sentences, standard_cards
from assessment.findings.standard_findings import standard_finding
from assessment.models import Finding
from assessment.presentation import (
    figure_rows,
    figure_sentences,
    number_texts,
    uncertainty,
)
from assessment.reading.source_lines import citation

# Changes since the round before, and differences adjusted for other characteristics.
STATISTICS = ("E2.1", "E2.12", "E2.6")


def page(reader, standard):
    figures = reader.figures(indicator__standard=standard)
    statistics = reader.statistics(code__in=STATISTICS)
    finding = standard_finding(standard, figures)
    all_changes = changes.changes(reader.figure_set, figures, statistics)
    cards = groups_cards(reader, figures, statistics)
    leading, others = _leading_first(cards, finding)
    return {
        "standard": standard,
        "finding": finding_box(finding),
        "facts": _facts(finding, all_changes),
        "leading": leading,
        "others": others,
        "voices": standard_cards.voices_card(reader, standard, finding),
        "changes": [
            standard_cards.change_card(reader, change) for change in all_changes
        ],
        "not_compared": [
            (left_out.now.indicator.label, changes.not_compared_sentence(left_out))
            for left_out in changes.not_compared(reader.figure_set, figures)
        ],
        "sources": figure_rows.sources(standard),
        "needs": "" if cards else figure_rows.needs(standard),
        "citation": citation(reader, standard=standard.pk),
        "how_to_read": uncertainty.how_to_read(),
    }


def groups_cards(reader, figures, statistics=()):
    """One card for each indicator of a standard, in the order of the catalogue."""
    exact = [statistic.exact for statistic in statistics if statistic.is_exact]
    cards = []
    for summary in figure_rows.indicator_summaries(figures):
        adjusted = figure_sentences.alike(summary.indicator, exact)
        cards.append(standard_cards.groups_card(reader, summary.figures, adjusted))
    return cards


def cards(reader, standard):
    """All figures of the page, to find one by its number."""
    context = page(reader, standard)
    leading = [context["leading"]] if context["leading"] else []
    voices = [context["voices"]] if context["voices"] else []
    return [*leading, *voices, *context["changes"], *context["others"]]


def _leading_first(cards, finding):
    """The card of the figure that the finding rests on, and the other cards."""
    rests_on = finding.rests_on
    leading = [card for card in cards if rests_on and card.records[0] == rests_on]
    others = [card for card in cards if card not in leading]
    return (leading[0] if leading else None), others


def finding_box(finding):
    """The joint finding of a standard in words: the same for every reader."""
    if finding.rests_on is None:
        return {"word": str(Finding.NOT_ASSESSED.label), "status": "not_assessed"}
    rests_on = finding.rests_on
    return {
        **finding_sentences.verdict(finding),
        "sentence": figure_sentences.finding_sentence(rests_on),
        "rests_on": finding_sentences.rests_on(finding),
        "contradiction": finding_sentences.contradiction(finding),
        "cases": finding_sentences.cases(finding),
    }


def _facts(finding, all_changes):
    """(name, value) pairs beside the finding."""
    rests_on = finding.rests_on
    if rests_on is None:
        return []
    facts = [(_("Target"), standard_cards.target_text(rests_on))]
    for change in all_changes:
        if change.now == rests_on and change.has_numbers:
            name = change.before.figure_set.round.name
            facts.append((name, f"{changes.before(change)}. {changes.verdict(change)}"))
    base = figure_sentences.base_sentence(rests_on)
    if base:
        facts.append((_("Base"), base.rstrip(".")))
    facts.append((_("Strength of evidence"), finding_sentences.strength(finding)))
    return facts


def points_short(finding):
    """The gap at least, in points, or ""."""
    if not finding.extent:
        return ""
    return _("%(number)d points") % {"number": number_texts.down(finding.extent)}
