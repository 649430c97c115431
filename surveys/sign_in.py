"""Sign-in: no self-registration, and what was typed before a time-out is kept."""

import base64
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from surveys import sealing
from surveys.storage import resume

CARRY_PLACE = "carry"
CARRY_HOURS = 12


class ClosedSignUp(DefaultAccountAdapter):
    """Accounts are given by invitation; nobody opens one alone."""

    def is_open_for_signup(self, request):
        return False


class SignInForm(LoginForm):
    """Sign-in that carries a page of answers over a session that had ended."""

    carry = forms.CharField(widget=forms.HiddenInput, required=False)

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url)
        parcel = open_parcel(self.cleaned_data.get("carry", ""))
        if parcel and request.user.is_authenticated:
            return resume(parcel, request=request)
        return response


def ask_to_sign_in(request, *, screen, draft_id):
    """The sign-in page, with the typed answers sealed into the form."""
    parcel = {
        "draft": str(draft_id),
        "screen": screen,
        "posted": dict(request.POST.lists()),
        "until": (timezone.now() + timedelta(hours=CARRY_HOURS)).isoformat(),
    }
    parcel["posted"].pop("csrfmiddlewaretoken", None)
    sealed = sealing.seal(parcel, key=settings.DRAFT_KEY, place=CARRY_PLACE)
    form = SignInForm(initial={"carry": base64.b64encode(sealed).decode()})
    page = {"form": form, "carried": True}
    return render(request, "account/login.html", page, status=401)


def open_parcel(text):
    """The parcel of ask_to_sign_in, or None when absent, altered or too old."""
    if not text:
        return None
    try:
        sealed = base64.b64decode(text, validate=True)
        parcel = sealing.unseal(sealed, key=settings.DRAFT_KEY, place=CARRY_PLACE)
    except (ValueError, sealing.SealBroken):
        return None
    return parcel if parcel["until"] > timezone.now().isoformat() else None
