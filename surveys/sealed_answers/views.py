"""Pages of custodians: their keys, and answers that two of them open together.

Every view but the list opens something that a stolen session must not: after finding
its object it asks who is there once more.
"""

import base64
import binascii

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import custodian_keys_for, openings_for, rounds_for
from surveys.models import Role
from surveys.people.sign_in import ask_again, signed_in_freshly
from surveys.sealed_answers import custodian_keys, openings
from surveys.sealed_answers.page_contexts import (
    custody_in,
    encoded,
    interview_named,
    question_text,
    sealed_questions,
    ways_into,
)

LONGEST_NUMBER = 100  # digits; Python refuses to read thousands of them


def round_or_404(request, code):
    return get_object_or_404(rounds_for(request.user, Role.CUSTODIAN), code=code)


def decoded(text):
    """The bytes of a base64 field; nothing when a page sent something else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


@require_GET
def custody(request):
    rounds = rounds_for(request.user, Role.CUSTODIAN).order_by("-starts_on")
    if not rounds:
        raise Http404
    page = {
        "rounds": [custody_in(round, request.user) for round in rounds],
        "waiting": custodian_keys.keys_to_confirm(request.user).exists(),
    }
    return render(request, "surveys/sealed_answers/keys.html", page)


@require_http_methods(["GET", "POST"])
def key(request, code):
    """The key ceremony: the browser makes a key, the server gets its public half."""
    round = round_or_404(request, code)
    if not signed_in_freshly(request):
        return ask_again(request)
    page = {"round": round, "today": timezone.localdate()}
    mine = custodian_keys_for(request.user).filter(round=round, person=request.user)
    if request.method == "GET" and mine.filter(retired_at__isnull=True).exists():
        return redirect("custody")
    if request.method == "POST":
        public_key = decoded(request.POST.get("public_key", ""))
        try:
            custodian_keys.register_key(
                round=round, public_key=public_key, by=request.user
            )
        except exceptions.Refused as refusal:
            page["refusal"] = str(refusal)
            return render(
                request, "surveys/sealed_answers/ceremony.html", page, status=422
            )
        messages.success(
            request,
            _(
                "Your key is registered. Keep the sheet safe. Now read its check code"
                " to two other custodians or to the review body, who confirm it."
            ),
        )
        return redirect("custody")
    return render(request, "surveys/sealed_answers/ceremony.html", page)


@require_http_methods(["GET", "POST"])
def confirm(request):
    """Keys of others that wait until somebody has compared their check code."""
    if not rounds_for(request.user, Role.CUSTODIAN, Role.REVIEWER).exists():
        raise Http404
    if not signed_in_freshly(request):
        return ask_again(request)
    waiting = custodian_keys.keys_to_confirm(request.user)
    page = {
        "keys": waiting,
        "let_in": custodian_keys.keys_of_people_let_in_by(request.user).count(),
    }
    if request.method == "POST":
        try:
            confirm_with(request.POST, waiting, request.user)
        except exceptions.Refused as refusal:
            page |= {"refusal": str(refusal), "typed": request.POST}
            return render(
                request, "surveys/sealed_answers/confirm.html", page, status=422
            )
        messages.success(request, _("You have confirmed the key."))
        return redirect("custody-confirm")
    return render(request, "surveys/sealed_answers/confirm.html", page)


def confirm_with(posted, waiting, person):
    number = posted.get("key", "")
    known = number.isdecimal() and len(number) < LONGEST_NUMBER
    key = waiting.filter(pk=number if known else None).first()
    if key is None:
        raise exceptions.Refused(_("This key does not wait for your confirmation."))
    check_code = posted.get("check_code", "")
    custodian_keys.confirm_key(key=key, check_code=check_code, by=person)


@require_POST
def retire(request, code):
    mine = custodian_keys_for(request.user).filter(person=request.user)
    own_key = get_object_or_404(mine, round__code=code, retired_at__isnull=True)
    if not signed_in_freshly(request):
        return ask_again(request, back=reverse("custody"))
    try:
        custodian_keys.retire_key(key=own_key, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your key is no longer used. Keep the sheet."))
    return redirect("custody")


@require_http_methods(["GET", "POST"])
def ask(request, code):
    """Ask another custodian to open one answer of one interview together."""
    round = round_or_404(request, code)
    if not signed_in_freshly(request):
        return ask_again(request)
    typed = request.POST if request.method == "POST" else request.GET
    reference = typed.get("reference", "")
    page = {"round": round, "reference": reference, "typed": typed}
    interview = reference and interview_named(reference, round, request.user)
    if not interview:
        if reference:
            page["refusal"] = _(
                "No interview with this reference has an answer in the person’s own"
                " words."
            )
        status = 422 if reference else 200
        return render(request, "surveys/sealed_answers/ask.html", page, status=status)
    layer, others = ways_into(interview, request.user)
    page |= {"interview": interview, "layer": layer, "others": others}
    page["questions"] = sealed_questions(interview)
    if request.method == "POST":
        try:
            opening = ask_with(request.POST, page, request.user)
        except exceptions.Refused as refusal:
            page["refusal"] = str(refusal)
            return render(request, "surveys/sealed_answers/ask.html", page, status=422)
        return redirect("opening", opening.pk)
    return render(request, "surveys/sealed_answers/ask.html", page)


def ask_with(posted, page, person):
    chosen = [key for key in page["others"] if key.fingerprint == posted.get("partner")]
    if not chosen:
        raise exceptions.Refused(_("Choose the second person who must agree."))
    return openings.ask_opening(
        interview=page["interview"],
        question=posted.get("question", ""),
        reason=posted.get("reason", ""),
        asker_key=page["layer"]["key"],
        partner_key=chosen[0],
        half=decoded(posted.get("half", "")),
        by=person,
    )


@require_http_methods(["GET", "POST"])
def opening(request, opening_id):
    """One request: the second person agrees or refuses, and then opens the answer."""
    opening_request = get_object_or_404(openings_for(request.user), pk=opening_id)
    if not signed_in_freshly(request):
        return ask_again(request)
    page = opening_page(opening_request, request.user)
    if request.method == "POST":
        agrees = request.POST.get("act") == "agree"
        act = openings.agree_opening if agrees else openings.refuse_opening
        try:
            act(opening=opening_request, by=request.user)
        except exceptions.Refused as refusal:
            page["refusal"] = str(refusal)
            return render(
                request, "surveys/sealed_answers/opening.html", page, status=422
            )
        return redirect("opening", opening_request.pk)
    return render(request, "surveys/sealed_answers/opening.html", page)


def opening_page(opening_request, person):
    return {
        "opening": opening_request,
        "question": question_text(opening_request.interview, opening_request.question),
        "reason": openings.read_reason(opening_request),
        "judges": opening_request.partner == person and opening_request.waits,
        "opens": opening_request.partner == person and opening_request.may_be_opened,
        "public_key": encoded(opening_request.partner_key.public_key),
    }


@require_POST
def open_answer(request, opening_id):
    """What the second person's browser opens; the server cannot, and learns nothing."""
    opening_request = get_object_or_404(openings_for(request.user), pk=opening_id)
    if not signed_in_freshly(request):
        return ask_again(request)
    try:
        envelope = openings.open_answer(opening=opening_request, by=request.user)
    except exceptions.Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    return JsonResponse(
        {
            "half": encoded(envelope.half),
            "half_context": envelope.half_context.decode(),
            "answer": envelope.answer,
            "answer_context": envelope.answer_context.decode(),
        }
    )
