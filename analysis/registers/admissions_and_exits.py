"""Who came, who left, how and after how long, in the twelve months of a record (E1).

The longest stay (E1.5) is one person, whom everybody at the place knows: it is not
published. Mean and median need lengths of stays, which bands do not give.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from analysis.material import Candidate, Form, Material
from analysis.registers import counts_and_rates
from analysis.registers.breakdowns import divide, part_named
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Reports, total
from analysis.registers.statistics_reported import count_statistic, part_statistics
from analysis.registers.units_and_periods import CountingUnit
from analysis.schema import Settings

BANDS = ("h24", "h48", "d7", "d28", "d90", "d180", "d365", "more")
REASONS = (
    "judge",
    "authority",
    "alternative",
    "status",
    "return",
    "removal",
    "transfer",
    "escape",
    "death",
    "other",
)
# code, what it is of → question, unit
COUNTS = (
    ("E1.2", "entries", "k_entries", CountingUnit.EVENT),
    ("E1.2", "exits", "k_exits", CountingUnit.EVENT),
    ("E1.3", "persons", "k_persons", CountingUnit.PERSON),
)


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E1.2 to E1.4, E1.6, E1.7, E1.14 and disputed ages (E1.9)."""
    records = register(materials)
    if records is None:
        return
    for code, about, question, unit in COUNTS:
        counted = records.reports(question, unit, records.year)
        if counted.numbers:
            yield count_statistic(total(code, records.places, counted), about)
    yield from _exits(records, "E1.6", "length", "k_len_bands", BANDS)
    yield from _exits(records, "E1.7", "reason", "k_exit_reason", REASONS)
    yield from _days(records)
    yield from _disputed(records)


def _exits(
    records: Register, code: str, grouping: str, question: str, names: Sequence[str]
) -> Iterator[Candidate]:
    """Exits by length of stay or by reason; the rest of a place is "not known"."""
    exits = records.reports("k_exits", CountingUnit.EVENT, records.year, name="exits")
    parts = [
        records.reports(
            f"{question}_{name}", CountingUnit.EVENT, records.year, name=name
        )
        for name in names
    ]
    if exits.numbers and any(part.numbers for part in parts):
        count, divisions = divide(code, records.places, exits, *parts)
        yield count_statistic(count, "exits")
        yield from part_statistics(count, "exits", grouping, divisions)


def days_of(records: Register) -> Reports:
    return records.reports("k_days_total", CountingUnit.DAY, records.year, name="days")


def people_of_days(records: Register, days: float) -> int:
    """Average people per day, from the detention days of the twelve months."""
    return ceil(days / records.year.days)


def _days(records: Register) -> Iterator[Candidate]:
    """Days, the average number of people held, and what a day of one person costs."""
    days = days_of(records)
    if not days.numbers:
        return
    population = counts_and_rates.daily_population(records.places, days)
    people = people_of_days(records, population.numerator)
    yield count_statistic(total("E1.4", records.places, days), "days", people=people)
    yield count_statistic(population, "average_daily", people=people)
    cost = records.reports("k_cost_year", CountingUnit.MONEY, records.year, name="cost")
    if sum(days.numbers[place] for place in cost.numbers if place in days.numbers) > 0:
        count = counts_and_rates.cost_per_day(records.places, {"cost": cost}, days)
        yield count_statistic(count, "cost_per_day", form=Form.FACT)


def _disputed(records: Register) -> Iterator[Candidate]:
    """People of disputed age, and those treated as children meanwhile."""
    disputed = records.reports("k_agedisp_n", CountingUnit.PERSON, records.year)
    treated = records.reports(
        "k_agedisp_child", CountingUnit.PERSON, records.year, name="as_child"
    )
    if disputed.numbers:
        count, parts = divide("E1.9", records.places, disputed, treated)
        yield count_statistic(count, "age_disputed")
        yield from part_statistics(
            count, "age_disputed", "treated", part_named("as_child", parts)
        )
