"""Alternatives in numbers and their cost, over all programmes together (E1.13, E1.14).

A programme that did not give a number is missing from it, and reporting says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.alternatives.programmes import Programmes
from analysis.indicators.data_quality import NO_SOURCE, from_registers
from analysis.material import Candidate, Form
from analysis.registers.counts_and_rates import admission_ratio, cost_per_day, occupancy
from analysis.registers.reported_numbers import ReportedCount, Reports, total
from analysis.registers.units_and_periods import CountingUnit, NamedPeriod

ENROLLED, CAPACITY = "p_cur", "p_cap_total"
REFERRED, ACCEPTED = "p_ref_n", "p_acc_n"
BUDGET, DAYS = "p_budget", "p_persondays"
# What is counted → question, unit, time.
COUNTS: Mapping[str, tuple[str, CountingUnit, NamedPeriod]] = {
    "enrolled": (ENROLLED, CountingUnit.PERSON, NamedPeriod.REFERENCE_DAY),
    "waiting": ("p_waitlist", CountingUnit.PERSON, NamedPeriod.REFERENCE_DAY),
    "capacity": (CAPACITY, CountingUnit.PLACE, NamedPeriod.REFERENCE_DAY),
    "capacity_families": ("p_cap_fam", CountingUnit.PLACE, NamedPeriod.REFERENCE_DAY),
    "capacity_unaccompanied": (
        "p_cap_uasc",
        CountingUnit.PLACE,
        NamedPeriod.REFERENCE_DAY,
    ),
    "referrals": (REFERRED, CountingUnit.EVENT, NamedPeriod.TWELVE_MONTHS),
    "admissions": (ACCEPTED, CountingUnit.EVENT, NamedPeriod.TWELVE_MONTHS),
}
BY_TYPE = ("enrolled", "waiting", "admissions")


def statistics(programmes: Programmes) -> Iterator[Candidate]:
    """E1.13: totals and ratios; E1.14: cost per person-day."""
    number = float(len(programmes.names))
    statistic = programmes.statistic("E1.13", "programmes", "programme", number)
    yield Candidate(statistic, Form.FACT)
    for about, (question, _unit, _when) in COUNTS.items():
        numbers = programmes.numbers(question)
        if numbers:
            yield _total(programmes, about, numbers)
    yield from _ratios(programmes)
    yield from _registers(programmes)


def types(programmes: Programmes) -> Iterator[Candidate]:
    """E1.13 by type, parts of its totals: a programme of several cannot be split."""
    for about in BY_TYPE:
        numbers = programmes.numbers(COUNTS[about][0])
        for kind, names in programmes.by_type().items():
            of_kind = {name: numbers[name] for name in names if name in numbers}
            if of_kind:
                yield _total(programmes, about, of_kind, kind)


def _total(
    programmes: Programmes, about: str, numbers: Mapping[str, float], kind: str = ""
) -> Candidate:
    question, unit, when = COUNTS[about]
    reports = replace(programmes.reports(question, unit, when), counts=numbers)
    count = total("E1.13", programmes.places, reports)
    people = None if unit is CountingUnit.PLACE else int(count.value)
    statistic = programmes.statistic(
        "E1.13",
        f"{about}:{kind}" if kind else about,
        unit,
        count.value,
        part_of=about if kind else "",
        n=people,
        reporting=count.reach.all.reporting,
        when=when,
        method="count_only",
    )
    form = Form.FACT if unit is CountingUnit.PLACE else Form.COUNT
    return Candidate(statistic, form, people=people, places=len(numbers))


def _ratios(programmes: Programmes) -> Iterator[Candidate]:
    day, year = NamedPeriod.REFERENCE_DAY, NamedPeriod.TWELVE_MONTHS
    enrolled = programmes.reports(ENROLLED, CountingUnit.PERSON, day)
    capacity = programmes.reports(CAPACITY, CountingUnit.PLACE, day)
    referred = programmes.reports(REFERRED, CountingUnit.EVENT, year)
    accepted = programmes.reports(ACCEPTED, CountingUnit.EVENT, year)
    budget = programmes.reports(BUDGET, CountingUnit.MONEY, year)
    days = programmes.reports(DAYS, CountingUnit.DAY, year)
    if _is_computable(enrolled, capacity):
        ratio = occupancy(programmes.places, enrolled, capacity, code="E1.13")
        yield _ratio(programmes, "occupancy", "share", ratio)
    if _is_computable(accepted, referred):
        ratio = admission_ratio(programmes.places, accepted, referred)
        yield _ratio(programmes, "admissions_per_referral", "share", ratio)
    if _is_computable(budget, days):
        ratio = cost_per_day(programmes.places, {"budget": budget}, days)
        yield _ratio(programmes, "programmes", "money", ratio)


def _is_computable(numerator: Reports, denominator: Reports) -> bool:
    """Whether some programmes gave both numbers, with a denominator above 0."""
    return (
        sum(n for name, n in denominator.numbers.items() if name in numerator.numbers)
        > 0
    )


def _ratio(
    programmes: Programmes, about: str, unit: str, ratio: ReportedCount
) -> Candidate:
    people = ratio.unit is not CountingUnit.MONEY
    statistic = programmes.statistic(
        ratio.code,
        about,
        unit,
        ratio.value,
        n=round(ratio.numerator) if people else None,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        reporting=ratio.reach.all.reporting,
        when=str(ratio.when),
        method="count_only",
        note="" if people else _components(programmes),
    )
    return Candidate(
        statistic,
        Form.RATE if people else Form.FACT,
        people=round(ratio.numerator) if people else None,
        places=ratio.reach.all.reporting,
    )


def _components(programmes: Programmes) -> str:
    """Cost components that every programme includes, and those that only some do."""
    both = programmes.numbers(BUDGET).keys() & programmes.numbers(DAYS).keys()
    components = programmes.codes("p_cost_incl")
    sets = [components.get(name, frozenset()) for name in sorted(both)]
    every, mentioned = frozenset.intersection(*sets), frozenset.union(*sets)
    words = [f"every:{code}" for code in sorted(every)]
    return " ".join([*words, *(f"some:{code}" for code in sorted(mentioned - every))])


def _registers(programmes: Programmes) -> Iterator[Candidate]:
    """How many programmes take their numbers from a register (data quality)."""
    sources = [min(codes) for codes in programmes.codes("p_data_src").values()]
    known_sources = [source for source in sources if source not in NO_SOURCE]
    if not known_sources:
        return
    quality = from_registers(known_sources)
    statistic = programmes.statistic(
        "E1.13",
        quality.aspect,
        "share",
        quality.share,
        n=quality.n,
        k=quality.k,
        reporting=quality.n,
        method="count_only",
    )
    yield Candidate(statistic, Form.FACT, places=quality.n)
