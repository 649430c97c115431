"""The pages of a break: pause, the form about the place, the way back, stop."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from surveys.access import drafts_for, locked_drafts_for
from surveys.engine.compiled_questions import PRIVACY
from surveys.instruments import versions
from surveys.interviews import drafts
from surveys.interviews.breaks import ending, place_form
from surveys.interviews.practice import may_practise
from surveys.interviews.referrals import help_at, urgent_risks
from surveys.interviews.turns import frame_of, to_last_screen, turn
from surveys.interviews.unsaved_pages import already_finished


@require_GET
def help(request, draft_id):
    """Whom to call. Nothing is recorded, so that it never says who needed help."""
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    page = frame_of(request, draft) | {
        "helps": help_at(draft),
        "urgent": urgent_risks(draft),
    }
    return render(request, "surveys/interviews/breaks/help.html", page)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def turn_page(request, draft_id):
    """A button of the bar or the menu, on a page where nothing is typed.

    Its address stands for every question, so that none is in the history of a browser.
    Opened, it leads to the question that was saved last.
    """
    draft = locked_drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    if request.method == "GET":
        return to_last_screen(draft)
    go = request.POST.get("go", "")
    return turn(request, draft, go, here=_here(request)) or to_last_screen(draft)


def _here(request):
    """The address of the page whose button was pressed: one of our own."""
    here = request.POST.get("here", "")
    return here if here.startswith("/") and here[1:2] not in ("/", "\\") else "/"


@require_http_methods(["GET", "POST"])
@transaction.atomic
def pause(request, draft_id):
    """A break, in which the person decides how to go on."""
    draft = locked_drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    match request.POST.get("go"):
        case "continue":
            drafts.end_break(draft=draft)
            return to_last_screen(draft)
        case "skip":
            drafts.end_break(draft=draft)
            following = ending.leave_out_section(draft=draft)
            if following is None:
                return redirect("check", draft.pk)
            return redirect("ask", draft.pk, following.name)
        case "lock":
            logout(request)
            return redirect("account_login")
    page = frame_of(request, draft) | {"section": ending.section_now(draft)}
    return render(request, "surveys/interviews/breaks/pause.html", page)


@require_http_methods(["GET", "POST"])
def covered(request):
    """The form about the place. What is typed into it goes nowhere."""
    if not may_practise(request.user):
        raise Http404
    if place_form.opens_again(request.POST.get("sheet_number", "")):
        draft_id = place_form.uncover(request)
        return redirect("private", draft_id) if draft_id else redirect("home")
    if "tablet" in request.POST:
        place_form.cover_tablet(request)
    place_form.count_wrong(request)
    return render(request, place_form.FORM)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def private(request, draft_id):
    """On the way back: who can hear now decides what may still be asked."""
    draft = locked_drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    answers, unchecked = drafts.read_draft(draft)
    instrument = versions.instrument_of(draft.version)
    if PRIVACY not in answers:
        drafts.end_break(draft=draft)
        return to_last_screen(draft)
    choices = ending.privacy_choices(instrument, draft.language)
    chosen = request.POST.get(PRIVACY, "")
    if request.POST.get("go") == "continue" and chosen in {c.value for c in choices}:
        drafts.save_draft(
            draft=draft,
            revision=draft.revision,
            answers=answers | {PRIVACY: chosen},
            unchecked=unchecked,
            place=drafts.last_screen(draft),
        )
        drafts.end_break(draft=draft)
        return to_last_screen(draft)
    page = frame_of(request, draft, drafts.journey_for(draft, answers)) | {
        "choices": choices,
        "missing": request.method == "POST",
    }
    return render(request, "surveys/interviews/breaks/private.html", page)


@require_http_methods(["GET", "POST"])
def stop(request, draft_id):
    """Keep or erase what was said; or it was begun by mistake."""
    draft = drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    match request.POST.get("go"):
        case "keep":
            return _care_or_end(request, draft, ending.KEEP)
        case "erase":
            return redirect("erase", draft.pk)
        case "mistake" if ending.may_be_a_mistake(draft):
            drafts.erase_draft(draft=draft)
            messages.success(request, _("Nothing was kept. It counts as nothing."))
            return redirect("practice" if draft.practice else "today")
        case "continue":
            drafts.end_break(draft=draft)
            return to_last_screen(draft)
    page = frame_of(request, draft) | {
        "may_be_a_mistake": ending.may_be_a_mistake(draft)
    }
    return render(request, "surveys/interviews/breaks/stop.html", page)


@require_http_methods(["GET", "POST"])
def erase(request, draft_id):
    """What goes and what stays, before everything is erased."""
    draft = drafts_for(request.user).filter(pk=draft_id).first()
    if draft is None:
        return already_finished(request, draft_id)
    match request.POST.get("go"):
        case "keep":
            return _care_or_end(request, draft, ending.KEEP)
        case "erase":
            return _care_or_end(request, draft, ending.ERASE)
        case "continue":
            drafts.end_break(draft=draft)
            return to_last_screen(draft)
    page = frame_of(request, draft) | {"goes": ending.what_goes(draft)}
    return render(request, "surveys/interviews/breaks/erase.html", page)


def _care_or_end(request, draft, how):
    """To the items for the interviewer alone, where the instrument has them."""
    screen = ending.first_care_screen(draft)
    if screen is None:
        return ending.end(request, draft, how)
    return redirect(f"{screen}?ending={how}")
