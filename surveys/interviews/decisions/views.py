"""The list of a round's interviews, and what is decided about one of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    copies_for,
    decidable_for,
    judged_for,
    listed_for,
    listed_rounds_for,
    readable_for,
    second_look_for,
)
from surveys.form_page import form_page
from surveys.instruments import versions
from surveys.interviews.decisions import decisions, history, interview_list
from surveys.interviews.decisions.forms import (
    CommentForm,
    ExclusionForm,
    correction_form,
)
from surveys.interviews.summary import coded_rows
from surveys.interviews.withdrawals import withdrawal
from surveys.models import Decision, Interview

LONGEST_NUMBER = 18  # digits of a row number in an address


@require_http_methods(["GET", "POST"])
def interviews(request, code):
    """Interviews of one round with filters; several can be accepted at once."""
    round = get_object_or_404(listed_rounds_for(request.user), code=code)
    listed = listed_for(request.user).filter(round=round)
    form = interview_list.FilterForm(round, request.GET or None)
    chosen = form.applied(listed) if form.is_bound else listed
    if request.method == "POST":
        return _accept(request, round, chosen)
    before = request.GET.get("before", "")
    known = before.isdecimal() and len(before) <= LONGEST_NUMBER
    lines, rest = interview_list.page_of(
        chosen,
        interview_list.interviewer_codes(round),
        int(before) if known else None,
    )
    query = request.GET.copy()
    query.pop("before", None)
    page = {
        "round": round,
        "form": form,
        "lines": lines,
        "counts": interview_list.counts(listed),
        "rest": rest,
        "query": query.urlencode(),
        "readable": readable_for(request.user).filter(round=round).exists(),
        "may_decide": decidable_for(request.user).filter(round=round).exists(),
        "copies": copies_for(request.user).filter(round=round, settled=""),
    }
    return render(request, "surveys/interviews/decisions/interviews.html", page)


def _accept(request, round, chosen):
    if "all" in request.POST and round.quality_checked_at is None:
        messages.error(
            request, _("Check the quality first: no interview has been looked at yet.")
        )
        return redirect(request.get_full_path())
    if "all" not in request.POST:
        references = request.POST.getlist("accept")[: interview_list.PAGE]
        chosen = chosen.filter(receipt__in=references)
    number = decisions.accept_all(interviews=chosen, by=request.user)
    text = ngettext(
        "%(n)d interview accepted.", "%(n)d interviews accepted.", number
    ) % {"n": number}
    messages.success(request, text)
    return redirect(request.get_full_path())


@require_GET
def interview(request, interview_id):
    """One coded interview, for those whose role reads it."""
    record = get_object_or_404(
        readable_for(request.user).select_related(
            "version__instrument", "round", "primary_unit__site"
        ),
        interview_id=interview_id,
        revision=1,
    )
    withdrawal.note_reading(interview=record, by=request.user)
    instrument = versions.instrument_of(record.version)
    page = {
        "interview": record,
        "rows": coded_rows(record, instrument),
        **history.shown(record, request.user),
    }
    return render(request, "surveys/interviews/decisions/interview.html", page)


def decidable(request, interview_id):
    mine = decidable_for(request.user).select_related("round", "primary_unit__site")
    return get_object_or_404(mine, interview_id=interview_id)


def address_of(interview):
    return reverse("interview", args=[interview.interview_id])


@require_POST
def decide(request, interview_id):
    """Accept an interview, or ask that it be looked at again."""
    interview = decidable(request, interview_id)
    kind = request.POST.get("kind", "")
    form = CommentForm(request.POST)
    try:
        if kind not in (Decision.Kind.ACCEPTED, Decision.Kind.LOOK_AGAIN):
            raise exceptions.Refused(_("Choose from the list."))
        if not form.is_valid():
            raise exceptions.Refused(form.errors["note"][0])
        decisions.decide(
            interview=interview,
            kind=kind,
            note=form.cleaned_data["note"],
            by=request.user,
            seen=_seen(request),
        )
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The decision is recorded."))
    return redirect(address_of(interview))


@require_http_methods(["GET", "POST"])
def exclude(request, interview_id):
    """Leave an interview out of figures, for a reason."""
    interview = decidable(request, interview_id)
    counted = Interview.objects.filter(
        primary_unit=interview.primary_unit, round=interview.round
    )
    return form_page(
        request,
        ExclusionForm,
        lambda **fields: decisions.decide(
            interview=interview,
            kind=Decision.Kind.EXCLUDED,
            by=request.user,
            seen=_seen(request),
            **fields,
        ),
        title=_("Exclude interview %(reference)s") % {"reference": interview.receipt},
        back=address_of(interview),
        done=_("The exclusion waits for the review body.")
        if interview.round.exclusions_by_two
        else _("The interview is excluded."),
        template="surveys/interviews/decisions/exclude.html",
        interview=interview,
        counted=decisions.counting(counted),
        seen=request.POST.get("seen") or decisions.newest(interview),
    )


@require_POST
def answer(request, interview_id):
    """The review body agrees to an exclusion that waits, or refuses it."""
    interview = get_object_or_404(judged_for(request.user), interview_id=interview_id)
    waits = interview.decisions.filter(
        state=Decision.State.WAITING, pk=_seen(request)
    ).first()
    try:
        if waits is None:
            raise exceptions.Refused(
                _("Somebody else has answered this already. Look at it again.")
            )
        decisions.answer_exclusion(
            decision=waits, agree="agree" in request.POST, by=request.user
        )
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your answer is recorded."))
    return redirect(address_of(interview))


@require_http_methods(["GET", "POST"])
def correct(request, interview_id):
    """Put right the place of an interview, or how the person was chosen."""
    interview = decidable(request, interview_id)
    return form_page(
        request,
        correction_form(interview),
        lambda **fields: decisions.correct(
            interview=interview, by=request.user, **fields
        ),
        title=_("Correct interview %(reference)s") % {"reference": interview.receipt},
        back=address_of(interview),
        done=_("The correction is recorded. The old value stays in the history."),
        initial={
            "primary_unit": interview.primary_unit,
            "design_class": interview.design_class,
        },
        about=_(
            "A wrong instrument cannot be corrected: its answers are to other"
            " questions. Exclude the interview instead."
        ),
    )


@require_http_methods(["GET", "POST"])
def second_look(request, interview_id):
    """A team lead asks that an interview be looked at, without reading it."""
    interview = get_object_or_404(
        second_look_for(request.user).select_related("round"),
        interview_id=interview_id,
    )
    return form_page(
        request,
        CommentForm,
        lambda **fields: decisions.ask_for_second_look(
            interview=interview,
            by=request.user,
            seen=decisions.newest(interview),
            **fields,
        ),
        title=_("Ask for a second look at %(reference)s")
        % {"reference": interview.receipt},
        back=reverse("interviews", args=[interview.round.code]),
        done=_("The coordinator sees your question."),
    )


def _seen(request):
    """The newest decision that the page showed: 0 for none, -1 if it is no number."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else -1
