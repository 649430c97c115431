"""“Somebody came in”: a form about the place covers everything until one comes back.

The session remembers which interview is covered. Until then every address of the
product answers with the form, so Back, reload and a typed address lead to it too.
"""

from hashlib import sha256

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

COVERED = "place_form"
IN_THE_BACKGROUND = ("tablet-session", "tablet-sync")


def cover(request, draft_id):
    """Cover an interview and show the form in its place."""
    request.session[COVERED] = str(draft_id)
    return redirect("place-form")


def uncover(request):
    """The id of the interview that was covered, which may be read again; or None."""
    return request.session.pop(COVERED, None)


def label():
    """The words of the button that covers an interview; they tell nothing."""
    return settings.PLACE_FORM_LABEL or _("Other form")


def opens_again(typed):
    """Whether what was typed as the number of the sheet leads back."""
    return typed.strip() == settings.PLACE_FORM_NUMBER


def number_hash():
    """The number as a tablet without a connection compares it."""
    return sha256(settings.PLACE_FORM_NUMBER.encode()).hexdigest()


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
        if request.path in (place_form, *map(reverse, IN_THE_BACKGROUND)):
            return self.get_response(request)
        if request.method == "POST":
            self.get_response(request)
        return redirect(place_form)
