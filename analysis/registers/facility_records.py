"""The record of each place that was visited: what its counts are read from."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.material import Material
from analysis.registers.reported_numbers import Place, Reports
from analysis.registers.units_and_periods import (
    CountingTime,
    CountingUnit,
    Moment,
    Period,
)

RECORDS = "records"  # the informant group
DAY, ARRIVED = "held_on", "received_at"
POLICE, PRISON = "police", "prison"  # kinds of place
COUNTING = {"midnight": CountingTime.MIDNIGHT, "any": CountingTime.ANY_TIME}


@dataclass(frozen=True, slots=True)
class Register:
    """The latest record of each place, and all known places.

    rows: named by place, a column for each question and `kind`, the kind of the place.
    """

    places: tuple[Place, ...]
    rows: pd.DataFrame

    def reports(
        self,
        question: str,
        unit: CountingUnit,
        when: Moment | Period,
        *,
        name: str = "",
    ) -> Reports:
        """One number of every record; None where it is missing."""
        if question not in self.rows.columns:
            return Reports(name or question, unit, when, RECORDS, {})
        column = pd.to_numeric(self.rows[question]).astype(float)
        counts = {
            str(place): None if pd.isna(number) else float(number)
            for place, number in column.items()
        }
        return Reports(name or question, unit, when, RECORDS, counts)

    def moment(self, counting: CountingTime) -> Moment:
        """Each place on the day of its own visit."""
        return Moment(str(self.rows[DAY].min()), counting, str(self.rows[DAY].max()))

    @property
    def year(self) -> Period:
        """The twelve months of the records, as of the one that was made last."""
        return Period.year_to(str(self.rows[DAY].max()))

    def counted_at(self, counting: CountingTime) -> "Register":
        """Only the records that counted people this way; all places stay known.

        A place that does not say how it counted is with neither.
        """
        codes = [code for code, time in COUNTING.items() if time is counting]
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
    record_materials = [
        material
        for material in materials
        if material.source == RECORDS
        and DAY in material.answers.columns
        and len(material.answers)
    ]
    if not record_materials:
        return None
    rows = pd.concat(
        [_rows(material) for material in record_materials], ignore_index=True
    )
    rows = rows.sort_values([DAY, ARRIVED], kind="stable")
    latest = rows.drop_duplicates("psu", keep="last").set_index("psu").sort_index()
    return Register(known_places(record_materials[0].plan), latest)


def _rows(material: Material) -> pd.DataFrame:
    kinds = dict(zip(material.plan["psu"], material.plan["kind"], strict=True))
    psu = material.rows["psu"].astype(str).to_numpy()
    rows = material.answers.reset_index(drop=True).astype({DAY: str, ARRIVED: str})
    return rows.assign(psu=psu, kind=[str(kinds[place]) for place in psu])


def known_places(plan: pd.DataFrame) -> tuple[Place, ...]:
    """All known places: those of the round, and the others of its strata.

    What kind a place is that nobody planned to visit is not known: coverage of police
    and prisons is of the places of the round.
    """
    planned = [
        Place(str(psu), police=kind == POLICE, prison=kind == PRISON)
        for psu, kind in zip(plan["psu"], plan["kind"], strict=True)
    ]
    others = []
    for stratum, units in plan.groupby("stratum", sort=True):
        beyond = int(units["frame_count"].iloc[0]) - len(units)
        others += [
            Place(f"{stratum}, not visited {number}") for number in range(beyond)
        ]
    return (*planned, *others)
