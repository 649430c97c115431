"""A page that grows while something long is done: no script, no second request.

Whoever leaves the page ends the act; it keeps all or nothing.
"""

import logging

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessment.exceptions import NotPossible
from assessment.presentation import number_texts

STEPS, END = "<!--steps-->", "<!--end-->"
log = logging.getLogger(__name__)


def told(request, steps, *, title, done, back):
    """steps: a generator of Step; done(made): what is said at the end, and the address
    and name of the page to go on with; back: where to go when it cannot be done."""
    page = render_to_string(
        "assessment/release/progress.html", {"title": title}, request=request
    )
    head, rest = page.split(STEPS)
    middle, tail = rest.split(END)
    language = translation.get_language()
    response = StreamingHttpResponse(
        _stream(steps, done, back, language, head, middle, tail)
    )
    response.headers["X-Accel-Buffering"] = "no"  # a proxy would keep it to the end
    return response


def _stream(steps, done, back, language, head, middle, tail):
    with translation.override(language):
        yield head
        ending = None
        try:
            made = yield from _items(steps)
            ending = _ending(*done(made))
        except NotPossible as problem:
            ending = _ending(str(problem), back, _("Go back"), role="alert")
        except Exception:
            # The answer has begun: it cannot become an error page any more.
            log.exception("An act that was told step by step broke")
            ending = _ending(
                _("Something went wrong on our side. Nothing was kept. Try again."),
                back,
                _("Go back"),
                role="alert",
            )
        yield middle + ending + tail


def _items(steps):
    """One item a step; what the last of them made."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        place = number_texts.k_of_n(step.done, step.of) if step.of else ""
        yield format_html(
            '<li>{} <small class="soft">{}</small></li>', step.said, place
        )


def _ending(said, address, name, role="status"):
    return format_html(
        '<div class="panel" role="{}"><p>{}</p><p><a class="button" href="{}">{}</a>'
        "</p></div>",
        role,
        said,
        address,
        name,
    )
