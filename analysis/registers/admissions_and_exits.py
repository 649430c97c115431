"""Who came, who left, how and after how long, in the twelve months of a record (E1).

The longest stay (E1.5) is one person, whom everybody at the place knows: it is not
published. Mean and median need lengths of stays, which bands do not give.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from analysis.material import Candidate, Form, Material
from analysis.registers import counts_and_rates
from analysis.registers.breakdowns import divided, named
from analysis.registers.facility_records import Register, register
from analysis.registers.reported_numbers import Reports, total
from analysis.registers.statistics_reported import parts_of, stated
from analysis.registers.units_and_periods import Unit
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
    ("E1.2", "entries", "k_entries", Unit.EVENT),
    ("E1.2", "exits", "k_exits", Unit.EVENT),
    ("E1.3", "persons", "k_persons", Unit.PERSON),
)


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E1.2 to E1.4, E1.6, E1.7, E1.14 and disputed ages (E1.9)."""
    found = register(materials)
    if found is None:
        return
    for code, about, question, unit in COUNTS:
        counted = found.reports(question, unit, found.year)
        if counted.given:
            yield stated(total(code, found.places, counted), about)
    yield from _exits(found, "E1.6", "length", "k_len_bands", BANDS)
    yield from _exits(found, "E1.7", "reason", "k_exit_reason", REASONS)
    yield from _days(found)
    yield from _disputed(found)


def _exits(
    found: Register, code: str, grouping: str, question: str, names: Sequence[str]
) -> Iterator[Candidate]:
    """Exits by length of stay or by reason; what a place does not know stays so."""
    exits = found.reports("k_exits", Unit.EVENT, found.year, name="exits")
    parts = [
        found.reports(f"{question}_{name}", Unit.EVENT, found.year, name=name)
        for name in names
    ]
    if exits.given and any(one.given for one in parts):
        made, divisions = divided(code, found.places, exits, *parts)
        yield stated(made, "exits")
        yield from parts_of(made, "exits", grouping, divisions)


def days_of(found: Register) -> Reports:
    return found.reports("k_days_total", Unit.DAY, found.year, name="days")


def people_of_days(found: Register, days: float) -> int:
    """How many people are there on a day, that many days being those of all."""
    return ceil(days / found.year.days)


def _days(found: Register) -> Iterator[Candidate]:
    """Days, the average number of people held, and what a day of one person costs."""
    days = days_of(found)
    if not days.given:
        return
    population = counts_and_rates.daily_population(found.places, days)
    people = people_of_days(found, population.numerator)
    yield stated(total("E1.4", found.places, days), "days", people=people)
    yield stated(population, "average_daily", people=people)
    cost = found.reports("k_cost_year", Unit.MONEY, found.year, name="cost")
    if sum(days.given[at] for at in cost.given if at in days.given) > 0:
        made = counts_and_rates.cost_per_day(found.places, {"cost": cost}, days)
        yield stated(made, "cost_per_day", form=Form.FACT)


def _disputed(found: Register) -> Iterator[Candidate]:
    """People of disputed age, and those treated as children meanwhile."""
    disputed = found.reports("k_agedisp_n", Unit.PERSON, found.year)
    treated = found.reports("k_agedisp_child", Unit.PERSON, found.year, name="as_child")
    if disputed.given:
        made, parts = divided("E1.9", found.places, disputed, treated)
        yield stated(made, "age_disputed")
        yield from parts_of(made, "age_disputed", "treated", named("as_child", parts))
