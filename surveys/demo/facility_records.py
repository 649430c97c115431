"""A facility record at every place of the demo: numbers that fit each other.

They have dice of their own, so that what people answer stays as it is. Answers are
made directly and not by walking the instrument: the door checks them all the same.
"""

import random
import uuid
from datetime import timedelta

from django.utils import timezone

from surveys.demo.case_files import FILES, file_sample
from surveys.demo.places import BY_CODE
from surveys.interviews import submission
from surveys.models import (
    Assignment,
    DesignClass,
    Instrument,
    InstrumentVersion,
    SiteKind,
)

UNKNOWN = {"state": "does_not_know"}
YEAR = 365
# Kind of place → days that a stay lasts on average; bands as they are asked for.
STAY = {
    SiteKind.BORDER: (6, (18, 22, 38, 20, 2, 0, 0, 0)),
    SiteKind.POLICE: (4, (30, 34, 26, 10, 0, 0, 0, 0)),
    SiteKind.DEDICATED: (38, (4, 5, 14, 30, 34, 10, 3, 0)),
    SiteKind.CLOSED: (30, (3, 5, 16, 40, 30, 6, 0, 0)),
}
BANDS = ("h24", "h48", "d7", "d28", "d90", "d180", "d365", "more")
LONGEST = (1, 2, 7, 28, 90, 180, 365, 700)
REASONS = {
    "judge": 14,
    "authority": 17,
    "alternative": 8,
    "status": 4,
    "return": 12,
    "removal": 26,
    "transfer": 17,
    "escape": 1,
    "other": 1,
}
SEEN = (
    *("o_space_floor", "o_nofloor", "o_bed_each", "o_bedding", "o_daylight"),
    *("o_airtemp", "o_wc_clean", "o_wc_private", "o_water", "o_meals", "o_diet"),
    *("o_outdoor", "o_move", "o_activ", "o_noncarc", "o_sep_crim", "o_women_apart"),
    *("o_women_staff", "o_access_dis", "o_health_priv", "o_health_staff"),
    *("o_health_stock", "o_isol_reg", "o_force_reg", "o_phone", "o_visitroom"),
    *("o_info_rights", "o_info_alt", "o_cmpbox", "o_register"),
)
BED_AND_FOOD = (
    *("o_bed_each", "o_bedding", "o_wc_clean", "o_wc_private", "o_water", "o_meals"),
)
FOR_CHILDREN = ("o_child_room", "o_child_play", "o_child_learn")


def keep_records(units, staff_of, seed):
    """One record a place, by one of those who work there; every place has one."""
    dice = random.Random(f"records {seed}")  # noqa: S311 - synthetic, not a secret
    version = InstrumentVersion.objects.select_related("instrument").get(
        instrument__source=Instrument.Source.RECORDS,
        state=InstrumentVersion.State.CHECKED,
    )
    for unit in units:
        submission.submit_interview(
            version=version,
            answers=record(unit, dice),
            interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            round=unit.round,
            site=unit.site,
            by=dice.choice(staff_of(unit)),
            held_on=timezone.localdate() - timedelta(days=dice.randint(1, 50)),
        )


def assign_records(units, staff_of):
    """Every place of the round has its record made: that is no sample of them."""
    instrument = Instrument.objects.get(source=Instrument.Source.RECORDS)
    for unit in units:
        for person in staff_of(unit):
            Assignment.objects.create(
                person=person,
                organisation=person.memberships.get(round=unit.round).organisation,
                primary_unit=unit,
                instrument=instrument,
                design_class=DesignClass.CENSUS,
                wanted=1,
            )


def record(unit, dice):
    """All answers of one record. What else a record holds is merged in here."""
    files, flow = _files(dice), _flow(unit, dice)
    return {
        **_seen(unit, dice),
        **files,
        **file_sample(dice, files["k_files_n"], STAY[unit.site.kind][0]),
        **_stock(unit, dice),
        **flow,
        **_vulnerability(flow["k_entries"], dice),
        **_incidents(unit, dice),
        **_deaths(unit),
        "k_src": "est" if dice.random() < 0.15 else "reg",
        "k_cost_year": _cost(flow["k_days_total"], dice),
        "x_urgent": ["none"],
    }


def _part(total, low, high, dice):
    return round(total * dice.uniform(low, high))


def _seen(unit, dice):
    good = dice.uniform(0.25, 0.75)
    weights = (good, 0.9 * (1 - good), 0.6 * (1 - good), 0.02)
    codes = ("met", "part", "not", "noacc")
    answers = {name: dice.choices(codes, weights)[0] for name in SEEN}
    children = "part" if unit.site.kind == SiteKind.CLOSED else "na"
    beds = "not" if unit.site.kind == SiteKind.POLICE else "met"
    return {
        "o_ptype": unit.site.kind,
        "o_official": "yes",
        "o_announced": "no" if dice.random() < 0.6 else "yes",
        "o_access": "full" if dice.random() < 0.8 else "part",
        **dict.fromkeys(FOR_CHILDREN, children),
        **answers,
        **dict.fromkeys(BED_AND_FOOD, beds),
    }


def _files(dice):
    read = FILES
    shares = {
        "order": (0.6, 0.95),
        "assess": (0.2, 0.7),
        "alt": (0.05, 0.4),
        "review": (0.3, 0.8),
        "vuln": (0.2, 0.6),
        "complete": (0.5, 0.95),
    }
    counts = {
        f"k_files_{name}": _part(read, *bounds, dice) for name, bounds in shares.items()
    }
    return {"k_files_n": read, **counts}


def _stock(unit, dice):
    """The night of the count."""
    place, stock = BY_CODE[unit.site.code], unit.population
    women = _part(stock, 0.3, 0.4, dice)
    disputed = dice.randint(2, 14)
    return {
        "k_ref_hour": "midnight",
        "k_capacity": place.capacity,
        "k_stock_total": stock,
        "k_stock_women": women,
        "k_pregnant": _part(women, 0, 0.09, dice),
        "k_child_order": place.ordered,
        "k_child_housed": place.housed,
        "k_uasc": place.alone,
        "k_agedisp_n": disputed,
        "k_agedisp_child": _part(disputed, 0.2, 0.7, dice),
        "k_over_max": _part(stock, 0, 0.06, dice),
    }


def _flow(unit, dice):
    """Stays of about the usual length keep a place as full as it is."""
    usual, bands = STAY[unit.site.kind]
    days = _part(unit.population * YEAR, 0.92, 1.06, dice)
    entries = round(days / usual)
    exits = entries - dice.randint(-5, 5)
    died = BY_CODE[unit.site.code].died
    lengths = _divided(exits, dict(zip(BANDS, bands, strict=True)), dice)
    reasons = _divided(exits - died, REASONS, dice) | {"death": died}
    longest = max(index for index, name in enumerate(BANDS) if lengths[name])
    persons = _part(entries, 0.86, 0.97, dice)
    return {
        "k_entries": entries,
        "k_persons": UNKNOWN if dice.random() < 0.15 else persons,
        "k_exits": exits,
        "k_days_total": days,
        "k_len_max": LONGEST[longest],
        **{f"k_exit_reason_{name}": count for name, count in reasons.items()},
        **{f"k_len_bands_{name}": count for name, count in lengths.items()},
    }


def _divided(total, weights, dice):
    """Parts that add up to the whole, about as the weights are."""
    moved = {name: weight * dice.uniform(0.7, 1.3) for name, weight in weights.items()}
    parts = {
        name: int(total * weight / sum(moved.values()))
        for name, weight in moved.items()
    }
    largest = max(parts, key=parts.get)
    return parts | {largest: parts[largest] + total - sum(parts.values())}


def _vulnerability(entries, dice):
    """Screened, found vulnerable, out; trafficking, torture, children met."""
    screened = _part(entries, 0.25, 0.6, dice)
    vulnerable = _part(screened, 0.15, 0.35, dice)
    numbers = {
        "k_screened": screened,
        "k_vuln_found": vulnerable,
        "k_vuln_out": _part(vulnerable, 0.15, 0.5, dice),
    }
    for names, most in (
        (("k_traf_n", "k_traf_ref", "k_traf_rel"), 9),
        (("k_tort_n", "k_tort_rel"), 14),
        (("k_child_cases", "k_bia_done"), 40),
        (("k_uasc_n", "k_uasc_guardian"), 20),
    ):
        numbers |= _subset_counts(names, most, dice)
    return numbers


def _subset_counts(names, most, dice):
    first, *others = names
    total = dice.randint(0, most)
    return {first: total, **{name: _part(total, 0.2, 0.8, dice) for name in others}}


def _incidents(unit, dice):
    return {
        **_subset_counts(("k_rel_orders", "k_rel_24h"), 90, dice),
        **_subset_counts(("k_noprospect_n", "k_noprospect_rel"), 30, dice),
        **_subset_counts(("k_complaints", "k_cmp_answered"), 60, dice),
        "k_selfharm": _part(unit.population, 0, 0.08, dice),
        "k_force": _part(unit.population, 0.02, 0.3, dice),
    }


def _deaths(unit):
    """Who died while held left the place dead: both are asked for."""
    place = BY_CODE[unit.site.code]
    cause = "natural" if place.investigated else "suicide"
    causes = ("natural", "suicide", "homicide", "accident", "unknown")
    return {
        "k_death_n": place.died,
        **{f"k_death_cause_{name}": place.died * (name == cause) for name in causes},
        "k_death_inv": place.investigated,
        "k_death_after": 0,
        "k_death_removal": 0,
        "k_missing": 0,
    }


def _cost(days, dice):
    return UNKNOWN if dice.random() < 0.3 else round(days * dice.uniform(45, 120))
