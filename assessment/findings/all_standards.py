"""R2: all standards, one row each: finding, figure, target, groups, change."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.findings import changes, finding_sentences, found_page, standard_cards
from assessment.findings.standard_findings import standard_findings
from assessment.models import Finding, Standard
from assessment.presentation import (
    figure_rows,
    group_names,
    size_words,
    uncertainty,
)
from surveys.models import Instrument

# Findings in the order of the page: what is wrong first.
WORST_FIRST = (
    Finding.NOT_MET,
    Finding.INCONCLUSIVE,
    Finding.MET,
    Finding.NO_FINDING,
    Finding.NOT_PUBLISHED,
    Finding.NOT_ASSESSED,
)
SORTS = {
    "domain": gettext_lazy("Gap, inside each domain"),
    "gap": gettext_lazy("Gap, widest first"),
    "code": gettext_lazy("Order of the catalogue"),
}
NO_FINDING = "none"


@dataclass(frozen=True)
class StandardRow:
    """One standard; named_cells: (group, its figure) of the groups chosen."""

    standard: object
    finding: dict
    label: str
    value: str
    likely: str
    base: str
    target: str
    size: str
    named_cells: list[tuple[str, figure_rows.MatrixCell]]
    since: str
    order: tuple


class FilterForm(forms.Form):
    """What is shown; anything that is not on the list is as if nothing was chosen."""

    domain = forms.ChoiceField(label=gettext_lazy("Domain"), required=False)
    finding = forms.ChoiceField(label=gettext_lazy("Finding"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Groups"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort by"), required=False, choices=list(SORTS.items())
    )

    def __init__(self, data, domains, groupings):
        super().__init__(data)
        self.fields["domain"].choices = [("", _("All domains")), *domains]
        self.fields["finding"].choices = [
            ("", _("All findings")),
            *[(str(status), status.label) for status in found_page.TALLIED],
            (NO_FINDING, _("No finding")),
        ]
        self.fields["group"].choices = groupings

    def chosen(self, name):
        self.is_valid()
        return self.cleaned_data.get(name) or self.fields[name].choices[0][0]


def page(reader, query):
    standards = list(Standard.objects.all())
    all_groupings = groupings(reader.figure_set)
    domains = [(s.domain_en, s.domain) for s in standards]
    form = FilterForm(query, list(dict(domains).items()), all_groupings)
    group_var = form.chosen("group")
    figures = reader.figures(exact_of=("all", group_var))
    findings = standard_findings(standards, figures)
    codes = _codes(figures, group_var)
    since, groups = _since(reader, figures), _groups(figures, group_var)
    source = "authority" if group_var == "role" else Instrument.Source.MIGRANT
    heads = {code: group_names.label(source, group_var, code) for code in codes}
    rows = [
        row
        for finding in findings
        if _is_chosen(finding, form)
        for row in [_row(finding, groups, heads, since)]
    ]
    return {
        "form": form,
        "lead": _lead(findings),
        "legend": found_page.tally(findings),
        "heads": list(heads.values()),
        "domains": _by_domain(rows, form.chosen("sort")),
        "shown": len(rows),
        "all": len(standards),
        "before": reader.figure_set.earlier and reader.figure_set.earlier.round,
        "how_to_read": uncertainty.how_to_read(),
    }


def groupings(figure_set):
    """(variable, name) of each grouping that has figures, in a fixed order."""
    rows = figure_set.published_figures.order_by()
    present = set(rows.values_list("group_var", flat=True).distinct()) - {"all"}
    named = [
        (name, group_names.VARIABLES[name])
        for name in group_names.NAMES
        if name in present
    ]
    return named or [("gender", group_names.VARIABLES["gender"])]


def _codes(figures, group_var):
    codes = {f.group_code for f in figures if f.group_var == group_var}
    return sorted(codes, key=lambda code: (group_names.order(group_var, code), code))


def _is_chosen(finding, form):
    domain, status = form.chosen("domain"), form.chosen("finding")
    if domain and finding.standard.domain_en != domain:
        return False
    if status == NO_FINDING:
        return finding.finding not in found_page.TALLIED
    return not status or finding.finding == status


def _since(reader, figures):
    """(indicator, source) → the change since the round before, in short."""
    figure_changes = changes.changes(
        reader.figure_set, figures, reader.statistics(code__in=found_page.CHANGES)
    )
    return {
        (change.now.indicator_id, change.now.source): changes.in_short(change)
        for change in figure_changes
        if change.has_numbers
    }


def _row(finding, groups, heads, since):
    rests_on = finding.rests_on
    if rests_on is None:
        return _row_without_figure(finding, heads)
    line = figure_rows.line(rests_on)
    by_key = groups.get((rests_on.indicator_id, rests_on.design_class), {})
    return StandardRow(
        standard=finding.standard,
        finding=finding_sentences.verdict(finding),
        label=rests_on.indicator.label,
        value=line.value or _("Not published"),
        likely=standard_cards.range_text(line),
        base=line.n,
        target=standard_cards.target_text(rests_on),
        size=size_words.gap_size(rests_on) if rests_on.target is not None else "",
        named_cells=[
            (name, figure_rows.cell(by_key.get(code))) for code, name in heads.items()
        ],
        since=since.get((rests_on.indicator_id, rests_on.source), ""),
        order=(
            WORST_FIRST.index(finding.finding),
            -rests_on.gap_points,
            finding.standard.place,
        ),
    )


def _row_without_figure(finding, heads):
    return StandardRow(
        standard=finding.standard,
        finding={
            "word": str(Finding.NOT_ASSESSED.label),
            "status": str(Finding.NOT_ASSESSED),
            "shape": figure_rows.SHAPES[Finding.NOT_ASSESSED],
        },
        label=figure_rows.needs(finding.standard),
        value="",
        likely="",
        base="",
        target="",
        size="",
        named_cells=[(name, figure_rows.NOBODY) for name in heads.values()],
        since="",
        order=(WORST_FIRST.index(finding.finding), 0, finding.standard.place),
    )


def _groups(figures, group_var):
    """(indicator, way of choosing) → group code → its figure, of one grouping."""
    groups = {}
    for figure in figures:
        row = figure.published
        if row.group_var == group_var:
            by_code = groups.setdefault((row.indicator_id, row.design_class), {})
            by_code[row.group_code] = figure
    return groups


def _by_domain(rows, sort):
    """(name of the domain, its rows): one list for all where they are sorted by gap."""
    if sort == "gap":
        return [("", sorted(rows, key=lambda row: row.order))]
    domains = {}
    for row in rows:
        domains.setdefault(row.standard.domain, []).append(row)
    if sort == "domain":
        for members in domains.values():
            members.sort(key=lambda row: row.order)
    return list(domains.items())


def _lead(findings):
    """How many standards are not met, and in which domains the gaps are widest."""
    gaps = [
        finding
        for finding in findings
        if finding.finding == Finding.NOT_MET and finding.extent
    ]
    gaps.sort(key=lambda finding: (-finding.extent, finding.standard.place))
    domains = list(dict.fromkeys(finding.standard.domain for finding in gaps))[:2]
    not_met = sum(finding.finding == Finding.NOT_MET for finding in findings)
    text = _("%(not_met)s of %(all)s standards are not met.") % {
        "not_met": not_met,
        "all": len(findings),
    }
    if len(domains) < 2:
        return text
    return f"{text} " + _("The widest gaps: %(first)s; %(second)s.") % {
        "first": domains[0].lower(),
        "second": domains[1].lower(),
    }
