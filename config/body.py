"""A request that is larger than anything the product asks for is not even read."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _


class BodyLimit:
    """Answer 413 from the announced length alone.

    Django bounds what stands in fields; a file in a form it would write to disk first,
    however large, from anybody and for any page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if announced_length(request) > settings.MAX_BODY:
            return too_large(request)
        return self.get_response(request)


def announced_length(request):
    """The length that the sender gave; without one, no body is read at all."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # Django reads nothing of such a request either
        return 0


def too_large(request):
    page = {
        "title": _("The file is too large"),
        "remedy": _(
            "Nothing was changed or saved. Send at most %(size)d MB. Go back with"
            " your browser, choose a smaller file, then continue."
        )
        % {"size": settings.MAX_BODY // 1_000_000},
    }
    return render(request, "problem.html", page, status=413)
