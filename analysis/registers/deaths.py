"""Deaths and people who are missing, in the twelve months of a record (E1.12).

Classes are never added up. The instrument asks for deaths after release and deaths
during removal together: they stay one class, which has no days at risk and so no rate.
A death is published as "at least one" (rule 11); the rate of a few deaths is not.
"""

from collections.abc import Iterator, Sequence

from analysis.material import Candidate, Form, Material
from analysis.registers import counts_and_rates
from analysis.registers.admissions_and_exits import days_of
from analysis.registers.breakdowns import divided
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Reports, total
from analysis.registers.statistics_reported import parts_of, stated
from analysis.registers.units_and_periods import Unit
from analysis.schema import Settings

IN_CUSTODY, AFTER = "in_custody", "after_release_or_removal"
CAUSES = ("natural", "suicide", "homicide", "accident", "unknown")
APART = ((AFTER, "k_death_after"), ("missing", "k_missing"))


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    found = register(materials)
    if found is None:
        return
    deaths = found.reports("k_death_n", Unit.PERSON, found.year, name=IN_CUSTODY)
    if deaths.given:
        yield from _in_custody(found, deaths)
        yield from _rate(found, deaths, settings.level)
    for about, question in APART:
        counted = found.reports(question, Unit.PERSON, found.year)
        if counted.given:
            yield stated(total("E1.12", found.places, counted), about)


def _in_custody(found: Register, deaths: Reports) -> Iterator[Candidate]:
    causes = [
        found.reports(f"k_death_cause_{name}", Unit.PERSON, found.year, name=name)
        for name in CAUSES
    ]
    made, parts = divided("E1.12", found.places, deaths, *causes)
    yield stated(made, IN_CUSTODY)
    yield from parts_of(made, IN_CUSTODY, "cause", parts)


def _rate(found: Register, deaths: Reports, level: float) -> Iterator[Candidate]:
    """Per 1,000 person-years, with the range that chance alone could bring."""
    days = days_of(found)
    if not sum(days.given[at] for at in deaths.given if at in days.given) > 0:
        return
    made = counts_and_rates.death_rate(found.places, deaths, days, level=level)
    limits = made.limits
    yield stated(
        made,
        f"{IN_CUSTODY}_rate",
        form=Form.RATE,
        code="E1.12",
        unit="rate",
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        level=level,
        method="poisson_exact",
    )
