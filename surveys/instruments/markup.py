"""Markdown in labels: bold, italics, lists and line breaks, and nothing else.

HTML is off, links and pictures are off, and what is made passes an allow-list too: an
instrument may come from anybody.
"""

import html
import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"strong", "em", "br", "p", "ul", "ol", "li"}
MARKS = set("*_`\\&<>\n#~")
READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["link", "image", "autolink", "html_inline", "html_block", "code", "fence"]
)


# An answer that a text names: “Is ${name} at school?”.
NAMED = re.compile(r"\$\{\s*([^}]*?)\s*\}")


@lru_cache(maxsize=4096)
def rendered(text: str) -> SafeString:
    """A label as HTML that cannot do anything; ${name} stays as it is."""
    text = NAMED.sub(lambda name: name[0].replace("_", "\\_"), text)
    if not MARKS & set(text):
        return escape(text)
    lines = text.strip().splitlines()
    markup = (
        READER.render(text) if len(lines) > 1 else READER.renderInline(text.strip())
    )
    clean = nh3.clean(markup, tags=TAGS, attributes={})
    return mark_safe(clean)  # noqa: S308 - the allow-list was applied just above


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A label without its marks, for titles, lists and screen readers."""
    if not MARKS & set(text):
        return text
    return html.unescape(nh3.clean(rendered(text), tags=set())).strip()
