"""The record of each place that was visited: what its counts are read from."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.material import Material
from analysis.registers.reported_numbers import Place, Reports
from analysis.registers.units_and_periods import Moment, Period, Reckoned, Unit

RECORDS = "records"  # the informant group
DAY, ARRIVED = "held_on", "received_at"
POLICE, PRISON = "police", "prison"  # kinds of place
RECKONED = {"midnight": Reckoned.MIDNIGHT, "any": Reckoned.ANY_TIME}


@dataclass(frozen=True, slots=True)
class Register:
    """One record a place, and every place that is known.

    rows: named by place, a column for each question and `kind`, the kind of the place.
    """

    places: tuple[Place, ...]
    rows: pd.DataFrame

    def reports(
        self, question: str, unit: Unit, when: Moment | Period, *, name: str = ""
    ) -> Reports:
        """One number of every record; None where it was not told."""
        if question not in self.rows.columns:
            return Reports(name or question, unit, when, RECORDS, {})
        given = pd.to_numeric(self.rows[question]).astype(float)
        counts = {
            str(place): None if pd.isna(one) else float(one)
            for place, one in given.items()
        }
        return Reports(name or question, unit, when, RECORDS, counts)

    def moment(self, reckoned: Reckoned) -> Moment:
        """Each place on the day of its own visit."""
        return Moment(str(self.rows[DAY].min()), reckoned, str(self.rows[DAY].max()))

    @property
    def year(self) -> Period:
        """The twelve months of the records, as of the one that was made last."""
        return Period.year_to(str(self.rows[DAY].max()))

    def reckoned(self, how: Reckoned) -> "Register":
        """Only the places that counted people so; the others are known all the same.

        A place that does not say how it counted is with neither.
        """
        codes = [code for code, one in RECKONED.items() if one is how]
        if "k_ref_hour" not in self.rows.columns:
            return Register(self.places, self.rows.iloc[:0])
        return Register(self.places, self.rows[self.rows["k_ref_hour"].isin(codes)])

    def of_kind(self, kind: str) -> "Register":
        return Register(self.places, self.rows[self.rows["kind"] == kind])


def register(materials: Sequence[Material]) -> Register | None:
    """The records of a round, however its places were chosen, or None without any.

    The counts of a record are of everybody who was there, whoever chose the place. Of
    two records of a place the one of the later day counts, and of one day the one that
    arrived last: the other is neither added nor averaged.
    """
    given = [
        one
        for one in materials
        if one.source == RECORDS and DAY in one.answers.columns and len(one.answers)
    ]
    if not given:
        return None
    rows = pd.concat([_rows(one) for one in given], ignore_index=True)
    rows = rows.sort_values([DAY, ARRIVED], kind="stable")
    latest = rows.drop_duplicates("psu", keep="last").set_index("psu").sort_index()
    return Register(known_places(given[0].plan), latest)


def _rows(one: Material) -> pd.DataFrame:
    kinds = dict(zip(one.plan["psu"], one.plan["kind"], strict=True))
    psu = one.rows["psu"].astype(str).to_numpy()
    rows = one.answers.reset_index(drop=True).astype({DAY: str, ARRIVED: str})
    return rows.assign(psu=psu, kind=[str(kinds[place]) for place in psu])


def known_places(plan: pd.DataFrame) -> tuple[Place, ...]:
    """Places of the round, and those of its strata that are not in it.

    What kind a place is that nobody planned to visit is not known: coverage of police
    and prisons is of the places of the round.
    """
    planned = [
        Place(str(psu), police=kind == POLICE, prison=kind == PRISON)
        for psu, kind in zip(plan["psu"], plan["kind"], strict=True)
    ]
    others = []
    for stratum, found in plan.groupby("stratum", sort=True):
        beyond = int(found["frame_count"].iloc[0]) - len(found)
        others += [Place(f"{stratum}, not visited {at}") for at in range(beyond)]
    return (*planned, *others)
