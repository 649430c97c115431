"""Working pages of recommendations in a round: the review body, and who reads them."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.models import Addressee, Authority, FollowUp
from assessment.recommendations import (
    answers,
    drafting,
    forms,
    list_page,
    log,
    one_page,
)
from assessment.recommendations import register_import as register
from assessment.recommendations.access import (
    answerable_for,
    body_rounds_for,
    judgeable_for,
    observable_for,
    recommendations_for,
)
from assessment.recommendations.authorities import record_authority
from assessment.recommendations.progress import judge_progress
from assessment.recommendations.register_response import file_response
from assessment.recommendations.sight import sight_of
from assessment.recommendations.then_and_now import newest_release
from surveys.access import rounds_for
from surveys.exceptions import Refused
from surveys.fieldwork.table_pages import TableUpload, upload_page, workbook_response
from surveys.fieldwork.table_workbooks import workbook
from surveys.form_page import form_page
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields

FORM = "assessment/recommendations/form.html"


@require_GET
def recommendations(request, code):
    """All that a member of the round reads, drafts too for the review body."""
    round = get_object_or_404(rounds_for(request.user).distinct(), code=code)
    page = list_page.context(
        round,
        recommendations_for(request.user, round),
        sight_of(request.user, round),
        request.GET,
        figure_set=newest_release(round),
        address=lambda row: row.get_absolute_url(),
        files=lambda table, form: reverse(
            "assessment:round_recommendation_file", args=[code, table, form]
        ),
    )
    page["may_write"] = body_rounds_for(request.user).filter(pk=round.pk).exists()
    page["answers"] = answerable_for(request.user, round).exists()
    return render(request, "assessment/recommendations/list.html", page)


@require_GET
def recommendation_file(request, code, table, form):
    round = get_object_or_404(rounds_for(request.user).distinct(), code=code)
    rows = recommendations_for(request.user, round)
    response = file_response(rows, sight_of(request.user, round), round, table, form)
    log.note_export(round=round, by=request.user, table=table)
    return response


@require_GET
def recommendation(request, code, pk):
    round = get_object_or_404(rounds_for(request.user).distinct(), code=code)
    row = get_object_or_404(recommendations_for(request.user, round), pk=pk)
    page = one_page.context(
        row,
        sight_of(request.user, round),
        timezone.now(),
        timezone.localdate(),
        _figure_address(newest_release(round)),
    )
    page |= _permits(request.user, round, row)
    return render(request, "assessment/recommendations/recommendation.html", page)


def _permits(person, round, row):
    """What the person may do with a recommendation, for the buttons of its page."""
    is_body = judgeable_for(person, round).filter(pk=row.pk).exists()
    later = body_rounds_for(person).filter(starts_on__gt=round.starts_on)
    release = newest_release(round)
    public = release and not row.is_draft
    return {
        "list_address": reverse("assessment:round_recommendations", args=[round.code]),
        "may_write": is_body,
        "may_answer": answerable_for(person, round).filter(pk=row.pk).exists(),
        "may_observe": observable_for(person, round).filter(pk=row.pk).exists(),
        "again": forms.AgainForm(later) if is_body and later and row.is_open else None,
        "figures": reverse("assessment:recommendation", args=[release.pk, row.number])
        if public
        else "",
    }


def _figure_address(figure_set):
    def address(code, anchor):
        if figure_set is None:
            return ""
        page = reverse("assessment:standard", args=[figure_set.pk, code])
        return f"{page}#{anchor}" if anchor else page

    return address


# -- the review body writes ------------------------------------------------------------


def _body_round(request, code):
    return get_object_or_404(body_rounds_for(request.user), code=code)


def _own(request, code, pk):
    round = _body_round(request, code)
    return get_object_or_404(judgeable_for(request.user, round), pk=pk)


@require_http_methods(["GET", "POST"])
def new_recommendation(request, code):
    round = _body_round(request, code)
    form = forms.RecommendationForm(typed_fields(request))
    if request.method == "POST" and form.is_valid():
        row = drafting.draft_recommendation(
            round=round, content=form.content(), by=request.user
        )
        messages.success(request, _("The draft is saved. Only the body sees it."))
        return redirect(row)
    return _draft_page(request, round, form, _("New recommendation"))


@require_http_methods(["GET", "POST"])
def edit_recommendation(request, code, pk):
    row = _own(request, code, pk)
    typed = typed_fields(request)
    form = forms.RecommendationForm(typed, initial=forms.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_draft(
                recommendation=row, content=form.content(), by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved. Only the body sees it."))
            return redirect(row)
    return _draft_page(request, row.round, form, _("Draft %d") % row.number)


def _draft_page(request, round, form, title):
    page = {
        "form": form,
        "title": title,
        "back": reverse("assessment:round_recommendations", args=[round.code]),
        "authorities": reverse("assessment:authorities", args=[round.code]),
        "button": _("Save the draft"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, FORM, page, status=status)


def _act(request, row, act, done, **values):
    """One act without a form; a refusal is shown on the page of the recommendation."""
    try:
        act(by=request.user, **values)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(row)


@require_POST
def issue_recommendation(request, code, pk):
    """Nobody can change the text afterwards, so it asks who is there."""
    row = _own(request, code, pk)
    if not signed_in_freshly(request):
        return ask_again(request, back=row.get_absolute_url())
    done = _("It is issued. The text is fixed now.")
    return _act(request, row, drafting.issue_recommendation, done, recommendation=row)


@require_POST
def delete_draft(request, code, pk):
    row = _own(request, code, pk)
    try:
        drafting.delete_draft(recommendation=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("The draft is deleted."))
    return redirect("assessment:round_recommendations", code)


@require_http_methods(["GET", "POST"])
def amend_recommendation(request, code, pk):
    row = _own(request, code, pk)
    newest = row.newest
    return form_page(
        request,
        forms.AmendForm,
        partial(drafting.amend_recommendation, recommendation=row, by=request.user),
        title=_("Amend recommendation %d") % row.number,
        back=row.get_absolute_url(),
        done=_("The new version is published beside the earlier one."),
        initial={"text_en": newest.text_en, "text_fr": newest.text_fr},
        template=FORM,
        about=_("The earlier text stays on the page, with your reason."),
    )


@require_http_methods(["GET", "POST"])
def judge(request, code, pk):
    row = _own(request, code, pk)
    return form_page(
        request,
        forms.JudgeForm,
        partial(judge_progress, recommendation=row, by=request.user),
        title=_("Judge the progress of recommendation %d") % row.number,
        back=row.get_absolute_url(),
        done=_("The judgement is published."),
        template=FORM,
        about=row.text,
    )


@require_http_methods(["GET", "POST"])
def close(request, code, pk):
    row = _own(request, code, pk)
    return form_page(
        request,
        forms.CloseForm,
        partial(drafting.close_recommendation, recommendation=row, by=request.user),
        title=_("Close recommendation %d") % row.number,
        back=row.get_absolute_url(),
        done=_("It is closed. It stays in the register."),
        template=FORM,
        about=row.text,
    )


@require_POST
def reiterate(request, code, pk):
    row = _own(request, code, pk)
    later = body_rounds_for(request.user).filter(starts_on__gt=row.round.starts_on)
    form = forms.AgainForm(later, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a later round."))
        return redirect(row)
    try:
        draft = drafting.reiterate_recommendation(
            recommendation=row, round=form.cleaned_data["round"], by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("Here is a draft with the same text."))
    return redirect("assessment:edit_recommendation", draft.round.code, draft.pk)


@require_http_methods(["GET", "POST"])
def record_response(request, code, pk, addressee):
    row = _own(request, code, pk)
    whom = get_object_or_404(Addressee, recommendation=row, pk=addressee)
    return form_page(
        request,
        forms.RecordedResponseForm,
        partial(answers.record_response, addressee=whom, by=request.user),
        title=_("Record the answer of %s") % whom,
        back=row.get_absolute_url(),
        done=_("The answer is recorded. The page says that the body wrote it down."),
        template=FORM,
        about=row.text,
    )


@require_POST
def read_line(request, code, pk, line):
    row = _own(request, code, pk)
    entry = get_object_or_404(FollowUp, recommendation=row, pk=line)
    done = _("It is published now.")
    return _act(request, row, answers.mark_read, done, line=entry)


# -- civil society ---------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def observe(request, code, pk):
    round = get_object_or_404(rounds_for(request.user).distinct(), code=code)
    row = get_object_or_404(observable_for(request.user, round), pk=pk)
    return form_page(
        request,
        forms.ObservationForm,
        partial(answers.observe, recommendation=row, by=request.user),
        title=_("What you know about recommendation %d") % row.number,
        back=row.get_absolute_url(),
        done=_("Thank you. The body reads it; it is published within seven days."),
        template=FORM,
        about=row.text,
    )


# -- authorities, and registers from elsewhere -----------------------------------------


@require_http_methods(["GET", "POST"])
def authorities(request, code):
    round = _body_round(request, code)
    return _authority_page(request, round, None, _("Authorities"))


@require_http_methods(["GET", "POST"])
def authority(request, code, pk):
    round = _body_round(request, code)
    row = get_object_or_404(Authority, pk=pk)
    return _authority_page(request, round, row, str(row))


def _authority_page(request, round, row, title):
    initial = row and {
        "name_en": row.name_en,
        "name_fr": row.name_fr,
        "organisation": row.organisation_id,
    }
    return form_page(
        request,
        forms.AuthorityForm,
        partial(record_authority, round=round, authority=row, by=request.user),
        title=title,
        back=reverse("assessment:authorities", args=[round.code]),
        done=_("The authority is saved."),
        initial=initial,
        template="assessment/recommendations/authorities.html",
        round=round,
        authority=row,
        authorities=Authority.objects.select_related("organisation"),
    )


@require_http_methods(["GET", "POST"])
def import_register(request, code):
    round = _body_round(request, code)
    store = partial(register.import_register, round=round, by=request.user)
    table = TableUpload(
        title=_("Import a register"),
        intro=_(
            "One line for each recommendation. With a day of issue it is stored as"
            " issued, else as a draft. Where one line is wrong, nothing is stored."
        ),
        names=register.NAMES,
        read=register.read_register,
        sentences=register.sentences,
        accept=lambda rows: store(rows=rows),
        back=reverse("assessment:round_recommendations", args=[code]),
        workbook=reverse("assessment:register_workbook", args=[code]),
        purpose=f"register:{round.pk}:{request.user.pk}",
    )
    return upload_page(request, table)


@require_GET
def register_workbook(request, code):
    """An empty register to fill in."""
    round = _body_round(request, code)
    content = workbook(register.SHEET, register.SHEET_COLUMNS, [])
    return workbook_response(f"recommendations-{round.code}.xlsx", content)
