"""Response rules that hold for every personal page."""

from django.utils.cache import add_never_cache_headers


class PersonalPages:
    """Keep signed-in pages out of every cache, the browser's own included."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated or request.method == "POST":
            add_never_cache_headers(response)
        return response
