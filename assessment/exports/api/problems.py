"""Errors as application/problem+json (RFC 9457), each with a plain sentence."""

import json

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "The address has a value that is not allowed",
    404: "Not found",
    405: "Only GET is answered here",
}


class Problem(Exception):
    """Why there is no answer; detail says what to do."""

    def __init__(self, status, detail):
        super().__init__(detail)
        self.status, self.detail = status, detail


def problem_response(status, detail):
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)
