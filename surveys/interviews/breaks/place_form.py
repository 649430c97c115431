"""“Somebody came in”: a form about the place covers everything until one comes back.

The session remembers which interview is covered; "" where a tablet holds it. Until then
every address of the product answers with the form, so Back, reload and a typed address
lead to it too.
"""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

COVERED = "place_form"
WRONG_NUMBERS = "place_form_numbers"
MOST_WRONG = 5  # then the session ends, and the form shows as before
FORM = "surveys/interviews/breaks/place_form.html"
IN_THE_BACKGROUND = ("tablet-session", "tablet-sync")


def cover(request, draft_id):
    """Cover an interview and show the form in its place."""
    request.session[COVERED] = str(draft_id)
    return redirect("place-form")


def cover_tablet(request):
    """Cover the session of a tablet, which shows the form by itself."""
    request.session.setdefault(COVERED, "")


def uncover(request):
    """The id of the interview that was covered, which may be read again; or None."""
    request.session.pop(WRONG_NUMBERS, None)
    return request.session.pop(COVERED, None)


def count_wrong(request):
    """Count a wrong number; after five the session ends, and stays covered."""
    if COVERED not in request.session or not request.POST.get("sheet_number"):
        return
    wrong = request.session.get(WRONG_NUMBERS, 0) + 1
    request.session[WRONG_NUMBERS] = wrong
    if wrong >= MOST_WRONG:
        logout(request)
        request.session[COVERED] = ""  # nothing says which interview it was


def signed_out(request):
    """The same form after the session ended; its number leads to the sign-in page."""
    if opens_again(request.POST.get("sheet_number", "")):
        uncover(request)
        return redirect("account_login")
    return render(request, FORM)


def label():
    """The words of the button that covers an interview; they tell nothing."""
    return settings.PLACE_FORM_LABEL or _("Other form")


def opens_again(typed):
    """Whether what was typed as the number of the sheet leads back."""
    return typed.strip() == settings.PLACE_FORM_NUMBER


def number_hash():
    """The number as a tablet without a connection compares it."""
    return sha256(settings.PLACE_FORM_NUMBER.encode()).hexdigest()


def _is_reachable(request):
    """What a tablet asks in the background; its own pages where it covered itself."""
    if not request.session[COVERED] and request.path.startswith(reverse("tablet")):
        return True
    return request.path in map(reverse, IN_THE_BACKGROUND)


class PlaceFormStays:
    """While an interview is covered, show nothing but the form.

    A page that was sent at the same moment is still saved; its answer is not shown.
    What a tablet sends in the background goes on: nobody sees its answers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        place_form = reverse("place-form")
        if COVERED not in request.session:
            return self.get_response(request)
        if request.path == place_form and not request.user.is_authenticated:
            return signed_out(request)
        if _is_reachable(request) or request.path == place_form:
            return self.get_response(request)
        if request.method == "POST":
            self.get_response(request)
        return redirect(place_form)
