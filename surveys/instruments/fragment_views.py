"""The fragments of one version, for the tablets of those who interview with it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from surveys.access import interviewing_organisations, interviewing_versions_for
from surveys.instruments.screen_fragments import document_of, tag_of
from surveys.instruments.versions import instrument_of


@require_GET
@gzip_page  # texts that everybody is asked, for slow lines
def screens(request, fingerprint, page, language, second=""):
    """One document for each language of the page and of the questions."""
    version = get_object_or_404(
        interviewing_versions_for(request.user), fingerprint=fingerprint
    )
    spoken = {x.tag for x in instrument_of(version).languages}
    if page not in dict(settings.LANGUAGES) or not {language, second} <= {*spoken, ""}:
        raise Http404
    organisations = interviewing_organisations(request.user, version)
    content = document_of(
        version,
        page=page,
        language=language,
        second="" if second == language else second,
        organisation=", ".join(organisation.name for organisation in organisations),
    )
    response = HttpResponse(content, headers={"ETag": tag_of(content)})
    return get_conditional_response(request, etag=tag_of(content), response=response)
