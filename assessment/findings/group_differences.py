"""R8: what differs between the groups of one grouping, clear differences first."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.findings import all_standards, found_page, standard_cards
from assessment.models import Standard
from assessment.presentation import figure_sentences, group_names, uncertainty

CLEAR, MAY = ("less_often", "more_often"), "may_differ"


def page(reader, group_var):
    groupings = all_standards.groupings(reader.figure_set)
    if group_var not in dict(groupings):
        group_var = groupings[0][0]
    figures = reader.figures(group_var__in=("all", group_var))
    compared = _compared(figures, group_var)
    clear = [row for row in compared if _status(row[1]) == CLEAR]
    may = [row for row in compared if _status(row[1]) == MAY]
    alike = [row for row in compared if row not in clear and row not in may]
    worse = found_page.worse_off(figures)
    heading = _heading(group_var, clear, compared, worse)
    return {
        "groupings": groupings,
        "chosen": group_var,
        "heading": heading,
        "card": standard_cards.groups_of_standards_card(
            reader, group_var, [*clear, *may], heading
        )
        if clear or may
        else None,
        "alike": [standard for standard, _figures, _sentence in alike],
        "compared": len(compared),
        "how_to_read": uncertainty.how_to_read(),
    }


def _compared(figures, group_var):
    """(standard, its groups, sentence) of each standard on which groups are compared.

    In the order of the catalogue; by the whole standard, not by its parts.
    """
    by_standard = defaultdict(list)
    for figure in figures:
        if figure.group_var != group_var or figure.indicator.is_component:
            continue
        if figure.indicator.standard_id and figure.indicator.statistic == "proportion":
            by_standard[figure.indicator.standard_id, figure.source].append(figure)
    standards = Standard.objects.in_bulk([standard for standard, _ in by_standard])
    rows = []
    for (standard, _source), members in by_standard.items():
        if not any(figure.published.comparison for figure in members):
            continue
        members.sort(key=lambda f: group_names.order(f.group_var, f.group_code))
        sentence = " ".join(figure_sentences.differences(members))
        rows.append((standards[standard], members, sentence))
    return sorted(rows, key=lambda row: row[0].place)


def _status(figures):
    """By published ranges: the same for every reader."""
    words = {figure.published.comparison for figure in figures}
    if words & set(CLEAR):
        return CLEAR
    return MAY if MAY in words else None


def _heading(group_var, clear, compared, worse):
    if not compared:
        return _("No groups of this kind can be compared.")
    if not clear:
        return ngettext(
            "No clear difference on the %(number)d standard compared.",
            "No clear difference on the %(number)d standards compared.",
            len(compared),
        ) % {"number": len(compared)}
    text = ngettext(
        "A clear difference on %(clear)d of %(number)d standard compared.",
        "A clear difference on %(clear)d of %(number)d standards compared.",
        len(compared),
    ) % {"clear": len(clear), "number": len(compared)}
    counts = defaultdict(int)
    for standard, _figures, _sentence in clear:
        pairs = worse.get(standard.pk, [])
        for group in {group for group, _other in pairs if group[1] == group_var}:
            counts[group] += 1
    if not counts:
        return text
    group, number = max(sorted(counts.items()), key=lambda item: item[1])
    name = str(group_names.who(*group).name)
    worst = ngettext(
        "Worse for %(group)s on %(number)d.",
        "Worse for %(group)s on %(number)d.",
        number,
    )
    return f"{text} {worst % {'group': name, 'number': number}}"
