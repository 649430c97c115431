"""The list of gaps in the order in which they come, each place with its reasons."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.findings import finding_sentences, severities
from assessment.findings.standard_findings import Reading, readings
from assessment.models import Degree, Finding, Judgement, Standard
from assessment.models.judgements import SIDES
from assessment.presentation import number_texts

DECIDED_BY = {
    "contradicted": gettext_lazy("Officials and people contradict each other"),
    "finding": gettext_lazy("Finding"),
    "zero_tolerance": gettext_lazy("One case is too many"),
    "severity": gettext_lazy("Severity"),
    "extent": gettext_lazy("Missing at the least"),
    "inequality": gettext_lazy("Difference between groups"),
    "feasibility": gettext_lazy("Feasibility"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A gap on the list: rank 0 where nobody has judged how severe it is."""

    rank: int
    decided_by: str
    reading: Reading
    judgement: Judgement | None
    extent: float | None
    inequality: float | None

    @property
    def standard(self):
        return self.reading.standard

    @property
    def severity(self):
        """The worst of the three sides: none of them offsets another."""
        one = self.judgement
        return max(one.scale, one.scope, one.irremediable) if one else None

    @property
    def finding(self):
        return finding_sentences.verdict(self.reading)

    @property
    def contradiction(self):
        return finding_sentences.contradiction(self.reading)

    @property
    def contradiction_in_short(self):
        return finding_sentences.contradiction_in_short(self.reading)

    @property
    def cases(self):
        return finding_sentences.cases_word(self.reading)

    @property
    def strength(self):
        return finding_sentences.strength(self.reading)

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
    """A lesser end, so rounded down; nothing is made up where it is not known."""
    if share is None:
        return ""
    return _("%(number)d points") % {"number": number_texts.down(share)}


@dataclass(frozen=True, slots=True)
class Listed:
    """ranked, then unjudged: gaps; met: no gap; nobody_asked: not assessed."""

    ranked: list[Row]
    unjudged: list[Row]
    met: list[Standard]
    nobody_asked: list[Standard]

    @property
    def gaps(self):
        return self.ranked + self.unjudged


def listed(figure_set, figures):
    """The list; its order rests on what is published, the same for every reader."""
    from analysis.indicators import priorities

    standards = list(Standard.objects.all())
    read = readings(standards, figures)
    judged = severities.judgements_of(figure_set)
    told = {one.standard.pk: one for one in read if one.strength is not None}
    gaps = [_gap(one, judged.get(one.standard.pk)) for one in told.values()]
    found = priorities.priorities(gaps)
    ranked = [
        _row(told, judged, one.gap, one.rank, one.decided_by) for one in found.ranked
    ]
    unjudged = [_row(told, judged, gap) for gap in found.unjudged]
    place = {one.pk: one.place for one in standards}
    return Listed(
        ranked=ranked,
        unjudged=sorted(
            unjudged, key=lambda row: (not row.contradiction, place[row.standard.pk])
        ),
        met=[one.standard for one in told.values() if one.finding == Finding.MET],
        nobody_asked=[one.standard for one in read if one.strength is None],
    )


def _gap(read, judgement):
    from analysis import schema
    from analysis.indicators import priorities

    severity = feasibility = None
    if judgement:
        severity = priorities.Severity(
            judgement.scale, judgement.scope, judgement.irremediable
        )
        feasibility = judgement.feasibility
    return priorities.Gap(
        standard=read.standard.pk,
        finding=schema.Finding(read.finding),
        evidence=read.strength,
        contradicted=read.contradiction is not None,
        zero_tolerance=read.standard.zero_tolerance,
        extent=read.extent,
        inequality=read.inequality,
        severity=severity,
        feasibility=feasibility,
    )


def _row(told, judged, gap, rank=0, decided_by=""):
    return Row(
        rank=rank,
        decided_by=decided_by,
        reading=told[gap.standard],
        judgement=judged.get(gap.standard),
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
        gettext_lazy("How grave is it?"),
        gettext_lazy("What it does to a person it happens to."),
    )
    scope = _degree(
        gettext_lazy("How many does it reach?"),
        gettext_lazy("People it happens to, in the whole country."),
    )
    irremediable = _degree(
        gettext_lazy("How hard is it to put right?"),
        gettext_lazy("For those it has happened to."),
    )
    feasibility = _degree(
        gettext_lazy("How readily can it be closed?"),
        gettext_lazy("By those who have the power to."),
    )

    def __init__(self, *args, gaps, **options):
        super().__init__(*args, **options)
        keys = [row.standard.pk for row in gaps]
        self.fields["standard"].queryset = Standard.objects.filter(pk__in=keys)


def form(found, asked="", data=None):
    """The form of the page; asked: the gap to judge, with what was judged before."""
    known = {row.standard.pk: row for row in found.gaps}
    initial = {}
    if asked in known:
        initial["standard"] = asked
        before = known[asked].judgement
        if before:
            initial |= {side: getattr(before, side) for side in SIDES}
    return JudgementForm(data, gaps=found.gaps, initial=initial)
