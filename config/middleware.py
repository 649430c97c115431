"""Response rules that hold for every page."""

from django.utils.cache import add_never_cache_headers

from config.public_pages import is_public

OFF = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
OWN = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([f"{name}=()" for name in OFF] + [f"{n}=(self)" for n in OWN])


class Headers:
    """What no page of ours needs stays off; nothing is embedded by other sites."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class ForScripts:
    """Answers that a script can read, on a line where other networks answer too.

    Every answer says that it is ours. To a script that asks, a redirect says where
    it leads, and the script asks for that page next.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Answered-By"] = "forms"
        if request.headers.get("Sent-By") == "script" and "Location" in response:
            response.headers["Leads-To"] = response.headers["Location"]
            del response.headers["Location"]
            response.status_code = 204
        return response


class PersonalPages:
    """Keep pages out of every cache, the browser's own included.

    Sign-in pages and redirects too: they tell what was asked for. Static files are
    answered before this. Released pages are nobody's own: see config/public_pages.py.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not is_public(request):
            add_never_cache_headers(response)
        return response
