"""What a release tells of the draw, in numbers of places and in sentences."""

import pytest

from assessment.sampling import how_chosen


def draw(chances="", drawn=3, selections=()):
    strata = [{"name": "Ports", "listed": 6, "drawn": drawn, "closed": 1}]
    return {"strata": strata, "chances": chances, "selections": list(selections)}


def test_a_row_tells_places_listed_chosen_and_closed():
    assert how_chosen.rows(draw()) == [("Ports", "6", "3", "1")]
    assert len(how_chosen.head()) == 4


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (draw(drawn=6), "Every place on the list was chosen."),
        (draw("by_size"), "the greater its chance was"),
        (draw("alike"), "every place had the same chance to be drawn."),
        (draw(), "The draw was not entered in this tool."),
    ],
)
def test_a_sentence_says_how_places_were_drawn(chosen, told):
    (sentence,) = how_chosen.sentences(chosen)
    assert told in sentence


def test_a_sentence_says_how_people_were_chosen_at_a_place():
    *_, sentence = how_chosen.sentences(draw(selections=["list", "kth"]))
    assert sentence == (
        "At a place people were chosen so: at random from a list; every k-th person."
    )


def test_figures_that_were_computed_before_tell_nothing_of_it():
    assert how_chosen.rows({}) == how_chosen.sentences({}) == []
