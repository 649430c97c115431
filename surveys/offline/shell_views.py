"""The shell of the tablet: one page, its service worker, and its manifest.

None of them says anything of a person: they work without a connection, and stay in the
browser of whoever holds the tablet.
"""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.interviews.breaks import place_form
from surveys.models import Role
from surveys.offline.shell_files import (
    modules_from,
    shell_files,
    shell_names,
    version_of,
)

# A worker is loaded by its address, which Trusted Types let through one policy only.
POLICY = {
    "trusted-types": ["tablet-worker"],
    "worker-src": [SELF],
    "manifest-src": [SELF],
}


SHELL = "surveys/offline/shell.html"
STYLE = "surveys/interviews/tablet.css"
WORKER = "surveys/offline/service_worker.js"
ENTRY = "surveys/offline/shell.js"
INTERVIEW_PAGE = "surveys/interview_page/interview_page.js"


def languages():
    return [code for code, _name in settings.LANGUAGES]


@require_GET
@gzip_page  # it holds no secret, and nothing that the address says
@csp_replace(POLICY)
def shell(request):
    if not rounds_for(request.user, Role.INTERVIEWER).exists():
        raise Http404
    asked = request.GET.get("lang")
    language = asked if asked in languages() else translation.get_language()
    with translation.override(language):
        return render(request, SHELL, shell_page(language))


def shell_page(language):
    """What the shell shows, without a word about who opened it."""
    return {
        "shell_language": language,
        "shell_languages": [
            (code, translation.get_language_info(code)["name_local"])
            for code in languages()
        ],
        "direction": "ltr",
        "interview_page": interview_page(),
        "place_form_label": place_form.label(),
        "sheet_number": place_form.number_hash(),
        "preloaded": [static(name) for name in modules_from(ENTRY, INTERVIEW_PAGE)],
    }


def interview_page():
    """The address of the module that shows interviews, where there is one."""
    return static(INTERVIEW_PAGE) if INTERVIEW_PAGE in shell_names() else ""


def shell_text():
    """All that the shell says, in every language: the worker changes with it."""
    texts = []
    for code in languages():
        with translation.override(code):
            texts.append(render_to_string(SHELL, shell_page(code)))
    return "\n".join(
        [*texts, render_to_string(STYLE), render_to_string(WORKER, {"data": "0"})]
    )


@login_not_required
@require_GET
def service_worker(request):
    """The worker with the list of what it caches. It changes when one of them does."""
    files = shell_files()
    pages = [f"{reverse('tablet')}?lang={code}" for code in languages()]
    data = {
        "version": version_of(files, shell_text()),
        "shell": reverse("tablet"),
        "pages": pages,
        "files": files,
        "language": settings.LANGUAGE_CODE,
    }
    text = render_to_string(WORKER, {"data": json.dumps(data)})
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
def manifest(request):
    """Installs under a neutral name and picture: a tablet may be searched."""
    return JsonResponse(
        {
            "name": _("Forms"),
            "short_name": _("Forms"),
            "start_url": reverse("tablet"),
            "scope": reverse("tablet"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#f2f5f8",
            "icons": [
                {
                    "src": static("surveys/icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                }
            ],
        },
        content_type="application/manifest+json",
    )
