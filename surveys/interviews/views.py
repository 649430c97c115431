"""Pages of the interviewer: start, sections, check, receipt."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    assignments_for,
    drafts_for,
    navigation_for,
    receipts_for,
    rounds_for,
)
from surveys.fieldwork import safeguards
from surveys.instruments import versions
from surveys.interviews import drafts, finishing, submission, withdrawal
from surveys.interviews.draft_storage import journey_for
from surveys.interviews.start_form import SetUpForm
from surveys.interviews.summary import sections_of, summary_of, untranslated
from surveys.interviews.unsaved_pages import already_finished
from surveys.interviews.wizard import suspended
from surveys.models import Interview, Outcome, PracticeInterview, Role, Round
from surveys.people.second_factor import has_second_factor


@require_GET
def home(request):
    """The first page that the person's roles open."""
    pages = navigation_for(request.user)
    if pages:
        return redirect(pages[0][0])
    return render(request, "surveys/interviews/no_role.html")


@require_GET
def today(request):
    person = request.user
    if not rounds_for(person, Role.INTERVIEWER).exists():
        raise Http404
    page = {
        "assignments": with_counts(assignments_for(person), person),
        "drafts": drafts_for(person).filter(practice=False),
        "to_talk_over": safeguards.days_to_talk_over(person),
        "has_factor": has_second_factor(person),
    }
    return render(request, "surveys/interviews/today.html", page)


def with_counts(assignments, person):
    """(assignment, interviews accepted) for the person's own list."""
    return [
        (
            assignment,
            Interview.objects.filter(
                by=person,
                primary_unit=assignment.primary_unit,
                version__instrument=assignment.instrument,
                revision=1,
            ).count(),
        )
        for assignment in assignments
    ]


@require_http_methods(["GET", "POST"])
def set_up(request):
    assignments = assignments_for(request.user).filter(
        primary_unit__round__state=Round.State.OPEN
    )
    if not assignments and not rounds_for(request.user, Role.INTERVIEWER).exists():
        raise Http404
    form = SetUpForm(request.POST or None, assignments=assignments)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.start_draft(**form.cleaned_data, by=request.user)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sections", draft.pk)
    return render(request, "surveys/interviews/set_up.html", {"form": form})


@require_GET
def sections(request, draft_id):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    if drafts.is_suspended(draft):
        return suspended(request, draft)
    page = {
        "draft": draft,
        "sections": sections_of(draft),
        "second": untranslated(draft),
    }
    return render(request, "surveys/interviews/sections.html", page)


@require_GET
def section_check(request, draft_id, section):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    listed = sections_of(draft)
    place = next((i for i, s in enumerate(listed) if s.name == section), None)
    if place is None:
        return redirect("sections", draft.pk)
    page = {
        "draft": draft,
        "section": listed[place],
        "rows": summary_of(draft, section),
        "next": next((s for s in listed[place + 1 :] if s.first), None),
    }
    return render(request, "surveys/interviews/section_check.html", page)


@require_GET
def check(request, draft_id):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    return render(request, "surveys/interviews/check.html", check_page(draft))


def check_page(draft):
    answers, _unchecked = drafts.read_draft(draft)
    instrument = versions.instrument_of(draft.version)
    outcome = submission.outcome_of(instrument, answers, stopped=False)
    stops = submission.stop_outcome(journey_for(instrument, answers))
    not_asked_yet = outcome == Outcome.NOT_BEGUN and stops is None
    listed = [(s, summary_of(draft, s.name)) for s in sections_of(draft) if s.first]
    return {
        "draft": draft,
        "sections": listed,
        "outcome": outcome,
        "with_answers": outcome == Outcome.COMPLETE or not_asked_yet,
        "open": [row for _s, rows in listed for row in rows if row.problem],
    }


@require_POST
def finish(request, draft_id):
    """Submit the draft; a repeated tap gets the same receipt."""
    try:
        receipt = finishing.hand_in(draft_id=draft_id, by=request.user, stopped=False)
    except exceptions.Refused as refusal:
        draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
        page = check_page(draft) | {"refusal": str(refusal)}
        return render(request, "surveys/interviews/check.html", page, status=422)
    return ended(request, draft_id, receipt)


def ended(request, draft_id, receipt):
    """To the receipt of an act, or of whoever ended the interview before it."""
    if receipt is None:
        return already_finished(request, draft_id)
    if isinstance(receipt, PracticeInterview):
        messages.success(request, _("The practice interview is finished."))
        return redirect("practice")
    return redirect("done", receipt.reference)


@require_http_methods(["GET", "POST"])
def pause(request, draft_id):
    """Take a break, stop and keep, or stop and erase: asked of the participant."""
    draft = drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    match request.POST.get("go"):
        case "keep":
            return stop_and_keep(request, draft)
        case "erase":
            return stop_and_erase(request, draft)
        case "break":
            return redirect("today")
    return render(request, "surveys/interviews/pause.html", {"draft": draft})


def stop_and_keep(request, draft):
    try:
        receipt = finishing.hand_in(draft_id=draft.pk, by=request.user, stopped=True)
    except exceptions.Refused as refusal:
        rows = [row for row in check_page(draft)["open"] if not row.only_missing]
        page = {"draft": draft, "refusal": str(refusal), "open": rows}
        return render(request, "surveys/interviews/pause.html", page, status=422)
    return ended(request, draft.pk, receipt)


def stop_and_erase(request, draft):
    """Submit the withdrawal of consent, or erase the draft where that is refused."""
    if draft.practice:
        drafts.erase_draft(draft=draft)
        messages.success(request, _("The practice interview is deleted."))
        return redirect("practice")
    try:
        receipt = finishing.take_back(draft_id=draft.pk, by=request.user)
    except exceptions.Refused:
        drafts.erase_draft(draft=draft)
        messages.success(request, _("Everything the person said is erased."))
        return redirect("today")
    return ended(request, draft.pk, receipt)


@require_GET
def done(request, receipt):
    interview = get_object_or_404(receipts_for(request.user), receipt=receipt)
    return render(request, "surveys/interviews/done.html", {"interview": interview})


@require_POST
def give_code(request, receipt):
    """A code to withdraw with, shown once and kept nowhere."""
    interview = get_object_or_404(receipts_for(request.user), receipt=receipt)
    try:
        page = {"code": withdrawal.give_code(interview=interview, by=request.user)}
    except exceptions.Refused as refusal:
        page = {"refusal": str(refusal)}
    status = 200 if "code" in page else 422
    page["interview"] = interview
    return render(request, "surveys/interviews/done.html", page, status=status)


@require_POST
def debrief(request):
    """Note that a day of interviews was talked over, or that there is no need."""
    if not rounds_for(request.user, Role.INTERVIEWER).exists():
        raise Http404
    days = safeguards.days_to_talk_over(request.user)
    upto = request.POST.get("day", "")
    for day in days if upto in map(str, days) else []:
        if str(day) <= upto:  # one talk is about the days before it too
            took_place = request.POST.get("go") == "held"
            safeguards.note_debrief(person=request.user, day=day, took_place=took_place)
    return redirect("today")
