"""Addresses for programs: `/api/v1/` for everybody, `/review/api/v1/` signed in.

1. Everybody reads released rounds that the review body opened, without account, cookie
   or session; answers may be cached and carry an ETag.
2. A person who is signed in reads what their pages show, exact figures if they may.
3. What is not there is answered in JSON, with a sentence that helps.
"""

import hashlib
import json
from functools import partial, wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response

from assessment import access, audit_trail
from assessment.exports.about_release import LICENCE, about_release
from assessment.exports.api import openapi, resources
from assessment.exports.api.problems import Problem, problem_response
from assessment.exports.api.recommendations import recommendation_rows
from assessment.reading import page_version
from assessment.reading.reader import public_reader, reader_for

JSON = "application/json"
NOT_OPEN = "There is no such release, or it is not open to everybody."


def api_view(view, *, is_open=True):
    """Answer GET with the JSON of what the view returns; problems as JSON too.

    is_open: whether everybody reads it, where it is of no single release.
    """

    @wraps(view)
    def answer(request, **about):
        if request.method not in ("GET", "HEAD"):
            return problem_response(405, "Nothing can be changed here. Use GET.")
        language = request.GET.get("language", "en")
        if language not in dict(settings.LANGUAGES):
            names = ", ".join(dict(settings.LANGUAGES))
            return problem_response(400, f"“language” must be one of: {names}.")
        try:
            with translation.override(language):
                return _answered(request, view, about, language, is_open)
        except Problem as problem:
            return problem_response(problem.status, problem.detail)

    return answer


def _answered(request, view, about, language, is_open):
    reader = _reader(request, about, language)
    if reader is None:
        response = _json_response(view(request, **about), language)
        return _open(request, response) if is_open else response
    if reader.is_public:
        version = page_version.version(reader.figure_set)
        etag = f'"{page_version.mark(version, request.get_full_path())}"'
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:  # nothing is worked out again
            return _open(request, unchanged, etag)
        response = _json_response(view(request, reader, **about), language)
        return _open(request, response, etag)
    if reader.exact:
        audit_trail.note_reading(
            figure_set=reader.figure_set, by=request.user, page=request.path
        )
    return _json_response(view(request, reader, **about), language)


def _reader(request, about, language):
    """The reader of the release that the address names; None where it names none."""
    try:
        if "round_code" in about:
            words = about.pop("round_code"), about.pop("number")
            return public_reader(language, *words)
        if "pk" in about:
            return reader_for(request.user, about.pop("pk"))
    except Http404:
        raise Problem(404, NOT_OPEN) from None
    return None


def _json_response(body, language):
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    headers = {"Content-Language": language}
    return HttpResponse(text, content_type=JSON, headers=headers)


def _open(request, response, etag=None):
    """With a mark by which caches ask again; pages of any site may read it.

    etag: of the release; else the mark is that of the answer itself.
    """
    if etag is None:
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag, response=response)
    response.headers["ETag"] = etag
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# -- releases ------------------------------------------------------------------------


@api_view
def openapi_document(request):
    return openapi.document()


@api_view
def releases(request):
    """Every release that everybody may read, the newest first."""
    sets = access.public_figure_sets().order_by("-released_at", "-pk")
    return {
        "results": [
            _release(
                public_reader("en", figure_set.round.code, figure_set.release_number)
            )
            for figure_set in sets
        ]
    }


@partial(api_view, is_open=False)
def own_releases(request):
    """Every set of figures that the person may open, the newest first."""
    sets = access.figure_sets_for(request.user).order_by("-computed_at", "-pk")
    readers = [reader_for(request.user, figure_set) for figure_set in sets]
    return {"results": [_release(reader) for reader in readers]}


@api_view
def release(request, reader):
    return _release(reader)


def _release(reader):
    figure_set, about = reader.figure_set, about_release(reader)
    return {
        "round": about.code,
        "name": about.name,
        "country_code": about.country,
        "release": figure_set.release_number,
        "released_at": figure_set.released_at and _moment(figure_set.released_at),
        "computed_at": _moment(figure_set.computed_at),
        "period_start": about.first_day and about.first_day.isoformat(),
        "period_end": about.last_day and about.last_day.isoformat(),
        "exact": about.exact,
        "synthetic": about.synthetic,
        "check_code": about.fingerprint,
        "publisher": about.publisher or None,
        "contact": about.contact,
        "citation": about.citation,
        "licence": None if about.exact else LICENCE,
        "links": {name: address(reader, name) for name in LISTS},
    }


def _moment(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# -- lists of a release --------------------------------------------------------------

LISTS = (
    *("figures", "statistics", "answers", "standards", "indicators"),
    "recommendations",
)


def address(reader, name, *about):
    """The address of a list of this release, in the reader's own way."""
    if reader.is_public:
        release = reader.round.code, reader.figure_set.release_number
        return reverse(f"api:{name}", args=[*release, *about])
    return reverse(f"own_api:{name}", args=[reader.figure_set.pk, *about])


@api_view
def figures(request, reader):
    query = resources.query_of(request.GET.dict(), resources.FILTERS)
    return _paged(request, resources.Resources(reader).figures(query))


@api_view
def figure(request, reader, result_id):
    resources.query_of(request.GET.dict(), ())
    return resources.Resources(reader).figure(result_id)


@api_view
def statistics(request, reader):
    query = resources.query_of(request.GET.dict(), ("code", "source"))
    return _paged(request, resources.Resources(reader).statistics(query))


@api_view
def answers(request, reader):
    query = resources.query_of(request.GET.dict(), ("question", "source"))
    return _paged(request, resources.Resources(reader).answers(query))


@api_view
def standards(request, reader):
    query = resources.query_of(request.GET.dict(), ())
    return _paged(request, query.page(resources.Resources(reader).standards()))


@api_view
def indicators(request, reader):
    query = resources.query_of(request.GET.dict(), ())
    return _paged(request, query.page(resources.Resources(reader).indicators()))


@api_view
def recommendations(request, reader):
    query = resources.query_of(request.GET.dict(), ())
    return _paged(request, query.page(recommendation_rows(reader)))


def _paged(request, page):
    return {
        "count": page.count,
        "next": _with_offset(request, page.next_offset),
        "previous": _with_offset(request, page.previous_offset),
        "results": page.rows,
    }


def _with_offset(request, offset):
    if offset is None:
        return None
    parameters = request.GET.copy()
    parameters["offset"] = str(offset)
    return f"{request.path}?{parameters.urlencode()}"


@api_view
def not_found(request, **about):
    raise Problem(404, "There is no such address. See /api/openapi.json for all.")
