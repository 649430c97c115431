"""R4: all that is known of children, on one page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.charts import plot_lines
from assessment.findings import finding_sentences, standard_cards, standard_page
from assessment.findings.place_standards import place_standards
from assessment.findings.standard_findings import standard_findings
from assessment.models import Standard
from assessment.presentation import (
    bands,
    figure_sentences,
    statistic_values,
    uncertainty,
)
from assessment.presentation.figure_cards import FigureCard, PlotLine
from assessment.reading.source_lines import source_line
from assessment.topics import labels, numbers
from surveys.models import Instrument

CODES = ("CHD-", "FAM-")
NONE_HELD, HOUSING, APART = "CHD-02", "CHD-07", "CHD-06"
RECORDS = Instrument.Source.RECORDS
AGES = {"child": gettext_lazy("Children"), "adult": gettext_lazy("Adults")}


def page(reader):
    standards = [s for s in Standard.objects.all() if s.pk.startswith(CODES)]
    figures = reader.figures(indicator__standard__in=standards)
    findings = standard_findings(standards, figures)
    counted = _counted(reader)
    by_standard = {finding.standard.pk: finding for finding in findings}
    return {
        "finding": standard_page.finding_box(by_standard[NONE_HELD]),
        "lead": _lead(reader, counted),
        "cards": cards(reader, findings, counted),
        "rows": [_row(finding) for finding in findings],
        "how_to_read": uncertainty.how_to_read(),
    }


def cards(reader, findings, counted):
    by_standard = {finding.standard.pk: finding for finding in findings}
    held = by_standard[NONE_HELD]
    candidates = [
        held_card(reader, counted),
        length_card(reader),
        standard_cards.voices_card(reader, held.standard, held),
        _housing_card(reader, by_standard[HOUSING]),
    ]
    return [card for card in candidates if card is not None]


def all_cards(reader):
    return page(reader)["cards"]


# -- how many ----------------------------------------------------------------------


def _counted(reader):
    """Counts of children on a day (E1.9), in one way of counting; the rest apart."""
    statistics = [s for s in reader.statistics(code="E1.9") if s.source == RECORDS]
    for way in labels.WAYS:
        of_way = [s for s in statistics if s.about.split(":")[0] == way]
        if of_way:
            return of_way
    return []


def _lead(reader, counted):
    if not counted or not counted[0].has_number:
        return _("No place told how many children it held, so we cannot say.")
    number = statistic_values.count(counted[0])
    places = next(
        (
            standard
            for standard in place_standards(reader.figure_set, exact=reader.exact)
            if standard.indicator.pk == f"{NONE_HELD}.k.places"
        ),
        None,
    )
    text = _("%(number)s children were held on the day that was counted") % {
        "number": figure_sentences.capital(number)
    }
    if places is not None and places.total.failing:
        text += ngettext(
            ", at %(failing)d of %(places)d place visited",
            ", at %(failing)d of %(places)d places visited",
            places.total.places,
        ) % {"failing": places.total.failing, "places": places.total.places}
    return f"{text}. " + _("The target is none.")


def held_card(reader, counted):
    """Children by order, with a detained parent, alone."""
    if not counted:
        return None
    lines = [numbers.line(statistic) for statistic in counted]
    plots = _plots(counted)
    row = counted[0].published
    return FigureCard(
        id="children-held",
        heading=_lead(reader, counted),
        what=_("Children under an order, and children said to stay with a parent"),
        head=(_("Children"), _("Number"), _("Share")),
        rows=tuple((line.name, line.number, line.share) for line in lines),
        lines=tuple(
            PlotLine(line.name, plot, (line.number, _share_of(statistic, line)))
            for statistic, line, plot in zip(counted, lines, plots, strict=True)
        )
        if any(plots)
        else (),
        number_heads=(_("Children"), _("Share")),
        records=tuple(counted),
        notes=(
            _(
                "Children who stay with a detained parent cannot leave either, so they"
                " are counted here."
            ),
            numbers.period_sentence(counted[0]),
        ),
        source=source_line(reader, [RECORDS], row.reporting),
        exact=reader.exact,
    )


def _plots(counted):
    """A bar for each count, as part of all children; none where there is no number."""
    amounts = [_amount(statistic) for statistic in counted]
    total = amounts[0]
    if not total:
        return ["" for _amount in amounts]
    return ["" if a is None else plot_lines.bar(a / total) for a in amounts]


def _amount(statistic):
    """The count as the reader may see it, or None."""
    if not statistic.has_number:
        return None
    if not statistic.is_exact:
        return statistic.published.value
    exact = statistic.exact
    return exact.value if exact.k is None else exact.k


def _share_of(statistic, line):
    """Of which children the share is, as it stands beside the count."""
    if not line.share:
        return ""
    of_ordered = ":" in statistic.published.part_of
    template = (
        _("%(share)s of those under an order")
        if of_ordered
        else _("%(share)s of all children")
    )
    return template % {"share": statistic_values.sentence_share(statistic)}


# -- how long ----------------------------------------------------------------------


def length_card(reader):
    """Share of children and adults still held after some days, from files."""
    statistics = [
        statistic
        for statistic in reader.statistics(code="E2.4")
        if statistic.about.split(":")[-1] in AGES and ":held:" in statistic.about
    ]
    rows = []
    for statistic in statistics:
        _list, _held, day, age = statistic.about.split(":")
        if statistic.is_exact or statistic.published.state != "body_only":
            rows.append((int(day), age, statistic))
    children = [row for row in rows if row[1] == "child" and row[2].has_number]
    if not children:
        return None
    day, _age, last = children[-1]
    share = statistic_values.sentence_share(last)
    return FigureCard(
        id="children-length",
        heading=_("After %(days)d days %(share)s of the children were still held")
        % {"days": day, "share": share},
        what=_("Files of children, drawn by chance at the places visited"),
        head=(_("Age"), _("After"), _("Still held"), _("Low"), _("High")),
        rows=tuple(_length_row(*row) for row in rows),
        records=tuple(row[2] for row in rows),
        source=source_line(reader, [RECORDS], last.published.reporting),
        exact=reader.exact,
    )


def _length_row(day, age, statistic):
    days = ngettext("%(days)d day", "%(days)d days", day) % {"days": day}
    if not statistic.has_number:
        return str(AGES[age]), days, bands.why_not(statistic.published), "", ""
    low, high = statistic_values.ends(statistic)
    return str(AGES[age]), days, statistic_values.share(statistic), low, high


# -- standards ---------------------------------------------------------------------


def _housing_card(reader, finding):
    """Where families could be housed instead, as files and children tell."""
    cards = standard_page.groups_cards(
        reader, [figure for figure in finding.voices if figure.has_number]
    )
    return cards[0] if cards else None


def _row(finding):
    rests_on = finding.rests_on
    return {
        "standard": finding.standard,
        "finding": standard_page.finding_box(finding),
        "cases": finding_sentences.cases_word(finding),
        "target": "" if rests_on is None else standard_cards.target_text(rests_on),
    }
