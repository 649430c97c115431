"""A page that streams the progress of a long computation, without a script.

Who leaves the page ends the computation; it stores everything or nothing.
"""

import logging

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessment.presentation import number_texts
from surveys.exceptions import Refused

STEPS, END = "<!--steps-->", "<!--end-->"
log = logging.getLogger(__name__)


def stream_page(request, steps, *, title, done, return_to):
    """A streamed page with one item a step.

    steps: a generator of ProgressStep. done(result): the text at the end, and the
    address and name of the next page. back: where to go when it cannot be done.
    """
    page = render_to_string(
        "assessment/release/progress.html", {"title": title}, request=request
    )
    head, rest = page.split(STEPS)
    middle, tail = rest.split(END)
    language = translation.get_language()
    response = StreamingHttpResponse(
        _stream(steps, done, return_to, language, head, middle, tail)
    )
    response.headers["X-Accel-Buffering"] = "no"  # a proxy would keep it to the end
    return response


def _stream(steps, done, return_to, language, head, middle, tail):
    with translation.override(language):
        yield head
        ending = None
        try:
            result = yield from _items(steps)
            ending = _ending(*done(result))
        except Refused as problem:
            ending = _ending(str(problem), return_to, _("Go back"), role="alert")
        except Exception:
            # The answer has begun: it cannot become an error page any more.
            log.exception("An act that was told step by step broke")
            ending = _ending(
                _(
                    "Something went wrong on our side. Go back and look whether it was"
                    " done. If not, try again."
                ),
                return_to,
                _("Go back"),
                role="alert",
            )
        yield middle + ending + tail


def _items(steps):
    """One list item a step; returns the result of the last."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        place = number_texts.k_of_n(step.done, step.of) if step.of else ""
        yield format_html(
            '<li>{} <small class="soft">{}</small></li>', step.text, place
        )


def _ending(text, address, name, role="status"):
    return format_html(
        '<div class="panel" role="{}"><p>{}</p><p><a class="button" href="{}">{}</a>'
        "</p></div>",
        role,
        text,
        address,
        name,
    )
