"""Deaths and people who are missing, in the twelve months of a record (E1.12).

Classes are never added up. The instrument asks for deaths after release and deaths
during removal together: they stay one class, which has no days at risk and so no rate.
A death is published as "at least one" (rule 11); the rate of a few deaths is not.
"""

from collections.abc import Iterator, Sequence

from analysis.material import Candidate, Form, Material
from analysis.registers import counts_and_rates
from analysis.registers.admissions_and_exits import days_of
from analysis.registers.breakdowns import divide
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Reports, total
from analysis.registers.statistics_reported import count_statistic, part_statistics
from analysis.registers.units_and_periods import CountingUnit
from analysis.schema import Settings

IN_CUSTODY, AFTER = "in_custody", "after_release_or_removal"
CAUSES = ("natural", "suicide", "homicide", "accident", "unknown")
APART = ((AFTER, "k_death_after"), ("missing", "k_missing"))


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    records = register(materials)
    if records is None:
        return
    deaths = records.reports(
        "k_death_n", CountingUnit.PERSON, records.year, name=IN_CUSTODY
    )
    if deaths.numbers:
        yield from _in_custody(records, deaths)
        yield from _rate(records, deaths, settings.level)
    for about, question in APART:
        counted = records.reports(question, CountingUnit.PERSON, records.year)
        if counted.numbers:
            yield count_statistic(total("E1.12", records.places, counted), about)


def _in_custody(records: Register, deaths: Reports) -> Iterator[Candidate]:
    causes = [
        records.reports(
            f"k_death_cause_{name}", CountingUnit.PERSON, records.year, name=name
        )
        for name in CAUSES
    ]
    count, parts = divide("E1.12", records.places, deaths, *causes)
    yield count_statistic(count, IN_CUSTODY)
    yield from part_statistics(count, IN_CUSTODY, "cause", parts)


def _rate(records: Register, deaths: Reports, level: float) -> Iterator[Candidate]:
    """Per 1,000 person-years, with the range that chance alone could bring."""
    days = days_of(records)
    if (
        not sum(
            days.numbers[place] for place in deaths.numbers if place in days.numbers
        )
        > 0
    ):
        return
    rate = counts_and_rates.death_rate(records.places, deaths, days, level=level)
    limits = rate.limits
    yield count_statistic(
        rate,
        f"{IN_CUSTODY}_rate",
        form=Form.RATE,
        code="E1.12",
        unit="rate",
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        level=level,
        method="poisson_exact",
    )
