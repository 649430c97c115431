"""People between two figures: who was asked one question and not the other."""

import pytest

from analysis.nested import too_near
from analysis.pipeline import release_sets
from analysis.schema import ALL, Figure, Indicator
from tests.analysis.frames import interviews, plan

GROUPS = ((ALL, ALL), ("gender", "woman"), ("gender", "man"))


def figures(**counts):
    """Indicator → (asked, yes) of all, of women, of men; answers of all who were."""
    return [
        Figure(name, "migrant", *cell, "probability", n=n, n_base=n, k=k)
        for name, cells in counts.items()
        for cell, (n, k) in zip(GROUPS, cells, strict=True)
    ]


def hidden(made, threshold=5, minority=3, **asked):
    names = dict.fromkeys(one.indicator for one in made)
    indicators = [Indicator(name, asked=asked.get(name, name)) for name in names]
    found = too_near(made, indicators, [False] * len(made), threshold, minority)
    return [(made[at].indicator, made[at].group_code) for at in found]


ORDER = [(80, 40), (24, 12), (56, 28)]


def test_a_follow_up_of_nearly_everybody_tells_of_those_who_were_not_asked():
    """78 of 80 were asked whether they understood: two were told nothing."""
    understood = [(78, 40), (23, 12), (55, 28)]
    made = figures(order=ORDER, doctor=ORDER, understood=understood)
    assert hidden(made) == [("understood", one) for one in (ALL, "woman", "man")]


def test_it_is_hidden_in_those_groups_alone_in_which_they_are_few():
    """16 were released, 2 of the women among them."""
    held = [(64, 30), (22, 10), (42, 20)]
    assert hidden(figures(order=ORDER, doctor=ORDER, held=held)) == [("held", "woman")]


def test_kept_are_the_people_whom_most_indicators_have():
    held = [(78, 30), (22, 10), (56, 20)]
    made = figures(order=ORDER, held=held, review=held, lawyer=held)
    assert {name for name, _group in hidden(made)} == {"order"}


def test_what_a_share_tells_anyway_is_not_kept_back_again():
    """Four of 80 said no, and nobody else was not asked to go on."""
    told = [(80, 76), (24, 20), (56, 56)]
    understood = [(76, 40), (20, 12), (56, 28)]
    assert hidden(figures(told=told, understood=understood)) == []
    other = [(80, 40), (24, 12), (56, 28)]
    assert hidden(figures(other=other, understood=understood)) != []


def test_people_of_whom_none_are_the_others_are_no_rest():
    """More women were asked one question, more men the other."""
    lawyer = [(78, 40), (26, 12), (52, 28)]
    assert hidden(figures(order=ORDER, lawyer=lawyer)) == []


@pytest.mark.parametrize(("written", "few"), [(39, True), (37, False), (40, False)])
def test_answers_to_one_question_are_set_beside_each_other(written, few):
    """40 were given a reason, 39 of them in writing: one by word of mouth."""
    paper = [(80, written), (24, 12), (56, written - 12)]
    made = figures(reason=ORDER, paper=paper)
    assert (hidden(made, reason="why", paper="why asked") != []) is few
    assert hidden(made) == [], "two questions are no part of each other"


def test_who_said_yes_to_both_parts_or_to_neither_is_not_the_rest():
    """Of 80 people 50 have a paper, 40 a bed and 12 both: two have neither."""
    parts = {"paper": "p", "bed": "b", "both": "p b", "either": "p b"}
    paper, bed = [(80, 50), (24, 15), (56, 35)], [(80, 40), (24, 12), (56, 28)]

    def of(name, everybody, women):
        yes = everybody, women, everybody - women
        whole = [(n, k) for (n, _k), k in zip(paper, yes, strict=True)]
        return figures(paper=paper, bed=bed, **{name: whole})

    assert hidden(of("both", 12, 3), **parts) == [("both", ALL), ("both", "man")]
    assert hidden(of("both", 16, 9), **parts) == []
    assert hidden(of("either", 76, 24), **parts) == []
    assert hidden(of("either", 72, 26), **parts) == [("either", "woman")]
    assert hidden(of("both", 12, 3), paper="p", bed="b", both="c") == []


@pytest.mark.parametrize(("source", "told"), [("migrant", False), ("records", True)])
def test_figures_of_people_are_released_so_and_those_of_places_are_not(source, told):
    """Two of 240 were not asked to go on; places without an answer are no people."""
    units, strata = plan()
    rows = interviews(units)
    rows["more"] = rows["q"].where(rows.index > 1)
    rows["more:state"] = ["not_applicable"] * 2 + [""] * (len(rows) - 2)
    made = release_sets(
        rows,
        units,
        strata,
        [Indicator("q", asked="a"), Indicator("more", asked="b")],
        [],
        design_class="probability",
        source=source,
    )["review"]
    shown = {one.indicator: not one.suppressed for one in made}
    assert sum(shown.values()) == 1 + told
