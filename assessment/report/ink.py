"""Pictures with their colours written into each mark, for makers of PDF files.

They read no style sheet of the page inside a picture. The rules are those of pictures
that are taken away as files.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from assessment.exports.figure_card_files import STYLE

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
MARK = re.compile(r"<(path|rect|circle|text)\b([^>]*?)(/?)>")
CLASSES = re.compile(r'class="([^"]*)"')


@lru_cache(maxsize=1)
def _rules() -> list[tuple[str, frozenset[str], dict[str, str]]]:
    """(tag or "", classes, properties), in the order of the sheet."""
    rules = []
    for selectors, body in RULE.findall(STYLE.replace("\n", "")):
        pairs = [pair.partition(":") for pair in body.split(";") if pair]
        properties = {name: value for name, _colon, value in pairs}
        for selector in selectors.split(","):
            tag, *classes = selector.strip().split(".")
            rules.append((tag, frozenset(classes), properties))
    return rules


@lru_cache(maxsize=256)
def _attributes(tag: str, classes: str) -> str:
    own = frozenset(classes.split())
    properties: dict[str, str] = {}
    for of_tag, of_classes, values in _rules():
        if of_tag in ("", tag) and of_classes <= own:
            properties |= values
    return "".join(f' {name}="{value}"' for name, value in properties.items())


def inked(picture: str) -> SafeString:
    """The same picture; each mark says its own colour and line."""

    def with_colours(match: re.Match[str]) -> str:
        tag, attributes, end = match.groups()
        classes = CLASSES.search(attributes)
        colours = _attributes(tag, classes[1] if classes else "")
        return f"<{tag}{attributes}{colours}{end}>"

    return mark_safe(MARK.sub(with_colours, str(picture)))  # noqa: S308 - our marks
