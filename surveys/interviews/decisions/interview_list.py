"""The list of a round's interviews: filters, pages, and what a line of it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.form_page import day
from surveys.interviews.decisions.decisions import flagged
from surveys.models import (
    Decision,
    ExclusionReason,
    Instrument,
    Interview,
    Membership,
    QualityFlag,
    Role,
    Round,
    Site,
)

PAGE = 50
NOT_DECIDED = "none"


@dataclass(frozen=True, slots=True)
class InterviewLine:
    """One interview in the list. interviewer: a code; nobody is named near answers."""

    interview: Interview
    interviewer: str
    decision: str
    needs_work: bool  # waits for a second person, or is to be looked at
    flags: int  # not settled
    acceptable: bool  # nobody decided yet, and no flag is open


def interviewer_codes(round: Round) -> dict[int, str]:
    """person number → code in this round: S-01, S-02 …, in the order of joining."""
    people = Membership.objects.filter(round=round, role=Role.INTERVIEWER)
    order = people.order_by("pk").values_list("person", flat=True)
    distinct = dict.fromkeys(order)
    return {person: f"S-{number:02}" for number, person in enumerate(distinct, start=1)}


class LongSelect(forms.Select):
    """A list with hundreds of choices, written without a template for each."""

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = [o for _group, group, _n in widget["optgroups"] for o in group]
        written = format_html_join(
            "\n",
            "<option{}>{}</option>",
            (
                (
                    flatatt({"value": str(o["value"]), "selected": o["selected"]}),
                    o["label"],
                )
                for o in options
            ),
        )
        names = flatatt({"name": widget["name"], **widget["attrs"]})
        return format_html("<select{}>{}</select>", names, written)


class FilterForm(forms.Form):
    """The filters of the list; what cannot be read filters nothing, and says so."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"), required=False, max_length=12
    )
    place = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Place"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
        widget=LongSelect,
    )
    instrument = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Instrument"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )
    interviewer = forms.ChoiceField(
        label=gettext_lazy("Interviewer"), required=False, widget=LongSelect
    )
    first_day = day(gettext_lazy("Day from"), required=False)
    last_day = day(gettext_lazy("to"), required=False)
    flag = forms.ChoiceField(
        label=gettext_lazy("Flag"),
        required=False,
        choices=[
            ("", gettext_lazy("Any or none")),
            ("open", gettext_lazy("With a flag that is not settled")),
            ("none", gettext_lazy("Without a flag")),
        ],
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            (NOT_DECIDED, gettext_lazy("Not decided")),
            *Decision.Kind.choices,
            (Decision.State.WAITING, Decision.State.WAITING.label),
        ],
    )

    def __init__(self, round: Round, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        received = Interview.objects.filter(round=round)
        self.fields["place"].queryset = Site.objects.filter(
            primary_units__in=received.values("primary_unit")
        ).distinct()
        self.fields["place"].label_from_instance = lambda site: site.code
        self.fields["instrument"].queryset = Instrument.objects.filter(
            pk__in=received.values("version__instrument")
        ).order_by("code")
        codes = interviewer_codes(round)
        self.fields["interviewer"].choices = [
            ("", _("All")),
            *((str(person), code) for person, code in codes.items()),
        ]

    def applied(self, interviews: QuerySet[Interview]) -> QuerySet[Interview]:
        """The interviews that pass every filter that could be read."""
        self.is_valid()
        wanted = self.cleaned_data
        simple = {
            "receipt__iexact": wanted.get("reference"),
            "primary_unit__site": wanted.get("place"),
            "version__instrument": wanted.get("instrument"),
            "by": wanted.get("interviewer"),
            "held_on__gte": wanted.get("first_day"),
            "held_on__lte": wanted.get("last_day"),
        }
        interviews = interviews.filter(**{n: v for n, v in simple.items() if v})
        interviews = _with_flag(interviews, wanted.get("flag"))
        return _with_decision(interviews, wanted.get("decision"))


def _with_flag(
    interviews: QuerySet[Interview], flag: str | None
) -> QuerySet[Interview]:
    if flag == "open":
        return interviews.filter(pk__in=flagged())
    if flag == "none":
        return interviews.filter(quality_flags__isnull=True)
    return interviews


def _with_decision(
    interviews: QuerySet[Interview], decision: str | None
) -> QuerySet[Interview]:
    decided = Decision.objects.filter(interview=OuterRef("pk"))
    if decision == NOT_DECIDED:
        standing = (Decision.State.IN_FORCE, Decision.State.WAITING)
        return interviews.filter(~Exists(decided.filter(state__in=standing)))
    if decision == Decision.State.WAITING:
        return interviews.filter(Exists(decided.filter(state=decision)))
    if decision:
        holds = decided.filter(state=Decision.State.IN_FORCE, kind=decision)
        return interviews.filter(Exists(holds))
    return interviews


def page_of(
    interviews: QuerySet[Interview], codes: Mapping[int, str], before: int | None
) -> tuple[list[InterviewLine], int | None]:
    """(lines, where the next page begins): the newest first, PAGE at a time.

    before: only interviews with a smaller number, so that a page costs the same however
    far down it is.
    """
    if before is not None:
        interviews = interviews.filter(pk__lt=before)
    standing = Decision.objects.filter(interview=OuterRef("pk"))
    holds = standing.filter(state=Decision.State.IN_FORCE)
    rows = list(
        interviews.select_related("primary_unit__site", "version__instrument")
        .defer(
            *("answers", "sealed", "version__compiled", "version__workbook"),
            "version__written",
        )
        .annotate(
            kind=Subquery(holds.values("kind")[:1]),
            reason=Subquery(holds.values("reason")[:1]),
            waits=Exists(standing.filter(state=Decision.State.WAITING)),
            open_flags=_open_flags(),
        )
        .order_by("-pk")[: PAGE + 1]
    )
    lines = [_line(row, codes) for row in rows[:PAGE]]
    return lines, rows[PAGE - 1].pk if len(rows) > PAGE else None


def _open_flags() -> Subquery:
    of_it = QualityFlag.objects.filter(interview=OuterRef("pk"), finding="")
    return Subquery(of_it.values("interview").annotate(n=Count("pk")).values("n"))


def _line(row: Any, codes: Mapping[int, str]) -> InterviewLine:
    return InterviewLine(
        interview=row,
        interviewer=codes.get(row.by_id, "–"),
        decision=decision_text(row.kind, row.reason, waits=row.waits),
        needs_work=row.waits or row.kind == Decision.Kind.LOOK_AGAIN,
        flags=row.open_flags or 0,
        acceptable=not (row.kind or row.waits or row.open_flags),
    )


def decision_text(kind: str | None, reason: str | None, *, waits: bool) -> str:
    """What is decided about an interview, in a few words."""
    if waits:
        return _("Exclusion waits for a second person")
    if kind == Decision.Kind.EXCLUDED:
        label = str(ExclusionReason(reason).label).partition(":")[0]
        return _("Excluded: %(reason)s") % {"reason": label[:1].lower() + label[1:]}
    return str(Decision.Kind(kind).label) if kind else _("Not decided")


def counts(interviews: QuerySet[Interview]) -> dict[str, int]:
    """How many are accepted, to be looked at, excluded, waiting and not decided."""
    in_force = Q(decisions__state=Decision.State.IN_FORCE)
    waiting = Q(decisions__state=Decision.State.WAITING)
    kinds = {
        str(kind): Count("decisions", filter=in_force & Q(decisions__kind=kind))
        for kind in Decision.Kind.values
    }
    counted = interviews.aggregate(
        total=Count("pk", distinct=True),
        waiting=Count("decisions", filter=waiting),
        decided=Count("pk", distinct=True, filter=in_force | waiting),
        **kinds,
    )
    return counted | {"open": counted["total"] - counted["decided"]}
