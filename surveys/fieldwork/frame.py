"""The frame of a round: the list of places, read from a file, compared, accepted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.fieldwork.earlier_days import check_coordinator
from surveys.fieldwork.table_files import (
    CellProblem,
    Column,
    TableRow,
    WrongCell,
    one_of,
    past_day,
    read_table,
    text_of,
    whole_number,
)
from surveys.models import (
    Act,
    FramePlace,
    Interview,
    Person,
    Round,
    SiteKind,
    Stratum,
)

Values = dict[str, Any]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}")
PCODE = re.compile(r"[A-Za-z0-9]{2,20}")
COLUMNS = (
    "code",
    "name",
    "kind",
    "region_pcode",
    "district_pcode",
    "stratum",
    "room_for",
    "people_held",
    "number_is",
    "counted_on",
    "access",
)
CROWDED = 2  # times the room: perhaps two numbers were mixed up


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a place that another value stands in than in the frame."""

    place: str
    name: str
    column: str
    was: Any
    becomes: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """What accepting a file does: places by their values, strata by name."""

    new: list[Values]
    changed: list[Change]
    gone: list[Values]
    same: int
    # name, places before and after, people before and after
    strata: list[tuple[str, int, int, int, int]]


def columns(today: date) -> list[Column]:
    """How each column is read."""
    readers = {
        "code": _matching(CODE, _("Use letters, digits and dashes, 12 at most.")),
        "name": text_of(160),
        "kind": one_of(SiteKind),
        "region_pcode": _matching(PCODE, _("Use letters and digits, such as XV01.")),
        "district_pcode": _matching(PCODE, _("Use letters and digits, such as XV01.")),
        "stratum": text_of(120),
        "room_for": whole_number,
        "people_held": whole_number,
        "number_is": one_of(FramePlace.NumberIs),
        "counted_on": past_day(today),
        "access": one_of(FramePlace.Access),
    }
    empty = ("region_pcode", "district_pcode", "room_for", "people_held", "counted_on")
    return [Column(name, readers[name], name not in empty) for name in COLUMNS]


def _matching(pattern: re.Pattern[str], remedy: str) -> Any:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise WrongCell(remedy)
        return text

    return read


def read_places(
    name: str, content: bytes, today: date
) -> tuple[list[Values], list[CellProblem]]:
    """(places, problems) of a file; a place is the values of its columns."""
    rows, problems = read_table(name, content, columns(today))
    problems += [*_doubled(rows), *_numbers(rows), *_districts(rows)]
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return [row.values for row in rows], problems


def _doubled(rows: list[TableRow]) -> list[CellProblem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        code = row.values["code"]
        if code and code.casefold() in first:
            text = _("Code %(code)s is already in row %(row)d. Each place has its own.")
            text %= {"code": code, "row": first[code.casefold()]}
            problems.append(CellProblem(row.number, "code", code, text))
        elif code:
            first[code.casefold()] = row.number
    return problems


def _numbers(rows: list[TableRow]) -> list[CellProblem]:
    problems = []
    for row in rows:
        held, room = row.values["people_held"], row.values["room_for"]
        unknown = row.values["number_is"] == FramePlace.NumberIs.UNKNOWN
        stated = row.values["number_is"] and not unknown
        if held is None and stated and "people_held" not in row.wrong:
            text = _("Write the number, or “unknown” in the column number_is.")
            problems.append(CellProblem(row.number, "people_held", "", text))
        if held is not None and room and held > CROWDED * room:
            text = _("%(held)d people held, room for %(room)d: is this right?")
            text %= {"held": held, "room": room}
            problems.append(
                CellProblem(row.number, "people_held", str(held), text, doubt=True)
            )
    return problems


def _districts(rows: list[TableRow]) -> list[CellProblem]:
    """A district lies in one region."""
    region_by_district: dict[str, tuple[str, int]] = {}
    problems = []
    for row in rows:
        region, district = row.values["region_pcode"], row.values["district_pcode"]
        if not (region and district):
            continue
        other, number = region_by_district.setdefault(district, (region, row.number))
        if other != region:
            text = _("In row %(row)d this district lies in %(region)s.")
            text %= {"row": number, "region": other}
            problems.append(CellProblem(row.number, "district_pcode", district, text))
    return problems


def as_json(places: list[Values]) -> list[Values]:
    """The same with days as text, for a page that carries them to the next."""
    return [
        place | {"counted_on": place["counted_on"] and str(place["counted_on"])}
        for place in places
    ]


def from_json(places: list[Values]) -> list[Values]:
    """Undo as_json()."""
    return [
        place
        | {
            "counted_on": place["counted_on"]
            and date.fromisoformat(place["counted_on"])
        }
        for place in places
    ]


def fingerprint(round: Round) -> str:
    """A hash of the frame as it stands, to see whether somebody changed it."""
    text = json.dumps(as_json(places_of(round)), sort_keys=True)
    return sha256(text.encode()).hexdigest()


# -- beside the frame that is there ----------------------------------------------------


def places_of(round: Round) -> list[Values]:
    """The places of the frame, each as the values of its columns."""
    rows = FramePlace.objects.filter(round=round).select_related("stratum")
    return [
        {
            name: place.stratum.name if name == "stratum" else getattr(place, name)
            for name in COLUMNS
        }
        for place in rows.order_by("code")
    ]


def compare(round: Round, places: list[Values]) -> Comparison:
    """What another list of places would change."""
    before = {place["code"]: place for place in places_of(round)}
    after = {place["code"]: _stored(place) for place in places}
    both = [code for code in after if code in before]
    changed = [
        Change(code, after[code]["name"], column, before[code][column], value)
        for code in both
        for column, value in after[code].items()
        if value != before[code][column]
    ]
    touched = {change.place for change in changed}
    return Comparison(
        new=[place for code, place in after.items() if code not in before],
        changed=changed,
        gone=[place for code, place in before.items() if code not in after],
        same=len(both) - len(touched),
        strata=_strata(list(before.values()), list(after.values())),
    )


def _stored(place: Values) -> Values:
    """A place as the database gives it back: no text is None there."""
    texts = ("region_pcode", "district_pcode")
    return {
        name: "" if value is None and name in texts else value
        for name, value in place.items()
    }


def _strata(
    before: list[Values], after: list[Values]
) -> list[tuple[str, int, int, int, int]]:
    places = [Counter(place["stratum"] for place in part) for part in (before, after)]
    people = [Counter[str](), Counter[str]()]
    for part, counter in zip((before, after), people, strict=True):
        for place in part:
            counter[place["stratum"]] += place["people_held"] or 0
    return [
        (name, places[0][name], places[1][name], people[0][name], people[1][name])
        for name in sorted({*places[0], *places[1]})
    ]


@transaction.atomic
def accept_places(
    *, round: Round, places: list[Values], before: str, by: Person
) -> None:
    """Let a list of places be the frame.

    before: fingerprint of the frame that the list was compared with; Refused where it
    is another one now. After the draw numbers, names and access can change, but no
    place comes or goes and none changes its stratum.
    """
    check_coordinator(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if fingerprint(round) != before:
        raise Refused(
            _("Somebody changed the frame meanwhile. Upload your file again.")
        )
    change = compare(round, places)
    if is_drawn(round) and (
        change.new
        or change.gone
        or any(cell.column == "stratum" for cell in change.changed)
    ):
        raise Refused(
            _(
                "The sample is drawn. A new list can correct names, access and numbers,"
                " but no place can come, go or change its stratum."
            )
        )
    strata = _kept_strata(round, places)
    gone = [place["code"] for place in change.gone]
    FramePlace.objects.filter(round=round, code__in=gone).delete()
    write_places(
        (
            FramePlace(round=round, **values | {"stratum": strata[values["stratum"]]})
            for values in map(_stored, places)
        ),
        [name for name in COLUMNS if name != "code"],
    )
    _drop_empty_strata(round)
    detail = {
        "new": len(change.new),
        "changed": len({cell.place for cell in change.changed}),
        "gone": len(change.gone),
    }
    audit.record(Act.FRAME_ACCEPTED, by=by, round=round, detail=detail)


def write_places(places: Iterable[FramePlace], columns: Collection[str]) -> None:
    """Add places that are new; of those in the frame write these columns alone.

    places: without numbers, so that their codes say which are there. One INSERT that
    updates what it meets: bulk_update looks at every place once for each place.
    """
    FramePlace.objects.bulk_create(
        places,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["round", "code"],
        update_fields=columns,
    )


def is_drawn(round: Round) -> bool:
    """Whether places were drawn, or people interviewed at places of an older plan.

    Weights rest on the number of places of each stratum.
    """
    return (
        FramePlace.objects.filter(round=round, drawn=True).exists()
        or Interview.objects.filter(round=round).exists()
    )


def _kept_strata(round: Round, places: list[Values]) -> dict[str, Stratum]:
    """name → stratum with its number of places, made where it was not there."""
    counts = Counter(place["stratum"] for place in places)
    strata = {stratum.name: stratum for stratum in Stratum.objects.filter(round=round)}
    codes = {stratum.code for stratum in strata.values()}
    for name, count in counts.items():
        if name not in strata:
            code = _free_code(name, codes)
            codes.add(code)
            strata[name] = Stratum.objects.create(
                round=round, code=code, name=name, frame_count=count
            )
        elif strata[name].frame_count != count:
            Stratum.objects.filter(pk=strata[name].pk).update(frame_count=count)
    return strata


def _free_code(name: str, taken: set[str]) -> str:
    stem = slugify(name)[:40].strip("-") or "stratum"
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _drop_empty_strata(round: Round) -> None:
    """Strata without places go; one that a quota names stays."""
    empty = Stratum.objects.filter(
        round=round,
        frame_places__isnull=True,
        primary_units__isnull=True,
        quota__isnull=True,
    )
    keys = list(empty.values_list("pk", flat=True))
    Stratum.objects.filter(joined_with__in=keys).update(joined_with=None)
    Stratum.objects.filter(pk__in=keys).delete()
