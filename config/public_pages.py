"""Released pages are the same for everybody: no cookie, no session, any cache."""

from django.utils.cache import add_never_cache_headers

# Where pages lie that are opened without an account; the code of a page that is
# reached by a link of its own is read by nobody else's cache. Programs read released
# figures under the third.
RELEASED, SHARED, FOR_PROGRAMS = "/r/", "/shared/", "/api/"
SECONDS = 60  # how long a cache answers without asking again


def is_public(request):
    """Whether the address is one that nobody signs in for."""
    return request.path_info.startswith((RELEASED, SHARED, FOR_PROGRAMS))


def _language_of(path):
    """The language that the address names: /r/en/…, /shared/<token>/en/…

    In /api/ it is a parameter, which assessment/exports/api/views.py reads.
    """
    if path.startswith(FOR_PROGRAMS):
        return ""
    words = path.split("/")
    place = 2 if path.startswith(RELEASED) else 3
    return words[place] if len(words) > place else ""


class PublicPages:
    """Answer a released page alike to everybody.

    1. No cookie is read, so nobody is signed in here and no theme is remembered.
    2. The address names the language; what the browser prefers is not asked.
    3. No cookie is set. What is released may be cached; a page that is reached by a
       link of its own, and every error, may not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_public(request):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META["HTTP_ACCEPT_LANGUAGE"] = _language_of(request.path_info)
        response = self.get_response(request)
        response.cookies.clear()
        del response.headers["Vary"]
        released = request.path_info.startswith((RELEASED, FOR_PROGRAMS))
        if released and response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
        else:
            add_never_cache_headers(response)
        return response
