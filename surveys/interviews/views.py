"""Pages of the interviewer: start, sections, check, receipt."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    assignments_for,
    drafts_for,
    locked_drafts_for,
    navigation_for,
    receipts_for,
    rounds_for,
)
from surveys.engine.instrument import split_key
from surveys.fieldwork import safeguards
from surveys.instruments import versions
from surveys.instruments.answer_labels import in_language
from surveys.instruments.markup import rendered
from surveys.interviews import drafts, finishing
from surveys.interviews.answer_checks import outcome_of, stop_outcome
from surveys.interviews.answers_in_texts import without_answers
from surveys.interviews.breaks import ending
from surveys.interviews.start_form import SetUpForm
from surveys.interviews.summary import sections_of, summary_of, untranslated
from surveys.interviews.turns import frame_of, to_last_screen
from surveys.interviews.unsaved_pages import ended
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.wizard import suspended
from surveys.models import Interview, Outcome, Role, Round
from surveys.people.second_factor import has_second_factor

GOODBYE, CODE = "x_goodbye", "x_code"  # in the closing block of an instrument


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
    rounds = by_round(with_counts(assignments_for(person), person))
    page = {
        "rounds": rounds,
        "may_start": any(round.state == Round.State.OPEN for round, _rows in rounds),
        "drafts": drafts_for(person).filter(practice=False),
        "to_talk_over": safeguards.days_to_talk_over(person),
        "has_factor": has_second_factor(person),
    }
    return render(request, "surveys/interviews/today.html", page)


def by_round(counted):
    """(round, its assignments with counts): open first, then what ends first."""
    rounds = {}
    for assignment, done in counted:
        rounds.setdefault(assignment.primary_unit.round, []).append((assignment, done))
    return sorted(
        rounds.items(),
        key=lambda pair: (pair[0].state != Round.State.OPEN, pair[0].ends_on),
    )


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
    form = SetUpForm(
        request.POST or None,
        assignments=assignments,
        initial={"assignment": request.GET.get("assignment")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.start_draft(**form.cleaned_data, by=request.user)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_last_screen(draft)
    return render(request, "surveys/interviews/set_up.html", {"form": form})


@require_GET
def sections(request, draft_id):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    if drafts.is_suspended(draft):
        return suspended(request, draft)
    page = frame_of(request, draft) | {
        "sections": sections_of(draft),
        "untranslated": untranslated(draft),
    }
    return render(request, "surveys/interviews/sections.html", page)


@require_GET
def section_check(request, draft_id, section):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    listed = sections_of(draft)
    place = next((i for i, s in enumerate(listed) if s.name == section), None)
    if place is None:
        return redirect("sections", draft.pk)
    page = frame_of(request, draft) | {
        "section": listed[place],
        "rows": summary_of(draft, section),
        "next": next((s for s in listed[place + 1 :] if s.first), None),
    }
    return render(request, "surveys/interviews/section_check.html", page)


@require_GET
def check(request, draft_id):
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    page = frame_of(request, draft) | check_page(draft)
    return render(request, "surveys/interviews/check.html", page)


def check_page(draft):
    answers, _unchecked = drafts.read_draft(draft)
    instrument = versions.instrument_of(draft.version)
    journey = drafts.journey_for(draft, answers)
    outcome = outcome_of(journey, stopped=False)
    stops = stop_outcome(journey)
    not_asked_yet = outcome == Outcome.NOT_BEGUN and stops is None
    listed = [(s, summary_of(draft, s.name)) for s in sections_of(draft) if s.first]
    open_rows = [row for _s, rows in listed for row in rows if row.problem]
    return {
        "sections": listed,
        "said_in_private": _sections_said_in_private(instrument, answers, draft),
        "outcome": outcome,
        "with_answers": outcome == Outcome.COMPLETE or not_asked_yet,
        "open": open_rows,
        "only_missing": all(row.only_missing for row in open_rows),
    }


def _sections_said_in_private(instrument, answers, draft):
    """Names of the sections with answers that are locked while somebody is near."""
    keys = drafts.journey_for(draft, answers).said_in_private()
    sections = {instrument.place_of(split_key(key)[0])[0].name for key in keys}
    return [
        without_answers(
            in_language(s.label, draft.language, instrument.default_language)[0]
        )
        for s in instrument.sections
        if s.name in sections
    ]


@require_POST
def finish(request, draft_id):
    """Submit the draft; a repeated tap gets the same receipt."""
    if request.POST.get("go") == "leave-open":
        with transaction.atomic():
            draft = locked_drafts_for(request.user).filter(pk=draft_id).first()
            if draft:
                ending.leave_open(draft=draft)
    try:
        receipt = finishing.hand_in(draft_id=draft_id, by=request.user, stopped=False)
    except exceptions.Refused as refusal:
        draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
        page = frame_of(request, draft) | check_page(draft) | {"refusal": str(refusal)}
        return render(request, "surveys/interviews/check.html", page, status=422)
    return ended(request, draft_id, receipt)


@require_GET
def done(request, receipt):
    interview = get_object_or_404(receipts_for(request.user), receipt=receipt)
    return render(request, "surveys/interviews/done.html", done_page(interview))


def done_page(interview):
    """What is said at the end, and whether the instrument gives a code to withdraw."""
    instrument = versions.instrument_of(interview.version)
    with_answers = interview.outcome in (Outcome.COMPLETE, Outcome.STOPPED)
    goodbye = ""
    if with_answers and instrument.has(GOODBYE):
        label = instrument.question(GOODBYE).label
        goodbye = in_language(label, get_language(), instrument.default_language)[0]
        goodbye = without_answers(goodbye)
    return {
        "interview": interview,
        "goodbye": rendered(goodbye) if goodbye else "",
        "gives_code": with_answers and instrument.has(CODE),
    }


@require_POST
def give_code(request, receipt):
    """A code to withdraw with, shown once and kept nowhere."""
    interview = get_object_or_404(receipts_for(request.user), receipt=receipt)
    try:
        page = {"code": withdrawal.give_code(interview=interview, by=request.user)}
    except exceptions.Refused as refusal:
        page = {"refusal": str(refusal)}
    status = 200 if "code" in page else 422
    page |= done_page(interview)
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
