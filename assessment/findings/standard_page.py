"""R3: one standard. Its finding, for whom, who says what, change, law, citation."""

from django.utils.translation import gettext as _

from assessment.findings import (
    changes,
    finding_sentences,
    places_page,
    standard_cards,
)
from assessment.findings.standard_findings import standard_finding
from assessment.models import Finding
from assessment.presentation import (
    figure_rows,
    figure_sentences,
    number_texts,
    size_words,
    uncertainty,
)
from assessment.reading.source_lines import citation
from assessment.recommendations import body_findings
from assessment.recommendations.access import public_recommendations

# Changes since the round before, and differences adjusted for other characteristics.
STATISTICS = ("E2.1", "E2.12", "E2.6")


def page(reader, standard):
    figures = reader.figures(indicator__standard=standard)
    statistics = reader.statistics(code__in=STATISTICS)
    finding = standard_finding(standard, figures)
    all_changes = changes.changes(reader.figure_set, figures, statistics)
    milestone = _milestone(reader, standard)
    cards = groups_cards(reader, figures, statistics, finding, milestone)
    leading, others = _leading_first(cards, finding)
    return {
        "standard": standard,
        "finding": finding_box(finding),
        "facts": facts(finding, all_changes, milestone),
        "own": body_findings.body_finding(reader.round, standard),
        "asked": _recommendations(reader, standard),
        "leading": leading,
        "others": others,
        "places": places_page.cards(reader, standard.pk),
        "voices": standard_cards.voices_card(reader, standard, finding),
        "change": next(
            (
                standard_cards.change_card(reader, change)
                for change in all_changes
                if change.now == finding.rests_on
            ),
            None,
        ),
        "other_changes": [
            (change.now.indicator.label, changes.sentence(change))
            for change in all_changes
            if change.now != finding.rests_on
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


def _milestone(reader, standard):
    """What the body agreed to reach by a year, or None."""
    return body_findings.milestones(reader.round).get(standard.pk)


def _recommendations(reader, standard):
    rows = public_recommendations(reader.round).filter(standards=standard)
    return sorted({row.number for row in rows})


def groups_cards(reader, figures, statistics=(), finding=None, milestone=None):
    """One card for each indicator of a standard, in the order of the catalogue.

    A milestone is drawn where the finding of the standard rests on the figure.
    """
    exact = [statistic.exact for statistic in statistics if statistic.is_exact]
    cards = []
    for summary in figure_rows.indicator_summaries(figures):
        adjusted = figure_sentences.alike(summary.indicator, exact)
        rests = finding is not None and summary.total == finding.rests_on
        value = milestone.value if milestone and rests else None
        cards.append(
            standard_cards.groups_card(reader, summary.figures, adjusted, value)
        )
    return cards


def cards(reader, standard):
    """All figures of the page, to find one by its number."""
    context = page(reader, standard)
    leading = [context["leading"]] if context["leading"] else []
    voices = [context["voices"]] if context["voices"] else []
    change = [context["change"]] if context["change"] else []
    return [*leading, *voices, *change, *context["others"]]


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


def facts(finding, all_changes, milestone):
    """(name, value) pairs beside the finding."""
    rests_on = finding.rests_on
    if rests_on is None:
        return []
    pairs = [(_("Target"), standard_cards.target_text(rests_on))]
    size = size_words.gap_size(rests_on)
    if size and rests_on.target is not None:
        pairs.append((_("How many it fails"), size))
    if milestone is not None:
        name = _("Milestone for %(year)d") % {"year": milestone.year}
        pairs.append((name, _milestone_words(milestone, rests_on)))
    for change in all_changes:
        if change.now == rests_on and change.has_numbers:
            name = change.before.figure_set.round.name
            pairs.append((name, f"{changes.before(change)}. {changes.verdict(change)}"))
    base = figure_sentences.base_sentence(rests_on)
    if base:
        pairs.append((_("Base"), base.rstrip(".")))
    pairs.append((_("Strength of evidence"), finding_sentences.strength(finding)))
    return pairs


def _milestone_words(milestone, figure):
    """The milestone, and whether the published range reaches it."""
    value = number_texts.amount(milestone.value, figure.indicator.unit)
    low, high = figure.published.likely_low, figure.published.likely_high
    if low is None or not figure.indicator.is_share:
        return value
    if figure.direction == "at_most":
        low, high = 100 - high, 100 - low
        goal = 100 * (1 - milestone.value)
    else:
        goal = 100 * milestone.value
    if low >= goal:
        return _("%(value)s: reached") % {"value": value}
    if high < goal:
        return _("%(value)s: not reached") % {"value": value}
    return _("%(value)s: too close to call") % {"value": value}
