"""The shell of the tablet: one page, its service worker, and its manifest.

None of them says anything of a person: they work without a connection, and stay in the
browser of whoever holds the tablet.
"""

import json

from csp.constants import NONE, SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.models import Role
from surveys.offline.shell_files import shell_files, version_of

# A worker is loaded by its address, which Trusted Types let through one policy only.
POLICY = {
    "trusted-types": ["tablet-worker"],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "object-src": [NONE],
}


def languages():
    return [code for code, _name in settings.LANGUAGES]


@require_GET
@csp_update(POLICY)
def shell(request):
    if not rounds_for(request.user, Role.INTERVIEWER).exists():
        raise Http404
    asked = request.GET.get("lang")
    language = asked if asked in languages() else translation.get_language()
    with translation.override(language):
        return render(request, "surveys/offline/shell.html", shell_page(language))


def shell_page(language):
    return {
        "shell_language": language,
        "shell_languages": settings.LANGUAGES,
        "navigation": [],
    }


@login_not_required
@require_GET
def service_worker(request):
    """The worker with the list of what it caches. It changes when one of them does."""
    files = shell_files()
    pages = [f"{reverse('tablet')}?lang={code}" for code in languages()]
    template = render_to_string("surveys/offline/shell.html", shell_page("en"))
    work = render_to_string("surveys/offline/service_worker.js", {"data": "0"})
    data = {
        "version": version_of(files, template + work),
        "shell": reverse("tablet"),
        "pages": pages,
        "files": files,
        "language": translation.get_language(),
    }
    text = render_to_string(
        "surveys/offline/service_worker.js", {"data": json.dumps(data)}
    )
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
        headers={"Content-Type": "application/manifest+json"},
    )
