"""What changed between rounds travels with both figures, or says why it cannot."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.change import Question, change
from analysis.gap_statistics import gap_statistics
from analysis.schema import Indicator, Settings
from analysis.statistic import Candidate, GapStatistic, Material, OfAll
from analysis.sums import Sum
from analysis.waves import BEFORE, NOW, Earlier, Totals
from tests.analysis.frames import interviews, plan

SEEN = Indicator("q", target=0.9, standard="INF-04")
ASKED = {"q": Question("q", "Have you seen a lawyer?", ("no", "yes"))}


def material(share, *, seed, kind="probability", **values):
    units, strata = plan()
    rows = interviews(units, seed=seed, share=share)
    return Material(
        "migrant", kind, rows, units, strata, (SEEN,), asked=ASKED, **values
    )


def told(now, before, audience="review"):
    """code → the statistics of the two rounds."""
    earlier = Earlier("r1", "2025-03-01/2025-03-31", [before])
    found = gap_statistics([now], earlier=earlier, families=())[audience]
    return {one.code: one for one in found}


def test_a_change_is_what_the_two_waves_give():
    before, now = material(0.3, seed=1), material(0.6, seed=2)
    found = told(now, before)
    one, other = (Totals.of(m, (SEEN,), Settings()) for m in (before, now))
    expected = change(one.wave(0, "r1"), other.wave(0, "r2"))
    made = found["E2.12"]
    assert (made.value, made.lower, made.upper) == pytest.approx(
        (expected.difference, expected.lower, expected.upper)
    )
    assert made.p_adjusted == pytest.approx(expected.p)  # a grid of one
    assert made.reporting == expected.places_in_both == 12
    assert made.when == "2025-03-01/2025-03-31"
    assert found["E2.1"].value == pytest.approx(float(one.estimates.value[0]))
    assert found["E2.1"].lower < found["E2.1"].value < found["E2.1"].upper


def test_other_words_are_another_question():
    before = material(0.3, seed=1)
    now = replace(
        material(0.6, seed=2), asked={"q": Question("q", "Seen one?", ("no", "yes"))}
    )
    found = told(now, before)
    assert "E2.12" not in found
    assert found["E2.1"].note == "worded_otherwise"
    assert found["E2.1"].value is not None  # the two are shown beside each other


def test_an_indicator_that_was_defined_otherwise_is_not_compared():
    before = material(0.3, seed=1)
    other = replace(before, indicators=(replace(SEEN, target=0.5),))
    assert told(material(0.6, seed=2), other) == {}


def test_people_who_were_not_chosen_at_random_give_no_change():
    before = material(0.3, seed=1)
    assert told(material(0.6, seed=2, kind="purposive"), before) == {}
    assert told(material(0.6, seed=2), replace(before, design_class="purposive")) == {}


def test_a_change_is_hidden_where_either_figure_is():
    """Two of all said yes before: who reads the change reads them."""
    before, now = material(0.0, seed=1), material(0.6, seed=2)
    before.rows.loc[:1, "q"] = 1.0
    found = told(now, before)
    assert {one.state for one in found.values()} == {"suppressed_primary"}
    assert found["E2.12"].value is None


def test_equal_answers_in_both_rounds_have_no_change_to_judge():
    before, now = material(1.0, seed=1), material(1.0, seed=2)
    found = told(now, before)
    assert set(found) == {"E2.1"}


def test_what_the_public_reads_is_rounded_outward():
    made = told(material(0.6, seed=2), material(0.3, seed=1), audience="public")
    one = made["E2.12"]
    assert one.n % 5 == 0
    assert round(one.lower * 100, 6) == int(round(one.lower * 100, 6))


def test_without_a_round_before_nothing_is_said():
    found = gap_statistics([material(0.6, seed=2)], families=())
    assert found == {"review": (), "public": ()}


@pytest.mark.parametrize(("events", "shown"), [(2, False), (0, True), (9, True)])
def test_a_rate_of_few_events_is_told_in_neither_round(events, shown):
    """0.78 for 1,000 of 1,302 people is one death, and the change tells the other."""
    rate = Indicator("d", statistic="ratio", unit="number")
    both = []
    for seed in (1, 2):
        one = material(0.5, seed=seed)
        rows = one.rows.assign(**{"d": 0.0, "d:base": 2.0})
        rows.loc[rows.index < events, "d"] = 1.0
        asked = {"d": Question("d", "How many died?", ())}
        both.append(replace(one, rows=rows, indicators=(rate,), asked=asked))
    found = told(both[1], both[0])
    assert found["E2.1"].suppressed is not shown


HERE = Indicator("r", "ratio", unit="share", above="k", below="n")


def records(missing, extra=0):
    """12 of 30 people at each of 14 places, but for one that did not say how many."""
    units, strata = plan()
    units = units.assign(population=9.0)
    psu = units["psu"].astype(str).tolist()
    people = [float(30 + at + extra) for at in range(len(psu))]
    few = [12.0 for _one in psu]
    answers = pd.DataFrame({"k": few, "n": people})
    answers.loc[[at for at, one in enumerate(psu) if one == missing], "k"] = np.nan
    rows = pd.DataFrame({"psu": psu, "stratum": units["stratum"], "interviewer": "i1"})
    rows["interviewer"] = [f"i{at % 2}" for at in range(len(psu))]
    rows["r"] = answers["k"]
    rows["r:base"] = answers["n"].where(answers["k"].notna())
    return Material("records", "census", rows, units, strata, (HERE,), answers=answers)


def everybody(materials, settings):
    """A total that tells all people, beside which the ratio keeps back one place."""
    for one in materials:
        given = dict(zip(one.rows["psu"], one.answers["n"], strict=True))
        made = GapStatistic("E1.1", "stock", "records", "census", "person")
        yield Candidate(made, 400, sums=(Sum.over("n", given),), total=True)


def test_a_change_does_not_give_back_a_ratio_that_does_not_show_its_sums():
    before, now = records(""), records(str(plan()[0]["psu"].iloc[3]), extra=1)
    earlier = Earlier("r1", "2025-03-01/2025-03-31", [before])

    def change_of(given):
        found = gap_statistics([given], earlier=earlier, families=(everybody,))
        return {one.code: one for one in found["review"]}["E2.12"]

    assert change_of(now).suppressed
    assert not change_of(records("", extra=1)).suppressed


def test_a_change_of_a_figure_that_is_hidden_is_hidden():
    """Its number of people is that of the figure, which was kept back for it."""
    before, now = material(0.3, seed=1), material(0.6, seed=2)
    earlier = Earlier("r1", "2025-03-01/2025-03-31", [before])
    for when, gone in ((NOW, {"E2.12"}), (BEFORE, {"E2.1", "E2.12"})):
        one = OfAll(when, "migrant", "probability", "q")
        made = gap_statistics(
            [now], earlier=earlier, families=(), hidden={"review": {one}}
        )["review"]
        assert {found.code for found in made if found.suppressed} == gone
