"""The pages of a set by name: those of the header, and more in the foot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# (page, what it is about, name)
MAIN = (
    ("figure_set", (), _("Findings")),
    ("standards", (), _("Standards")),
    ("children", (), _("Children")),
    ("topic", ("length",), _("Length")),
    ("topic", ("alternatives",), _("Alternatives")),
    ("voices", (), _("Who says what")),
    ("differences", (), _("Groups")),
    ("places", (), _("Places")),
    ("recommendations", (), _("Recommendations")),
    ("methods", (), _("Methods")),
    ("download", (), _("Download")),
    ("how_to_read", (), _("How to read")),
)
MORE = (
    ("report", (), _("The report")),
    ("topic", ("numbers",), _("In numbers")),
    ("topic", ("changes",), _("Since the previous round")),
    ("frequencies", (), _("Answers to each question")),
    ("own_figures", (), _("Own questions")),
    ("priorities", (), _("Priorities")),
    ("topic", ("quality",), _("How good the data are")),
)
# Where the language stands in the address of a page that nobody signs in for.
LANGUAGE_PLACE = {"released": 0, "shared": 1}


def links(reader: Any, path: str, pages: tuple[Any, ...] = MAIN) -> list[Any]:
    """(address, name, whether it is the page of this path) of each page."""
    rows = []
    for page, about, name in pages:
        address = reader.url(page, *about)
        rows.append((address, name, address == path))
    return rows


def other_languages(reader: Any, match: Any) -> list[tuple[str, str, str]]:
    """(code, name, address) of the same page in other languages, in public."""
    place = LANGUAGE_PLACE.get(reader.space)
    if place is None:
        return []
    about = [
        value
        for name, value in match.kwargs.items()
        if name not in ("language", "round_code", "number", "token")
    ]
    rows = []
    for code, _name in settings.LANGUAGES:
        if code != reader.address[place]:
            address = (*reader.address[:place], code, *reader.address[place + 1 :])
            other = replace(reader, address=address)
            name = get_language_info(code)["name_local"].capitalize()
            rows.append((code, name, other.url(match.url_name, *about)))
    return rows
