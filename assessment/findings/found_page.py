"""R1: what this assessment found, on one screen."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.charts import plot_lines
from assessment.computation import coverage
from assessment.findings import (
    changes,
    finding_sentences,
    place_cards,
    standard_cards,
)
from assessment.findings.place_standards import place_standards
from assessment.findings.standard_findings import standard_findings
from assessment.models import Cases, Direction, Finding, Standard
from assessment.models.standards import Unit
from assessment.presentation import (
    figure_rows,
    figure_sentences,
    group_names,
    number_texts,
    uncertainty,
)
from assessment.reading.source_lines import period_of
from assessment.recommendations import body_findings
from assessment.recommendations.access import public_recommendations
from surveys.models import DesignClass, Instrument

MOST_FINDINGS, MOST_OF_A_KIND, MOST_OF_A_DOMAIN = 8, 3, 2
TALLIED = (Finding.NOT_MET, Finding.INCONCLUSIVE, Finding.MET)
CHANGES = ("E2.1", "E2.12")
# What people with a role were asked, in the order of the sentence on who.
WHO = {
    Instrument.Source.MIGRANT: gettext_lazy("%(n)s people held"),
    Instrument.Source.CHILD: gettext_lazy("%(n)s children and caregivers"),
    Instrument.Source.AUTHORITY: gettext_lazy("%(n)s officials"),
    Instrument.Source.NGO: gettext_lazy("%(n)s civil society workers"),
    Instrument.Source.PROVIDER: gettext_lazy("%(n)s programmes"),
}


def page(reader):
    figures = reader.figures(exact_of=("all",))
    findings = standard_findings(Standard.objects.all(), figures)
    figure_changes = changes.changes(
        reader.figure_set, figures, reader.statistics(code__in=CHANGES)
    )
    worse = worse_off(figures)
    by_place = _by_place(reader)
    priorities = list(body_findings.priorities(reader.round))
    return {
        "priorities": [_priority(reader, priority) for priority in priorities],
        "concerns": [concern.text for concern in body_findings.concerns(reader.round)],
        "lead": _lead(findings),
        "tally": tally(findings),
        "ribbon": _ribbon(reader),
        "main_findings": [
            _main_finding(finding, figure_changes, worse, by_place)
            for finding in main_findings(findings, priorities)
        ],
        "before": reader.figure_set.earlier and reader.figure_set.earlier.round,
        "better": [_change(c) for c in figure_changes if c.is_closer],
        "worse": [_change(c) for c in figure_changes if _is_worse(c)],
        "worse_groups": _worse_groups(worse),
        "how_to_read": uncertainty.how_to_read(),
    }


def tally(findings):
    """Findings with their number of standards; width: of ten parts of the bar."""
    counts = defaultdict(int)
    for finding in findings:
        status = finding.finding if finding.finding in TALLIED else ""
        counts[status] += 1
    rows = [(str(status.label), status, counts[status]) for status in TALLIED]
    rows.append((_("No finding"), "none", counts[""]))
    return [
        {
            "word": word,
            "status": str(status),
            "count": number,
            "width": max(1, round(10 * number / len(findings))),
            "shape": figure_rows.SHAPES.get(status, "–"),
        }
        for word, status, number in rows
        if number
    ]


def _lead(findings):
    met = sum(finding.finding == Finding.MET for finding in findings)
    not_met = sum(finding.finding == Finding.NOT_MET for finding in findings)
    text = ngettext(
        "Of %(all)s standards, %(not_met)s is not met",
        "Of %(all)s standards, %(not_met)s are not met",
        not_met,
    ) % {"all": len(findings), "not_met": not_met}
    others = len(findings) - met - not_met
    text += ngettext(" and %(met)s is.", " and %(met)s are.", met) % {"met": met}
    if not others:
        return text
    return f"{text} " + _("The others have no finding.")


def _ribbon(reader):
    """Who was asked, where and when, and how they were chosen."""
    rows = reader.figure_set
    counts = rows.coverage if reader.exact else rows.coverage_in_public
    number = number_texts.whole_number if reader.exact else coverage.rounded
    who = [
        str(template) % {"n": number(counts[source]["used"])}
        for source, template in WHO.items()
        if counts.get(source, {}).get("used")
    ]
    reporting, known = _places(reader)
    where = []
    if known:
        where.append(
            _("%(visited)s of %(known)s known places")
            % {"visited": reporting, "known": known}
        )
    period = period_of(reader)
    return {
        "who": ", ".join(who),
        "where": ", ".join(filter(None, [*where, period])),
        "how": _how_chosen(reader),
    }


def _places(reader):
    """(places that gave figures, places known), or (0, 0)."""
    statistics = reader.statistics(code="E2.13", about="coverage_of_places")
    if not statistics or statistics[0].published.known is None:
        return 0, 0
    row = statistics[0].published
    return row.reporting, row.known


def _how_chosen(reader):
    classes = set(
        reader.figure_set.published_figures.filter(
            source=Instrument.Source.MIGRANT
        ).values_list("design_class", flat=True)
    )
    if DesignClass.PROBABILITY in classes:
        return _(
            "Places and people held were chosen by chance, officials and others by"
            " their role."
        )
    if DesignClass.CENSUS in classes:
        return _("Everybody held was asked, officials and others by their role.")
    return _(
        "Nobody was chosen by chance, so we count what people said and do not say how"
        " it is elsewhere."
    )


def _by_place(reader):
    """Indicator, or standard of which one case is too many → its places.

    Only where the number of places that fail is told.
    """
    by_name = {}
    for standard in place_standards(reader.figure_set, exact=reader.exact):
        indicator = standard.indicator
        if not standard.total.failing:
            continue
        by_name[indicator.pk] = standard
        if indicator.zero_tolerance and indicator.unit == Unit.PLACE:
            by_name.setdefault(indicator.standard_id, standard)
    return by_name


def _priority(reader, priority):
    """What the body puts first, with the recommendations that ask for it."""
    asked = public_recommendations(reader.round).filter(standards=priority.standard)
    return {
        "text": priority.text,
        "standard": priority.standard,
        "recommendations": sorted({row.number for row in asked}),
    }


# -- the main findings -------------------------------------------------------------


def main_findings(findings, priorities=()):
    """Up to eight gaps: what the body puts first, then verified cases, places, people.

    At most three of a kind and two of a domain are added to the body's priorities, so
    that the page tells of the whole assessment. By published figures only: the same
    findings, in the same order, for every reader.
    """
    gaps = [
        finding
        for finding in findings
        if finding.finding == Finding.NOT_MET and _says_something(finding)
    ]
    gaps.sort(key=lambda finding: (_kind(finding), *_within_kind(finding)))
    by_standard = {finding.standard.pk: finding for finding in gaps}
    chosen = [
        by_standard.pop(priority.standard_id)
        for priority in priorities
        if priority.standard_id in by_standard
    ]
    of_kind, of_domain = defaultdict(int), defaultdict(int)
    for finding in by_standard.values():
        kind, domain = _kind(finding), finding.standard.domain_en
        if of_kind[kind] < MOST_OF_A_KIND and of_domain[domain] < MOST_OF_A_DOMAIN:
            of_kind[kind] += 1
            of_domain[domain] += 1
            chosen.append(finding)
    return chosen[:MOST_FINDINGS]


def _says_something(finding):
    return finding.rests_on.published.is_published or finding.cases == Cases.VERIFIED


def _kind(finding):
    """0: a verified case where one is too many; 1: places; 2: people; 3: the law."""
    if finding.cases == Cases.VERIFIED:
        return 0
    if finding.rests_on.indicator.rule:
        return 1
    return 3 if finding.rests_on.source in group_names.OF_THINGS else 2


def _within_kind(finding):
    """The firmest evidence first, then the widest gap."""
    letter = finding.strength.value if finding.strength else "Z"
    core = finding.standard.core
    row = finding.rests_on.published
    failing = 0
    if row.k is not None and row.base_low:
        met = row.k / row.base_low
        failing = 1 - met if row.direction == "at_least" else met
    return (
        not core,
        letter,
        -failing,
        -finding.rests_on.gap_points,
        finding.standard.place,
    )


def _main_finding(finding, figure_changes, worse, by_place):
    rests_on = finding.rests_on
    places = by_place.get(rests_on.indicator_id) or by_place.get(finding.standard.pk)
    sentence = figure_sentences.finding_sentence(rests_on)
    if not rests_on.has_number:
        sentence = _("%(standard)s: at least one case is verified") % {
            "standard": finding.standard.title
        }
    target = standard_cards.target_text(rests_on)
    if places is not None:
        none = places.indicator.direction == Direction.AT_MOST
        target = _("none") if none else _("all")
    facts = [_("Target: %(target)s.") % {"target": target}]
    if places is not None:
        sentence = _("%(label)s: %(places)s.") % {
            "label": figure_sentences.capital(places.indicator.label),
            "places": place_cards.heading(places),
        }
        facts.append(place_cards.worst_sentence(places))
    else:
        facts.append(figure_sentences.base_sentence(rests_on))
    pairs = worse.get(finding.standard.pk)
    facts.append(_groups_less(pairs) if pairs else "")
    facts += [
        changes.verdict(change)
        for change in figure_changes
        if change.now == rests_on and change.is_clear
    ]
    return {
        "standard": finding.standard,
        "finding": finding_sentences.verdict(finding),
        "sentence": sentence,
        "facts": " ".join(filter(None, facts)),
        "cases": finding_sentences.cases(finding),
        "plot": small_plot(rests_on)
        if places is None
        else plot_lines.squares(places.total.failing, places.total.places),
    }


def small_plot(figure):
    """n of m places as squares, a share as a mark on its scale, or nothing."""
    row = figure.exact if figure.is_exact else figure.published
    of_places = figure.indicator.unit == "place"
    base = row.n if figure.is_exact else row.base_low
    if of_places and row.k is not None and base:
        failing = base - row.k if figure.direction == "at_least" else row.k
        return plot_lines.squares(failing, base)
    if standard_cards.is_drawn(figure) and figure.design_class != "purposive":
        return plot_lines.line(figure, figure.target)
    return ""


# -- better, worse, for whom -------------------------------------------------------


def _is_worse(change):
    return change.is_clear and not change.is_closer and change.now.target is not None


def _change(change):
    return {
        "standard": change.now.indicator.standard,
        "label": figure_sentences.capital(change.now.indicator.label),
        "before": changes.before(change),
        "now": changes.now(change),
    }


def worse_off(figures):
    """standard → (group, group compared with) of those clearly worse off.

    From published ranges, so that every reader is told the same.
    """
    worse = defaultdict(list)
    for figure in figures:
        indicator = figure.indicator
        if not figure.published.comparison or indicator.standard_id is None:
            continue
        if indicator.is_component or indicator.statistic != "proportion":
            continue
        group = (figure.source, figure.group_var, figure.group_code)
        other = (figure.source, figure.group_var, figure.published.compare_to)
        wanted = figure.direction == "at_least"
        match figure.published.comparison:
            case "less_often":
                pair = (group, other) if wanted else (other, group)
            case "more_often":
                pair = (other, group) if wanted else (group, other)
            case _:
                continue
        if pair not in worse[indicator.standard_id]:
            worse[indicator.standard_id].append(pair)
    return {standard: pairs for standard, pairs in worse.items() if pairs}


def _groups_less(pairs):
    names = dict.fromkeys(_name(group) for group, _other in pairs)
    return _("Worse for %(groups)s.") % {"groups": ", ".join(names)}


def _name(group):
    return str(group_names.who(*group).name)


def _worse_groups(worse):
    """Groups with the standards on which they are worse off, most standards first."""
    standards = Standard.objects.in_bulk(worse)
    by_group = defaultdict(list)
    for code, pairs in worse.items():
        for group in dict.fromkeys(group for group, _other in pairs):
            by_group[group].append(standards[code])
    rows = [
        {
            "group": figure_sentences.capital(_name(group)),
            "group_var": group[1],
            "standards": sorted(members, key=lambda standard: standard.place),
            "count": ngettext(
                "%(number)d standard", "%(number)d standards", len(members)
            )
            % {"number": len(members)},
        }
        for group, members in by_group.items()
    ]
    return sorted(rows, key=lambda row: (-len(row["standards"]), row["group"]))
