"""One figure by itself: to link to, to cite, to take away."""

from assessment.reading.cards import card_of
from assessment.reading.reader import answer, review_page
from assessment.reading.source_lines import citation


@review_page
def card(request, reader, card_id):
    figure_card = card_of(reader, card_id)
    page = {
        "card": figure_card,
        "citation": citation(reader, card_id=figure_card.id),
    }
    return answer(request, reader, "findings/card.html", page)
