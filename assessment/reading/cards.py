"""One figure of a set by its number."""

from __future__ import annotations

from django.http import Http404

from assessment.findings import (
    children_page,
    group_differences,
    page_contexts,
    places_page,
    standard_page,
)
from assessment.models import Standard
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.reader import Reader
from assessment.topics import alternatives, length


def card_of(reader: Reader, card_id: str) -> FigureCard:
    """The figure of this number as the reader may see it, or Http404."""
    for card in _candidates(reader, card_id.lower()):
        if card.id == card_id.lower():
            return card
    raise Http404


def _candidates(reader: Reader, card_id: str) -> list[FigureCard]:
    """The figures of the page that a number is of."""
    first, _hyphen, rest = card_id.partition("-")
    if first == "voices":
        card = page_contexts.voices(reader)["card"]
    elif first == "children":
        return children_page.all_cards(reader)
    elif first == "length":
        return length.cards(reader)
    elif first == "alternatives":
        return alternatives.cards(reader)
    elif first == "groups":
        card = group_differences.page(reader, rest.replace("-", "_"))["card"]
    else:
        return _of_standard(reader, "-".join(card_id.split("-")[:2]).upper())
    return [card] if card else []


def _of_standard(reader: Reader, code: str) -> list[FigureCard]:
    standard = Standard.objects.filter(pk=code).first()
    if standard is None:
        return []
    return [*standard_page.cards(reader, standard), *places_page.cards(reader, code)]
