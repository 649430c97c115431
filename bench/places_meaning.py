"""What a statistic of places says it is made of, written down anew for the attack.

From the words of the statistic, not from what the code says it added: whatever one of
the two forgets, the other shows.
"""

from collections import Counter

import numpy as np

STEPS = {
    "entries": "k_entries",
    "screened": "k_screened",
    "found": "k_vuln_found",
    "placed_out": "k_vuln_out",
}
WHOLES = {
    ("E1.2", "entries"): "k_entries",
    ("E1.2", "exits"): "k_exits",
    ("E1.3", "persons"): "k_persons",
    ("E1.6", "exits"): "k_exits",
    ("E1.7", "exits"): "k_exits",
    ("E1.9", "age_disputed"): "k_agedisp_n",
    ("E1.12", "in_custody"): "k_death_n",
    ("E1.12", "after_release_or_removal"): "k_death_after",
    ("E1.12", "missing"): "k_missing",
}
PARTS = {
    "length": "k_len_bands_",
    "reason": "k_exit_reason_",
    "cause": "k_death_cause_",
    "treated": "k_agedisp_child",
}
ENROLMENT = {
    "enrolled": "p_cur",
    "waiting": "p_waitlist",
    "capacity": "p_cap_total",
    "capacity_families": "p_cap_fam",
    "capacity_unaccompanied": "p_cap_uasc",
    "referrals": "p_ref_n",
    "admissions": "p_acc_n",
}
OUTCOMES = {
    "appearance": ("p_appear_n", "p_appear_d"),
    "disengagement": ("p_diseng", "p_exit_n"),
    "resolution": ("p_resolved", "p_exit_n"),
    "re_detention": ("p_redetain", "p_exit_n"),
    "forced_removal": ("p_forced", "p_exit_n"),
}
QUOTIENTS = {  # (code, about) → above, below
    ("E1.4", "average_daily"): ("k_days_total", None),
    ("E1.14", "cost_per_day"): ("k_cost_year", "k_days_total"),
    ("E1.12", "in_custody_rate"): ("k_death_n", "k_days_total"),
    ("E1.13", "occupancy"): ("p_cur", "p_cap_total"),
    ("E1.13", "admissions_per_referral"): ("p_acc_n", "p_ref_n"),
    ("E1.14", "programmes"): ("p_budget", "p_persondays"),
}
SILENT = ("programmes", "counts_from_registers")  # they add nothing that was given


class Meaning:
    """What a statistic is made of: field → how often each given number is in it."""

    def __init__(self, round):
        self.round = round
        self.tables = {"k": round.places, "p": round.profiles}
        kinds, offers = round.plan["kind"], round.offers
        self.kind = {one: set(kinds.index[kinds == one]) for one in kinds.unique()}
        self.type, self.district = offers["p_type"], offers["p_district"]

    def given(self, *questions, inside=None):
        """Who gave all of these."""
        table = self.tables[questions[0][0]]
        there = set(table.index[table[list(questions)].notna().all(axis=1)])
        return there if inside is None else there & inside

    def hour(self, how):
        said = "any" if how == "any_time" else how
        hours = self.round.plan["hour"]
        return set(hours.index[hours == said])

    def of(self, one):
        if one.source == "records":
            return self._of_records(one.code, one.about)
        return self._of_programmes(one)

    def _of_records(self, code, about):
        name, *rest = about.split(":")
        if code == "E2.13":
            return {}
        if code == "E2.8":
            return self._step(name, rest)
        if code == "E1.4" and name == "days":
            return {"value": add("k_days_total", self.given("k_days_total"))}
        if (code, name) in QUOTIENTS:
            return self._quotient(*QUOTIENTS[code, name])
        if (code, name) in WHOLES:
            return self._divided(WHOLES[code, name], rest)
        return self._of_the_day(code, self.hour(name), rest)

    def _step(self, name, rest):
        there = self.given(*STEPS.values())
        before = dict(zip([*STEPS][1:], STEPS.values(), strict=False))
        if name == "entries":
            return {"value": add("k_entries", there)}
        whole = "k_entries" if rest else before[name]
        return {"k": add(STEPS[name], there), "n": add(whole, there)}

    def _quotient(self, above, below, inside=None):
        both = self.given(*filter(None, (above, below)), inside=inside)
        found = {"numerator": add(above, both)}
        return found | ({"denominator": add(below, both)} if below else {})

    def _divided(self, whole, rest, inside=None):
        there = self.given(whole, inside=inside)
        if not rest:
            return {"value": add(whole, there)}
        grouping, name = rest
        stem = PARTS[grouping]
        asked = [one for one in self.round.places if one.startswith(stem)]
        told = {one: add(one, there & self.given(one)) for one in asked}
        k = told.get(stem if grouping == "treated" else stem + name)
        if name == "not_known":
            k = add(whole, there)
            for part in told.values():
                k.subtract(part)
        return {"k": k, "n": add(whole, there)}

    def _of_the_day(self, code, day, rest):
        stock = self.given("k_stock_total", inside=day)
        if code == "E1.11":
            return self._quotient("k_stock_total", "k_capacity", day)
        if code == "E1.10":
            return {"value": add("k_pregnant", self.given("k_pregnant", inside=day))}
        if code == "E1.9":
            return self._children(day, rest)
        if not rest:
            return {"value": add("k_stock_total", stock)}
        grouping, name = rest
        women = stock & self.given("k_stock_women")
        others = add("k_stock_total", women)
        others.subtract(add("k_stock_women", women))
        k = {
            "women": add("k_stock_women", women),
            "others": others,
            "not_known": add("k_stock_total", stock - women),
            "beyond": add("k_over_max", stock & self.given("k_over_max")),
        }.get(name)
        if grouping == "kind":
            k = add("k_stock_total", stock & self.kind[name])
        return {"k": k, "n": add("k_stock_total", stock)}

    def _children(self, day, rest):
        both = self.given("k_child_order", "k_child_housed", inside=day)
        ordered, housed = (add(f"k_child_{x}", both) for x in ("order", "housed"))
        if not rest:
            return {"value": ordered + housed}
        if rest[-1] == "unaccompanied":
            alone = add("k_uasc", both & self.given("k_uasc"))
            return {"k": alone, "n": ordered}
        k = ordered if rest[-1] == "ordered" else housed
        return {"k": k, "n": ordered + housed}

    def _of_programmes(self, one):
        name, *rest = one.about.split(":")
        if one.code == "E2.13" or (one.code == "E1.13" and name in SILENT):
            return {}
        if (one.code, name) in QUOTIENTS:
            return self._quotient(*QUOTIENTS[one.code, name])
        if one.code == "E2.11":
            return self._outcome(name, rest)
        if one.code == "E2.10":
            return self._area(name, rest, one.note)
        names = self.given(ENROLMENT[name])
        if rest:
            several = [" " in kinds for kinds in self.type]
            alike = self.type == rest[0] if rest[0] != "several" else several
            names &= set(self.type.index[alike])
        return {"value": add(ENROLMENT[name], names)}

    def _outcome(self, name, rest):
        part, whole = OUTCOMES[name]
        by = self.given(part, whole)
        if not rest:
            return {"k": add(part, by), "n": add(whole, by)}
        timed = by & self.given("p_persondays")
        days = Counter(dict.fromkeys(add("p_persondays", timed), 1 / 365.25))
        found = {"numerator": add(part, timed), "denominator": days}
        return found | {"n": add(whole, by), "k": add(part, timed)}

    def _area(self, district, rest, note):
        there = self.given("k_stock_total", inside=self.hour("midnight"))
        plan = self.round.plan["district"]
        held = add("k_stock_total", there & set(plan.index[plan == district]))
        if rest[-1] == "programmes":
            return {}
        if rest[0] == "held":
            return {"value": held}
        offered = [rest[0] in one.split() for one in self.type]
        near = [district in one.split() for one in self.district]
        by = set(self.type.index[np.array(offered) & np.array(near)])
        single = (self.type == rest[0]) & (self.district == district)
        free = add("p_cap_total", by)
        free.subtract(add("p_cur", by))
        need = held + Counter()
        if "lists:left_out" not in note:
            need += add("p_waitlist", set(single.index[single]))
        short = Counter(need)
        short.subtract(free)
        found = {
            "capacity": add("p_cap_total", by),
            "in_use": add("p_cur", by),
            "free": free,
            "need": need,
            "": short,
        }
        return {"value": found[rest[1] if len(rest) > 1 else ""]}


def add(question, places):
    return Counter({(question, at): 1 for at in places})
