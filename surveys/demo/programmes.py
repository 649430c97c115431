"""Programmes of alternatives of the demo: numbers that fit each other, and one without.

They have dice of their own, so that what people answer stays as it is. Answers are
made directly and not by walking the instrument: the door checks them all the same.
"""

import random
import uuid
from datetime import timedelta

from django.utils import timezone

from surveys.demo.places import EAST, NORTH, SOUTH
from surveys.interviews import submission
from surveys.models import (
    Assignment,
    DesignClass,
    Instrument,
    InstrumentVersion,
)

UNKNOWN = {"state": "does_not_know"}
EVERYWHERE = (NORTH, EAST, SOUTH)
# Types, districts, who can enter, who is left out.
PROGRAMMES = (
    (("case",), (NORTH,), ("fam", "women"), ("none",)),
    (("case",), (NORTH,), ("asyl",), ("noaddr",)),
    (("case",), (NORTH,), ("women", "ill", "traf"), ("none",)),
    (("case", "report"), (SOUTH,), ("asyl", "ret"), ("noaddr", "abs")),
    (("case", "report"), (SOUTH,), ("all",), ("crim",)),
    (("case", "report"), (SOUTH,), ("fam", "women"), ("none",)),
    (("open",), EVERYWHERE, ("fam",), ("none",)),
    (("open",), EVERYWHERE, ("women", "ill", "traf"), ("none",)),
    (("open",), EVERYWHERE, ("asyl", "state"), ("none",)),
    (("family",), (EAST,), ("fam", "uasc"), ("none",)),
)
COUNTED = (
    *("p_ref_n", "p_acc_n", "p_wait_days", "p_cap_total", "p_cap_fam", "p_cap_uasc"),
    *("p_cur", "p_child_cur", "p_women_cur", "p_waitlist", "p_cw_n"),
    *("p_appear_d", "p_appear_n", "p_exit_n", "p_resolved", "p_diseng"),
    *("p_redetain", "p_forced", "p_exit_other", "p_budget", "p_persondays"),
)


def keep_programmes(units, staff_of, seed):
    """Every programme there is, each described at another place of the plan.

    Not at the places where the instrument is there to be tried.
    """
    dice = random.Random(f"programmes {seed}")  # noqa: S311 - synthetic, not a secret
    version = InstrumentVersion.objects.select_related("instrument").get(
        instrument__source=Instrument.Source.PROVIDER,
        state=InstrumentVersion.State.CHECKED,
    )
    tried = {units[0].pk, units[len(units) // 2].pk}
    desks = [unit for unit in units if unit.pk not in tried]
    last = len(PROGRAMMES) - 1
    for index, (rules, unit) in enumerate(zip(PROGRAMMES, desks, strict=True)):
        by = staff_of(unit)[index % 2]
        _assign(by, unit, version.instrument)
        submission.submit_interview(
            version=version,
            answers=profile(index + 1, rules, dice, counts=index < last),
            interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            round=unit.round,
            site=unit.site,
            by=by,
            held_on=timezone.localdate() - timedelta(days=dice.randint(1, 50)),
        )


def _assign(person, unit, instrument):
    Assignment.objects.create(
        person=person,
        organisation=person.memberships.get(round=unit.round).organisation,
        primary_unit=unit,
        instrument=instrument,
        design_class=DesignClass.CENSUS,
        wanted=1,
    )


def profile(number, rules, dice, *, counts):
    """All answers about one programme; counts: whether it keeps any figures."""
    kinds, districts, admits, excludes = rules
    numbers = _numbers(dice) if counts else dict.fromkeys(COUNTED, UNKNOWN)
    return {
        **_conversation(),
        **numbers,
        "p_name": f"Synthetic programme {number}",
        "p_type": list(kinds),
        "p_operator": dice.choice(("ngo", "state", "muni", "joint")),
        "p_region": sorted({district[:2] for district in districts}),
        "p_district": list(districts),
        "p_legal": dice.choice(("law", "policy", "mou")),
        "p_leave_free": "yes",
        "p_sanction": dice.choice(("none", "warn", "less", "detain")),
        "p_rev_dates": "yes",
        "p_rev_lighter": dice.choice(("yes", "yes", "no")),
        "p_contest": "yes",
        "p_pay": 0,
        "p_elig": list(admits),
        "p_excl": list(excludes),
        "p_ref_by": ["immig", "ngo"],
        "p_serv": ["house", "food", "health", "law", "interp"],
        "p_plan_own": "always",
        "p_cw_one": dice.choice(("always", "mostly")),
        "p_cost_incl": ["staff", "serv", *dice.sample(("rent", "admin"), k=1)],
        "p_data_src": dice.choice(("reg", "reg", "est")) if counts else "none",
    }


def _conversation():
    """How the person who knows the programme was spoken to."""
    return {
        "x_place_safe": "yes",
        "x_private": "full",
        "x_interp": "none",
        "x_lang": "en",
        "x_mode": "phone",
        "x_understood": "yes",
        "x_consent": "yes",
        "x_quote": "no",
        "x_share": "yes",
        "x_distress": "none",
        "x_urgent": ["none"],
        "x_still_ok": "yes",
    }


def _numbers(dice):
    """Parts are no more than their whole, and days those of the people there."""
    places = dice.randint(40, 90)
    now = round(places * dice.uniform(0.78, 1.0))
    referred, left = dice.randint(120, 260), dice.randint(60, 110)
    due = dice.randint(250, 500)
    days = round(places * dice.uniform(0.8, 0.95) * 365)

    def share_of(total, least, most):
        return round(total * dice.uniform(least, most))

    ways_out = {
        "p_resolved": share_of(left, 0.35, 0.55),
        "p_diseng": share_of(left, 0.08, 0.16),
        "p_redetain": share_of(left, 0.02, 0.06),
        "p_forced": share_of(left, 0.02, 0.05),
    }
    return {
        "p_ref_n": referred,
        "p_acc_n": share_of(referred, 0.5, 0.8),
        "p_wait_days": dice.randint(3, 30),
        "p_cap_total": places,
        "p_cap_fam": share_of(places, 0.2, 0.5),
        "p_cap_uasc": share_of(places, 0.05, 0.15),
        "p_cur": now,
        "p_child_cur": share_of(now, 0.1, 0.3),
        "p_women_cur": share_of(now, 0.3, 0.5),
        "p_waitlist": dice.randint(8, 30),
        "p_cw_n": dice.randint(3, 7),
        "p_appear_d": due,
        "p_appear_n": share_of(due, 0.84, 0.95),
        "p_exit_n": left,
        **ways_out,
        "p_exit_other": left - sum(ways_out.values()),
        "p_budget": round(days * dice.uniform(18, 34), 2),
        "p_persondays": days,
    }
