"""Sign-in: no self-registration, one answer to every failure, and what was typed
before a time-out is kept."""

import base64
import hmac
import time
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import LoginForm
from allauth.core import context
from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from django import forms
from django.conf import settings
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys import sealing
from surveys.exceptions import Refused
from surveys.interviews.draft_storage import resume
from surveys.models import Person
from surveys.people import sessions
from surveys.people.managed_people import invitable_roles

CARRY_PLACE = "carry"
CARRY_HOURS = 12
CARRIED, KEEP_OTHERS, NEW_ADDRESS = "carried", "keep_others", "new_address"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "new", "again"}
FRESH_SECONDS = 300
# One sentence for an unknown address, a wrong password, an account that was closed
# and a pair that is locked: an answer that differs tells who has an account.
NOT_SIGNED_IN = _(
    "The e-mail address or the password is wrong, or there were too many attempts."
    " Check both. After several attempts, wait 15 minutes or ask the person who"
    " invited you."
)
TOO_MANY = _("There were too many attempts. Wait 15 minutes, then try again.")


class ClosedSignUp(DefaultAccountAdapter):
    """Accounts are given by invitation; nobody opens one alone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_SIGNED_IN,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": _("This is not your password. Write it again."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """The library would lock on the address alone; here axes locks the pair."""

    def authenticate(self, request, **credentials):
        person = super().authenticate(request, **credentials)
        return person if person and person.is_active else None

    def respond_user_inactive(self, request, user):
        """Closed between the password and here: the library's page is not served."""
        return redirect("account_login")

    def is_reauthentication_required(self, *, app, **kwargs):
        return not signed_in_freshly(context.request)

    def post_login(self, request, user, **kwargs):
        """A sign-in ends the person's other sessions, unless asked to keep them."""
        sessions.begin(request)
        if not request.session.pop(KEEP_OTHERS, False):
            sessions.end_sessions(user, but=request.session)
        parcel = open_parcel(request.session.pop(CARRIED, ""))
        response = super().post_login(request, user, **kwargs)
        return unpack(parcel, request=request) if parcel else response


class SameAnswer(AxesStandaloneBackend):
    """A locked pair costs the time of a hash, like every other failure."""

    def authenticate(self, request, password=None, **credentials):
        try:
            super().authenticate(request, password=password, **credentials)
        except AxesBackendPermissionDenied:
            Person().set_password(password)
            raise


def pair_name(request, credentials):
    """How axes calls the address of an attempt: not readable in the cache."""
    email = (credentials or {}).get("email") or (credentials or {}).get("username")
    text = (email or "").strip().lower().encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, "sha256").hexdigest()


def address_of(request):
    """The address that the rate limits see, so that both count the same client."""
    if "REMOTE_ADDR" not in request.META:  # signed in by code, not over the network
        return ""
    return ClosedSignUp(request).get_client_ip(request)


def same_response(request, response, credentials):
    """What axes answers when it locks: what the page would have answered anyway."""
    return response


class SignInForm(LoginForm):
    """Sign-in that carries a page of answers over a session that had ended."""

    carry = forms.CharField(widget=forms.HiddenInput, required=False)
    keep_others = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        """Who has just chosen a password finds their address typed already."""
        request = kwargs.get("request")
        address = request.session.get(NEW_ADDRESS, "") if request else ""
        initial = {"login": address} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)

    def login(self, request, redirect_url=None):
        request.session.pop(NEW_ADDRESS, None)
        request.session[CARRIED] = self.cleaned_data.get("carry", "")
        request.session[KEEP_OTHERS] = self.cleaned_data["keep_others"]
        return super().login(request, redirect_url)


# -- what was typed ----------------------------------------------------------------


def ask_to_sign_in(request, **where):
    """The sign-in page, with what was typed sealed into the form.

    where: `draft_id` and `screen` of an interview, or `path` and `person`.
    """
    parcel = {
        **{name: value and str(value) for name, value in where.items()},
        "posted": posted_of(request),
        "until": (timezone.now() + timedelta(hours=CARRY_HOURS)).isoformat(),
    }
    sealed = sealing.seal(parcel, key=settings.DRAFT_KEY, place=CARRY_PLACE)
    form = SignInForm(initial={"carry": base64.b64encode(sealed).decode()})
    page = {"form": form, "carried": "interview" if "draft_id" in where else "page"}
    return render(request, "account/login.html", page, status=401)


def posted_of(request):
    posted = request.POST.lists()
    return {name: values for name, values in posted if name not in NEVER_KEPT}


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


def unpack(parcel, *, request):
    """Where to go with a parcel: to the interview, or to the page that was typed in."""
    if "draft_id" in parcel:
        return resume(parcel, request=request)
    if parcel["person"] == str(request.user.pk):  # nobody reads another one's page
        keep_typed(request, parcel["path"], parcel["posted"])
        return redirect(parcel["path"])
    return redirect("home")


def keep_typed(request, path, posted):
    request.session["typed"] = {"path": path, "posted": posted}


def typed_fields(request):
    """What was typed on this page: posted now, or before signing in again."""
    if request.method == "POST":
        return request.POST
    page = request.session.get("typed")
    if not page or page["path"] != request.path:
        return None
    del request.session["typed"]
    posted = QueryDict(mutable=True)
    for name, values in page["posted"].items():
        posted.setlist(name, values)
    return posted


def managers_only(view):
    """A page of those who manage people; to everyone else it is not there."""

    @wraps(view)
    def permitted(request, *args, **kwargs):
        if not invitable_roles(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return permitted


def new_password(request):
    """The password of a page that asks for it twice, or Refused when they differ."""
    password = request.POST.get("new", "")
    if password != request.POST.get("again", ""):
        raise Refused(_("The two passwords differ. Write both again."))
    return password


# -- signing in again --------------------------------------------------------------


def signed_in_freshly(request):
    """Whether the person proved within five minutes who they are."""
    if request is None or not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and 0 <= time.time() - records[-1]["at"] < FRESH_SECONDS


def fresh_sign_in(view):
    """Ask who is there once more before an act that cannot be taken back.

    A view that finds an object first asks `signed_in_freshly` itself after that, so
    that who may not see the object is answered 404 and no question.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if signed_in_freshly(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return checked


def ask_again(request, back=""):
    """The page that asks for the password, a code or the key, and leads back.

    back: the page with the button, where an address takes nothing but POST. What was
    posted waits in the encrypted session and the page shows it again; the
    act itself is never done by the page that asks.
    """
    if request.method == "POST":
        keep_typed(request, back or request.path, posted_of(request))
    again = reverse("account_reauthenticate")
    return redirect(f"{again}?{urlencode({'next': back or request.path})}")
