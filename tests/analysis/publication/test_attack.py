"""A reader who knows everything but the answers works nobody's answer out.

A small share of bench/publication_attack.py, which runs when the rule changes: a few
random rounds of at most 200 people. Each planted leak is something that the rule
forbids; the same attack must find it, or it would find nothing at all.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.publication.parameters import Parameters
from bench import publication_attack
from bench.publication_attack import (
    QUESTIONS,
    SHARE,
    SimulatedRound,
    attack_again,
    attack_follow_up,
    random_round,
    run_rounds,
    run_withdrawals,
)

RULE = Parameters()
BANDS_OF_ONE_POINT = replace(RULE, widths=((10, 1),))
MOST_PEOPLE = 200
NOBODY = (0, 0)  # certain people, questions in which there are some


def small_rounds(number, *, seed):
    dice = np.random.default_rng(seed)
    small = []
    while len(small) < number:
        candidate = random_round(dice)
        if len(candidate.rows) <= MOST_PEOPLE:
            small.append(candidate)
    return small


@pytest.fixture(scope="module")
def rounds():
    return small_rounds(3, seed=2)


def after_one_withdrew(round, leak=""):
    dice = np.random.default_rng(1)
    return run_withdrawals([round], RULE, dice, leak, sizes=(1,))


@pytest.fixture
def false_facts(monkeypatch):
    """What the reader takes for known and is not true."""
    false, plain = [], publication_attack.certain

    def certain(knowledge, truth_holds, **options):
        for coefficients, least, most in knowledge.facts:
            value = float(np.dot(coefficients, knowledge.yes))
            if not least - 1e-6 <= value <= most + 1e-6:
                false.append((least, value, most))
        return plain(knowledge, truth_holds, **options)

    monkeypatch.setattr(publication_attack, "certain", certain)
    return false


def test_no_answer_follows_from_what_is_published(rounds, false_facts):
    """From true facts; from false ones anything would follow."""
    assert run_rounds(rounds, RULE) == NOBODY
    assert false_facts == []


def test_no_answer_follows_from_a_question_and_its_follow_up(rounds):
    assert [attack_follow_up(round, RULE) for round in rounds] == [0, 0, 0]


def test_no_answer_follows_from_releases_before_and_after_one_withdrew(rounds):
    assert after_one_withdrew(rounds[0]) == NOBODY


def test_much_is_published_that_could_be_attacked(rounds):
    for round in rounds:
        for question in QUESTIONS:
            figures = round.publish([question], RULE).published
            assert figures[0].band is not None
            assert sum(figure.band is not None for figure in figures) >= 5


# -- planted leaks ---------------------------------------------------------------------


def test_bands_of_one_point_make_people_certain(rounds):
    certain, _questions = run_rounds(rounds[1:2], BANDS_OF_ONE_POINT)
    assert certain > 0


def test_exact_estimates_beside_the_bands_make_people_certain(rounds):
    certain, _questions = run_rounds(rounds[1:2], RULE, "exact")
    assert certain > 0


def test_exact_findings_for_groups_make_people_certain():
    """Of a target of everybody a finding tells whether anybody at all said no."""
    everybody_said_yes = small_rounds(1, seed=1)
    assert run_rounds(everybody_said_yes, RULE) == NOBODY
    certain, _questions = run_rounds(everybody_said_yes, RULE, "findings")
    assert certain > 0


def test_figures_computed_anew_after_one_withdrew_make_people_certain(rounds):
    certain, _questions = after_one_withdrew(rounds[0], "again")
    assert certain > 0


def one_woman_among_men():
    """50 men at five places, 10 of whom said yes, and one woman, who said no."""
    men = 50
    rows = pd.DataFrame(
        {
            "stratum": "s0",
            "psu": [f"p{number % 5}" for number in range(men)] + ["p0"],
            "interviewer": [f"i{number % 3}" for number in range(men + 1)],
            "gender": ["man"] * men + ["woman"],
            "age": "young",
            "kind": "police",
            "nearly": "in",
            "share": [1.0] * 10 + [0.0] * 41,
            "share:state": "",
        }
    )
    people = rows["psu"].value_counts().sort_index()
    units = pd.DataFrame(
        {"psu": people.index, "stratum": "s0", "population": 10 * people.to_numpy()}
    )
    strata = pd.DataFrame({"stratum": ["s0"], "frame_count": [12]})
    return SimulatedRound(rows, units, strata)


def test_a_group_first_shown_beside_figures_that_stand_makes_people_certain(
    monkeypatch,
):
    """Men were not shown beside everyone; the woman withdrew, and everyone stands."""
    monkeypatch.setattr(
        publication_attack, "finding_holds", lambda *_facts: lambda _yes: True
    )
    round, half = one_woman_among_men(), replace(SHARE, target=0.5)
    woman = [len(round.rows) - 1]
    assert attack_again(round, half, RULE, woman) == 0
    assert attack_again(round, half, RULE, woman, "new_groups") > 0
