"""How many people a place stands for: those present at some time during its visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from assessment.frames.interview_rows import Record
from surveys.models import DesignClass, Instrument, PrimaryUnit, Round, Visit
from surveys.models.interviews import WITH_ANSWERS

# Whose weights rest on the residents of a place.
OF_PEOPLE = (Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY)


def people_present(round: Round, *codes: str) -> dict[str, int]:
    """Code of a place → people present at some time during its visits.

    codes: of the places that are looked up; all where none is named.

    1. Of one organisation: the people present at its first visit with a number, and
       at each later visit those who were new since the visit before.
    2. It is never fewer than were present on one of its days.
    3. Where several organisations visited, the largest of their numbers: mostly they
       met the same people, and nothing says who was new to both.
    """
    visits = (
        Visit.objects.filter(
            primary_unit__round=round,
            people_present__isnull=False,
            **({"primary_unit__site__code__in": codes} if codes else {}),
        )
        .order_by("held_on", "pk")
        .values_list(
            "primary_unit__site__code",
            "organisation_id",
            "people_present",
            "new_since_last",
        )
    )
    people: dict[tuple[str, int], int] = {}
    for code, organisation, present, new in visits:
        before = people.get((code, organisation))
        total = present if before is None else max(before + (new or 0), present)
        people[code, organisation] = total
    largest: dict[str, int] = {}
    for (code, _organisation), total in people.items():
        largest[code] = max(total, largest.get(code, 0))
    return largest


def populations(
    plan: Sequence[PrimaryUnit],
    present: Mapping[str, int],
    interviews: Mapping[str, int],
) -> list[float]:
    """The population of each unit of the plan, by `visit_weights.people_of_visits`.

    present: see people_present(); the plan's own number where nobody counted. A place
    that let nobody in and whose number is not known has NaN: 0 would say that nobody
    was held there.
    """
    import pandas as pd

    from analysis.sampling.visit_weights import people_of_visits

    codes = [unit.site.code for unit in plan]
    visits = pd.DataFrame(
        {
            "psu": codes,
            "present": [
                float(present.get(unit.site.code, _planned(unit))) for unit in plan
            ],
            "interviews": [float(interviews.get(code, 0)) for code in codes],
        }
    )
    return [float(people) for people in people_of_visits(visits)["population"]]


def _planned(unit: PrimaryUnit) -> float:
    unknown = bool(unit.refused_because) and not unit.population
    return float("nan") if unknown else float(unit.population)


def exceeded_places(round: Round, source: str, records: Sequence[Record]) -> int:
    """Places with more interviews than people: their interviews are the people then.

    Nobody of the sample is counted twice, and who was not chosen at random not at all.
    """
    if source not in OF_PEOPLE:
        return 0
    interviews = Counter(
        record.unit
        for record in records
        if record.outcome in WITH_ANSWERS
        and record.design_class != DesignClass.PURPOSIVE
    )
    present = people_present(round)
    planned = PrimaryUnit.objects.filter(round=round).values_list(
        "site__code", "population"
    )
    return sum(
        interviews[code] > present.get(code, population) for code, population in planned
    )
