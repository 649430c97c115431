"""Pages of field quality: the flags of a round, and one flag to settle."""

from statistics import median

from django import forms
from django.db.models import Case, When
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import checkable_rounds_for, quality_rounds_for
from assessment.computation import progress_stream
from assessment.field_quality.settle import LONGEST, settle_flag
from surveys.access import flags_for, listed_for, readable_for
from surveys.form_page import form_page
from surveys.interviews.decisions.flag_texts import RANKS, flag_sentence, why_it_matters
from surveys.interviews.decisions.interview_list import interviewer_codes
from surveys.models import Interview, QualityFlag
from surveys.models.interviews import WITH_ANSWERS

MOST_SHOWN = 200  # open flags on one page
MOST_SETTLED = 100


class SettleForm(forms.Form):
    finding = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        choices=QualityFlag.Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you found.")},
    )
    why = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("Write nothing that a person said."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write how you know it.")},
    )


@require_GET
def quality(request, code):
    """Flags of a round that the person may see, what matters most first."""
    round = get_object_or_404(quality_rounds_for(request.user), code=code)
    flags = flags_for(request.user).filter(round=round)
    related = ("interview", "other", "instrument", "primary_unit__site", "settled_by")
    listed = flags.select_related(*related).defer(
        "interview__answers", "interview__sealed", "other__answers", "other__sealed"
    )
    rank = request.GET.get("rank", "")
    opened = flags.filter(finding="", **({"rank": rank} if rank in RANKS else {}))
    codes = interviewer_codes(round)
    # Their numbers first: a sort of thousands of flags carries no whole row along.
    first = _by_rank(opened).values_list("pk", flat=True)[:MOST_SHOWN]
    shown = _by_rank(listed.filter(pk__in=list(first)))
    page = {
        "round": round,
        "flags": [_line(flag, codes) for flag in shown],
        "more": max(0, opened.count() - MOST_SHOWN),
        "open": flags.filter(finding="").count(),
        "first": flags.filter(finding="", rank="look_first").count(),
        "settled": [
            _line(flag, codes)
            for flag in listed.exclude(finding="").order_by("-settled_at")[
                :MOST_SETTLED
            ]
        ],
        "ranks": RANKS,
        "rank": rank,
        "may_check": checkable_rounds_for(request.user).contains(round),
        "interviewers": _by_interviewer(round, request.user, codes),
    }
    return render(request, "assessment/field_quality/flags.html", page)


def _by_rank(flags):
    """What matters most first."""
    places = [When(rank=rank, then=place) for place, rank in enumerate(RANKS)]
    return flags.order_by(Case(*places, default=len(places)), "-found_at", "pk")


def _line(flag, codes):
    return {
        "flag": flag,
        "about": " · ".join(_about(flag, codes)),
        "rank": RANKS[flag.rank],
        "sentence": flag_sentence(flag),
        "why": why_it_matters(flag),
    }


def _about(flag, codes):
    """What a flag is about: references, interviewer, place, day, instrument."""
    if flag.interview:
        yield flag.interview.receipt
    if flag.other:
        yield flag.other.receipt
    if flag.interviewer_id in codes:
        yield codes[flag.interviewer_id]
    if flag.primary_unit:
        yield flag.primary_unit.site.code
    if flag.day:
        yield date_format(flag.day, "SHORT_DATE_FORMAT")
    if flag.instrument:
        yield flag.instrument.name


def _by_interviewer(round, person, codes):
    """Interviews with answers and their usual length, of those the person sees."""
    listed = listed_for(person).filter(round=round, outcome__in=WITH_ANSWERS)
    minutes: dict[int, list] = {}
    for by, length in listed.values_list("by", "minutes"):
        minutes.setdefault(by, []).append(length)
    rows = []
    for by, lengths in minutes.items():
        known = [length for length in lengths if length is not None]
        rows.append(
            {
                "code": codes.get(by, "–"),
                "interviews": len(lengths),
                "usual": round_half(median(known)) if known else None,
            }
        )
    return sorted(rows, key=lambda row: row["code"])


def round_half(minutes):
    """Whole minutes."""
    return int(minutes + 0.5)


@require_POST
def check(request, code):
    """Look at every interview of the round again, with progress."""
    from assessment.field_quality.find_flags import (  # the statistics load slowly
        find_flags_in_steps,
    )

    round = get_object_or_404(checkable_rounds_for(request.user), code=code)
    address = reverse("assessment:quality", args=[code])
    return progress_stream.stream_page(
        request,
        find_flags_in_steps(round),
        title=_("Checking the interviews"),
        done=lambda _number: (_("All interviews are checked."), address, _("See it")),
        return_to=address,
    )


@require_http_methods(["GET", "POST"])
def flag(request, number):
    """One flag: what it is about, and what somebody finds."""
    mine = flags_for(request.user).select_related(
        "round", "interview", "other", "interviewer", "primary_unit__site"
    )
    found = get_object_or_404(mine, pk=number)
    pair = [pk for pk in (found.interview_id, found.other_id) if pk]
    codes = interviewer_codes(found.round)
    return form_page(
        request,
        SettleForm,
        lambda **fields: settle_flag(flag=found, by=request.user, **fields),
        title=_("Settle a flag"),
        back=reverse("assessment:quality", args=[found.round.code]),
        done=_("The flag is settled."),
        template="assessment/field_quality/flag.html",
        line=_line(found, codes),
        readable=readable_for(request.user).filter(pk__in=pair),
        others=_others(request.user, found),
    )


def _others(person, found):
    """Interviews of the interviewer, at the place or on the day of a flag."""
    if found.interview_id:
        return Interview.objects.none()
    wanted = {
        "by": found.interviewer,
        "primary_unit": found.primary_unit,
        "held_on": found.day,
    }
    about = {name: value for name, value in wanted.items() if value is not None}
    return readable_for(person).filter(round=found.round, **about).order_by("-pk")[:20]
