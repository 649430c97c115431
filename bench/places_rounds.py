"""Random rounds of places and programmes for bench.places_audit, all synthetic.

Numbers fit each other, are often small or zero, and some places did not give them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.deaths import CAUSES
from analysis.flows import BANDS, REASONS
from analysis.gap_statistics import ratios as beside
from analysis.pipeline import release_sets
from analysis.schema import Indicator
from analysis.statistic import Material

DISTRICTS, KINDS = ("d1", "d2", "d3"), ("ded", "police", "border")
TYPES = ("case", "open", "report")
# Ratio → questions above the line, those below it, its unit; of records, of programmes.
RECORDS = {
    "CND-02": (("k_stock_total",), ("k_capacity",), "share"),
    "DUR-02": (("k_over_max",), ("k_stock_total",), "share"),
    "DUR-03": (("k_days_total",), ("k_persons",), "number"),
    "WOM-01": (("k_pregnant",), ("k_stock_women",), "number"),
    "DTH-02": (("k_death_n",), ("k_persons",), "number"),
    "CHD-03": (("k_agedisp_child",), ("k_agedisp_n",), "share"),
    "VUL-01": (("k_screened",), ("k_entries",), "share"),
    "VUL-02": (("k_vuln_out",), ("k_vuln_found",), "share"),
    "ALT-02": (("k_exit_reason_alternative",), ("k_exits",), "share"),
    "RET-01": (
        ("k_exit_reason_return",),
        ("k_exit_reason_return", "k_exit_reason_removal"),
        "share",
    ),
}
AT_MIDNIGHT = ("CND-02", "DUR-02", "WOM-01")
PROFILES = {
    "ALT-01": (("p_waitlist",), ("p_cap_total",), "share"),
    "ALT-02.p": (("p_cur",), ("p_cap_total",), "share"),
    "ALT-06.a": (("p_appear_n",), ("p_appear_d",), "share"),
    "ALT-06.r": (("p_resolved",), ("p_exit_n",), "share"),
    "ALT-06.c": (("p_budget",), ("p_persondays",), "number"),
}
LEFT = ("p_diseng", "p_resolved", "p_redetain", "p_forced")


# -- what places give ----------------------------------------------------------------


def parts(dice, wholes, names):
    """Wholes divided at random, one column a name."""
    chance = dice.dirichlet([0.7] * len(names))
    divided = np.array([dice.multinomial(n, chance) for n in wholes])
    return dict(zip(names, divided.T, strict=True))


def some(dice, wholes, most):
    return dice.binomial(wholes, dice.uniform(0, most))


def records(dice, size):
    """One row a place; a column is missing where a place did not give it."""
    stock = dice.integers(0, dice.choice([4, 40, 300]), size)
    entries = dice.integers(0, dice.choice([10, 900]), size)
    exits, deaths = some(dice, entries, 1), some(dice, np.minimum(entries, 12), 0.3)
    ordered, disputed = some(dice, stock, 0.2), some(dice, stock, 0.3)
    screened, women = some(dice, entries, 1), some(dice, stock, 1)
    found = some(dice, screened, 0.6)
    days = entries * dice.integers(1, 40, size)
    made = pd.DataFrame(
        {
            "k_stock_total": stock,
            "k_stock_women": women,
            "k_pregnant": some(dice, women, 0.3),
            "k_over_max": some(dice, stock, 0.3),
            "k_capacity": stock + dice.integers(-20, 40, size).clip(-stock),
            "k_child_order": ordered,
            "k_child_housed": some(dice, stock, 0.2),
            "k_uasc": some(dice, ordered, 1),
            "k_agedisp_n": disputed,
            "k_agedisp_child": some(dice, disputed, 1),
            "k_entries": entries,
            "k_persons": some(dice, entries, 1),
            "k_exits": exits,
            "k_days_total": days,
            "k_cost_year": days * dice.integers(20, 90, size),
            "k_screened": screened,
            "k_vuln_found": found,
            "k_vuln_out": some(dice, found, 1),
            "k_death_n": deaths,
            "k_death_after": dice.integers(0, 3, size),
            "k_missing": dice.integers(0, 3, size),
            **parts(dice, exits, [f"k_exit_reason_{one}" for one in REASONS]),
            **parts(dice, exits, [f"k_len_bands_{one}" for one in BANDS]),
            **parts(dice, deaths, [f"k_death_cause_{one}" for one in CAUSES]),
        },
        index=[f"P{at}" for at in range(size)],
    ).astype(float)
    return with_gaps(dice, made)


def programmes(dice, size):
    places = dice.integers(0, 60, size)
    now, left, due = (some(dice, n, 1) for n in (places, places * 3, places * 9))
    referred, days = dice.integers(0, 200, size), places * 300
    made = pd.DataFrame(
        {
            "p_cap_total": places,
            "p_cap_fam": some(dice, places, 0.6),
            "p_cap_uasc": some(dice, places, 0.3),
            "p_cur": now,
            "p_waitlist": dice.integers(0, 30, size),
            "p_ref_n": referred,
            "p_acc_n": some(dice, referred, 1),
            "p_appear_d": due,
            "p_appear_n": some(dice, due, 1),
            "p_exit_n": left,
            **parts(dice, left, LEFT),
            "p_budget": days * dice.integers(9, 30, size),
            "p_persondays": days,
        },
        index=[f"{at}" for at in range(size)],
    ).astype(float)
    return with_gaps(dice, made)


def with_gaps(dice, table):
    """Of each question a few places, or none, gave no number."""
    for name in table:
        chance = dice.choice([0.0, 0.0, 0.0, 0.08, 0.2, 0.6])
        table.loc[dice.random(len(table)) < chance, name] = np.nan
    return table


def ratios(table, asked, inside):
    """Columns of the frame: a ratio where both its numbers are known."""
    made = {}
    for name, (above, below, _unit) in asked.items():
        a, b = (table[list(one)].sum(axis=1, skipna=False) for one in (above, below))
        known = a.notna() & (b > 0) & inside.get(name, True)
        made |= {name: a.where(known), f"{name}:base": b.where(known)}
    return pd.DataFrame(made).reset_index(drop=True)


def indicators(asked):
    return tuple(
        Indicator(name, "ratio", unit=unit, above=" ".join(a), below=" ".join(b))
        for name, (a, b, unit) in asked.items()
    )


@dataclass
class Drawn:
    """places, profiles: what was given, a row each; plan, offers: what they are."""

    places: pd.DataFrame
    plan: pd.DataFrame
    profiles: pd.DataFrame
    offers: pd.DataFrame
    materials: tuple[Material, ...]

    def figures(self, audience):
        """Shown figures of every material, as they are computed for a round."""
        shows = beside(self.materials)[audience].shows
        found = []
        for one, own in zip(self.materials, shows, strict=True):
            held = one.units["psu"].map(one.rows["psu"].value_counts())
            units = one.units.assign(population=held.fillna(1).astype(float))
            made = release_sets(
                one.rows,
                units,
                one.strata,
                one.indicators,
                list(one.groups),
                design_class="census",
                source=one.source,
                shows={audience: own},
            )
            found += [f for f in made[audience] if not f.suppressed]
        return found


def drawn(dice):
    size, odd = int(dice.integers(6, 24)), bool(dice.random() < 1 / 3)
    places, plan = records(dice, size), _plan(dice, size, odd)
    hours = dice.choice(["midnight", "any"], size, p=[0.8, 0.2])
    plan["hour"] = hours if odd else "midnight"
    midnight = (plan["hour"] == "midnight").to_numpy()
    answers = places.reset_index(drop=True).assign(
        k_ref_hour=plan["hour"].to_numpy(),
        held_on="2026-03-31",
        received_at="2026-04-01",
        k_src="reg",
    )
    rows = pd.concat(
        [_rows(plan), ratios(places, RECORDS, dict.fromkeys(AT_MIDNIGHT, midnight))],
        axis=1,
    )
    held = _material("records", plan, rows, answers, RECORDS)
    profiles = programmes(dice, int(dice.integers(3, 14)))
    offers = _offers(dice, len(profiles))
    asked = profiles.reset_index(drop=True).assign(
        **{name: offers[name].to_numpy() for name in offers}
    )
    desks = plan.iloc[np.arange(len(profiles)) % size].reset_index(drop=True)
    rows = pd.concat([_rows(desks), ratios(profiles, PROFILES, {})], axis=1)
    offered = _material("alternative_provider", plan, rows, asked, PROFILES)
    return Drawn(places, plan.set_index("psu"), profiles, offers, (held, offered))


def _plan(dice, size, odd):
    plan = pd.DataFrame({"psu": [f"P{at}" for at in range(size)], "stratum": "S"})
    named = [*DISTRICTS, ""] if odd else DISTRICTS
    return plan.assign(
        population=50.0,
        frame_count=size,
        kind=dice.choice(KINDS, size),
        district=dice.choice(named, size),
    )


def _rows(plan):
    rows = plan[["psu", "stratum"]].reset_index(drop=True)
    return rows.assign(
        site_kind=plan["kind"].to_numpy(),
        interviewer=[f"i{at % 2}" for at in range(len(rows))],
    )


def _offers(dice, size):
    """Programmes of one type and district, or of several; anyone may enter."""

    def chosen(names):
        many = dice.choice([1, 1, 1, 2, len(names)])
        return " ".join(sorted(dice.choice(names, many, replace=False)))

    return pd.DataFrame(
        {
            "p_type": [chosen(TYPES) for _at in range(size)],
            "p_district": [chosen(DISTRICTS) for _at in range(size)],
            "p_elig": "all",
            "p_excl": "none",
            "p_cost_incl": "staff",
            "p_data_src": "reg",
        },
        index=[f"{at}" for at in range(size)],
    )


def _material(source, plan, rows, answers, asked):
    reached = plan[plan["psu"].isin(rows["psu"])]
    return Material(
        source,
        "census",
        rows,
        reached[["psu", "stratum", "population"]].reset_index(drop=True),
        pd.DataFrame({"stratum": ["S"], "frame_count": [len(reached)]}),
        indicators=indicators(asked),
        answers=answers,
        plan=plan,
        groups=("site_kind",),
    )
