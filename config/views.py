"""Pages that belong to no room: display choices, language, problems, health."""

import logging
import secrets
import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from config import readiness
from config.context import DIRECTIONS, SIZES, THEMES
from config.full_disk import is_disk_full, no_space_page
from config.style import STYLE
from surveys.exceptions import Refused

logger = logging.getLogger(__name__)
CHOICES = {"theme": THEMES, "text": SIZES, "direction": DIRECTIONS}
YEAR = 365 * 24 * 3600

language = login_not_required(require_POST(set_language))


@login_not_required
@require_POST
def display(request):
    """Remember theme, text size and reading direction on this device."""
    response = HttpResponseRedirect(_safe_next(request))
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Strict", httponly=True
            )
        elif value == "automatic":
            response.delete_cookie(name, samesite="Strict")
    return response


def _safe_next(request):
    target = request.POST.get("next", "/")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return target
    return "/"


@login_not_required
@require_GET
def healthz(request):
    """Whether the process answers; no table is read."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(request):
    """Whether people can be let in: 200, or 503 and what is missing, a line each."""
    sentences = readiness.missing()
    text = "\n".join(sentences) or "ready"
    status = 503 if sentences else 200
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _problem(request, status, title, remedy):
    page = {"title": title, "remedy": remedy, "return_to": "/"}  # says no address back
    return render(request, "problem.html", page, status=status)


@login_not_required
def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return _problem(
            request,
            413,
            _("The text is too long"),
            _(
                "Nothing was changed. Go back with your browser. If your text is"
                " gone, type it again. Make it shorter, then continue."
            ),
        )
    return _problem(
        request,
        400,
        _("The page could not be read"),
        _("Nothing was changed. Go back with your browser and try again."),
    )


@login_not_required
def not_found(request, exception=None):
    return _problem(
        request,
        404,
        _("You cannot see this page"),
        _("Check the address, or go to the start page."),
    )


@login_not_required
def too_many(request, exception=None):
    return _problem(
        request,
        429,
        _("There were too many attempts"),
        _("Nothing was changed. Wait 15 minutes, then try again."),
    )


@login_not_required
def server_error(request):
    """Every exception that no view answers, also those raised in middleware."""
    problem = sys.exc_info()[1]
    if is_disk_full(problem):
        return no_space_page(request)
    if isinstance(problem, IntegrityError | Refused):
        return _changed_meanwhile(request, problem)
    if _is_of_a_missing_step(problem) and readiness.breaks_every_page():
        return _not_ready()
    reference = secrets.token_hex(2).upper()
    fields = {"event": "server-error", "reference": reference}
    logger.error("", extra=fields)
    return _problem(
        request,
        500,
        _("Something went wrong on our side"),
        _(
            "We do not know whether what you sent last was saved. Go back with your"
            " browser. Copy your text if it is still there, reload the page and look."
            " If it was not saved, send it again. If this happens again, tell your"
            " administrator. Reference %(reference)s."
        )
        % {"reference": reference},
    )


def _is_of_a_missing_step(problem):
    """What a page raises without database, tables or static files."""
    return isinstance(problem, DatabaseError) or (
        isinstance(problem, ValueError) and "staticfiles manifest" in str(problem)
    )


def _not_ready():
    """A page that reads no table and needs no static file."""
    logger.error("", extra={"event": "not-ready"})
    context = {"style": mark_safe(STYLE)}  # noqa: S308 - our own file
    context["LANGUAGE_CODE"] = get_language()
    page = render_to_string("not_ready.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def _changed_meanwhile(request, problem):
    """Two people did the same at one moment, and the database kept what came first."""
    logger.warning("", extra={"event": "changed-meanwhile"}, exc_info=problem)
    refusal = str(problem) if isinstance(problem, Refused) else ""
    remedy = refusal or _(
        "Nothing of what you sent was stored. Go back with your browser, reload the"
        " page and look before you try again."
    )
    return _problem(request, 409, _("Somebody changed this at the same moment"), remedy)


@login_not_required
def csrf_failure(request, reason=""):
    return _problem(
        request,
        403,
        _("This page was open for too long"),
        _(
            "What you typed on this page was not saved. Go back with your browser."
            " Copy your text if it is still there, reload the page and type it again."
        ),
    )
