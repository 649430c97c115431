"""Materials of a small round: people held, places of detention, programmes."""

import pandas as pd

from analysis.alternatives.statistics_provision import statistics as family
from analysis.gap_statistics import gap_statistics
from analysis.material import Material

DISTRICTS = ("r1d1", "r1d2", "r2d1")
PLACES = [f"{district}-{number}" for district in DISTRICTS for number in range(6)]
EACH = 12
PLAN = pd.DataFrame(
    [(psu, psu[:4], 90.0, "ded", psu[:4], 12) for psu in PLACES],
    columns=["psu", "stratum", "population", "kind", "district", "frame_count"],
)
PROGRAMME = {
    "p_type": "case",
    "p_district": "r1d1",
    "p_elig": "women",
    "p_excl": "none",
    "p_cap_total": 40.0,
    "p_cur": 30.0,
    "p_waitlist": 10.0,
    "p_ref_n": 80.0,
    "p_acc_n": 60.0,
    "p_appear_d": 100.0,
    "p_appear_n": 86.0,
    "p_exit_n": 50.0,
    "p_resolved": 20.0,
    "p_diseng": 6.0,
    "p_redetain": 0.0,
    "p_forced": 2.0,
    "p_budget": 200_000.0,
    "p_persondays": 10_000.0,
    "p_cost_incl": "staff rent",
    "p_data_src": "reg",
}


def people(design_class="probability", **answers):
    """12 people at each place, every other one a woman; answers: one, or one a row."""
    n = len(PLACES) * EACH
    rows = pd.DataFrame(
        {
            "stratum": [psu[:4] for psu in PLACES for _person in range(EACH)],
            "psu": [psu for psu in PLACES for _person in range(EACH)],
            "interviewer": [f"i{position // 2 % 2}" for position in range(n)],
        }
    )
    values = {
        "m_status": "current",
        "m_gender": ["woman", "man"] * (n // 2),
        "m_asked_circ": ["yes", "yes", "no", "no"] * (n // 4),
        "m_alt_disc": ["yes", "no"] * (n // 2),
        "m_alt_why": ["oral", None, "no", None] * (n // 4),
        "m_alt_barrier": ["addr", "addr law", None, "nat"] * (n // 4),
    } | answers
    return Material(
        "migrant",
        design_class,
        rows,
        PLAN[["psu", "stratum", "population"]],
        pd.DataFrame({"stratum": DISTRICTS, "frame_count": 12}),
        answers=pd.DataFrame(values, index=range(n)),
        plan=PLAN,
    )


def detention_records(stocks=None):
    """Records of places: 30 people at each, or those that are given."""
    stocks = dict.fromkeys(PLACES, 30.0) if stocks is None else stocks
    rows = pd.DataFrame({"psu": list(stocks), "stratum": [p[:4] for p in stocks]})
    answers = pd.DataFrame({"k_stock_total": list(stocks.values())}, dtype=float)
    answers = answers.assign(
        k_ref_hour="midnight", held_on="2026-03-31", received_at="2026-03-31T09:00"
    )
    return Material(
        "records", "purposive", rows, PLAN, PLAN, answers=answers, plan=PLAN
    )


def programmes(*changes, design_class="census"):
    """Programmes, each the one above but for what is given."""
    answers = pd.DataFrame([PROGRAMME | change for change in changes])
    rows = pd.DataFrame({"psu": PLACES[0], "stratum": "r1d1"}, index=answers.index)
    return Material(
        "alternative_provider",
        design_class,
        rows,
        PLAN,
        PLAN,
        answers=answers,
        plan=PLAN,
    )


def exact_statistics(*materials):
    """(code, about) → exact statistic."""
    statistics = [pair.exact for pair in gap_statistics(materials, families=(family,))]
    return {(statistic.code, statistic.about): statistic for statistic in statistics}
