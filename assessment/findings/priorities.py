"""The ranked list of gaps, each rank with the reason that decided it."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.findings import finding_sentences, severities
from assessment.findings.standard_findings import StandardFinding, standard_findings
from assessment.models import Degree, Finding, Judgement, Standard
from assessment.models.judgements import SIDES
from assessment.presentation import number_texts

DECIDED_BY = {
    "contradicted": gettext_lazy("Officials and people contradict each other"),
    "finding": gettext_lazy("Finding"),
    "zero_tolerance": gettext_lazy("One case is too many"),
    "severity": gettext_lazy("How serious"),
    "extent": gettext_lazy("Distance to target, at least"),
    "inequality": gettext_lazy("Difference between groups"),
    "feasibility": gettext_lazy("Feasibility"),
}


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A gap on the list: rank 0 where nobody has judged how severe it is."""

    rank: int
    decided_by: str
    standard_finding: StandardFinding
    judgement: Judgement | None
    extent: float | None
    inequality: float | None

    @property
    def standard(self):
        return self.standard_finding.standard

    @property
    def severity(self):
        """The worst of the three sides: none of them offsets another."""
        judgement = self.judgement
        return (
            max(judgement.scale, judgement.scope, judgement.irremediable)
            if judgement
            else None
        )

    @property
    def finding(self):
        return finding_sentences.verdict(self.standard_finding)

    @property
    def contradiction(self):
        return finding_sentences.contradiction(self.standard_finding)

    @property
    def contradiction_in_short(self):
        return finding_sentences.contradiction_in_short(self.standard_finding)

    @property
    def cases(self):
        return finding_sentences.cases_word(self.standard_finding)

    @property
    def strength(self):
        return finding_sentences.strength(self.standard_finding)

    @property
    def missing(self):
        return _points(self.extent)

    @property
    def difference(self):
        return _points(self.inequality)

    @property
    def reason(self):
        return str(DECIDED_BY[self.decided_by]) if self.decided_by else ""


def _points(share):
    """Points, rounded down, as it is a lower end; "" where it is not known."""
    if share is None:
        return ""
    return _("%(number)d points") % {"number": number_texts.down(share)}


@dataclass(frozen=True, slots=True)
class PriorityList:
    """All standards by place on the list.

    ranked, unjudged: gaps. met: no gap. nobody_asked: not assessed.
    """

    ranked: list[PriorityRow]
    unjudged: list[PriorityRow]
    met: list[Standard]
    nobody_asked: list[Standard]

    @property
    def gaps(self):
        return self.ranked + self.unjudged


def rank_gaps(figure_set, figures, today=False):
    """Rank the gaps by published figures only: the same order for every reader.

    today: with what was judged since the release, for the review body.
    """
    from analysis.indicators import priorities

    standards = list(Standard.objects.all())
    findings = standard_findings(standards, figures)
    judgements = severities.judgements_of(figure_set, today)
    findings_by_standard = {
        finding.standard.pk: finding
        for finding in findings
        if finding.strength is not None
    }
    gaps = [
        _gap(finding, judgements.get(finding.standard.pk))
        for finding in findings_by_standard.values()
    ]
    ranking = priorities.priorities(gaps)
    ranked = [
        _row(
            findings_by_standard,
            judgements,
            ranked_gap.gap,
            ranked_gap.rank,
            ranked_gap.decided_by,
        )
        for ranked_gap in ranking.ranked
    ]
    unjudged = [_row(findings_by_standard, judgements, gap) for gap in ranking.unjudged]
    order = {standard.pk: standard.place for standard in standards}
    return PriorityList(
        ranked=ranked,
        unjudged=sorted(
            unjudged, key=lambda row: (not row.contradiction, order[row.standard.pk])
        ),
        met=[
            finding.standard
            for finding in findings_by_standard.values()
            if finding.finding == Finding.MET
        ],
        nobody_asked=[
            finding.standard for finding in findings if finding.strength is None
        ],
    )


def _gap(finding, judgement):
    from analysis import schema
    from analysis.indicators import priorities

    severity = feasibility = None
    if judgement:
        severity = priorities.Severity(
            judgement.scale, judgement.scope, judgement.irremediable
        )
        feasibility = judgement.feasibility
    return priorities.Gap(
        standard=finding.standard.pk,
        finding=schema.FindingCode(finding.finding),
        evidence=finding.strength,
        contradicted=finding.contradiction is not None,
        zero_tolerance=finding.standard.zero_tolerance,
        extent=finding.extent,
        inequality=finding.inequality,
        severity=severity,
        feasibility=feasibility,
    )


def _row(findings_by_standard, judgements, gap, rank=0, decided_by=""):
    return PriorityRow(
        rank=rank,
        decided_by=decided_by,
        standard_finding=findings_by_standard[gap.standard],
        judgement=judgements.get(gap.standard),
        extent=gap.extent,
        inequality=gap.inequality,
    )


# -- what people judge -------------------------------------------------------------


def _degree(label, help_text):
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=Degree.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


class JudgementForm(forms.Form):
    """One gap, judged by one person; the choices are the gaps that are on the list."""

    standard = forms.ModelChoiceField(
        Standard.objects.none(), label=gettext_lazy("Standard"), empty_label=None
    )
    scale = _degree(
        gettext_lazy("How serious is it?"),
        gettext_lazy("The harm to each person affected."),
    )
    scope = _degree(
        gettext_lazy("How many people does it affect?"),
        gettext_lazy("People affected in the whole country."),
    )
    irremediable = _degree(
        gettext_lazy("How hard is it to put right?"),
        gettext_lazy("For the people already affected."),
    )
    feasibility = _degree(
        gettext_lazy("How easily can the gap be closed?"),
        gettext_lazy("By those who have the power to act."),
    )

    def __init__(self, *args, gaps, **options):
        super().__init__(*args, **options)
        keys = [row.standard.pk for row in gaps]
        self.fields["standard"].queryset = Standard.objects.filter(pk__in=keys)


def form(priority_list, standard_code="", data=None):
    """The form to judge a gap.

    standard_code: the gap chosen in the address, shown with its last judgement.
    """
    gaps_by_standard = {row.standard.pk: row for row in priority_list.gaps}
    initial = {}
    if standard_code in gaps_by_standard:
        initial["standard"] = standard_code
        before = gaps_by_standard[standard_code].judgement
        if before:
            initial |= {side: getattr(before, side) for side in SIDES}
    return JudgementForm(data, gaps=priority_list.gaps, initial=initial)
