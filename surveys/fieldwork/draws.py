"""Writers of the draw: which places of the frame are visited in a round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.fieldwork.earlier_days import check_coordinator
from surveys.fieldwork.frame import write_places
from surveys.models import (
    Act,
    Assignment,
    Draw,
    FramePlace,
    Interview,
    Person,
    PrimaryUnit,
    Quota,
    Round,
    Site,
    Visit,
)


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """What the draw gave a place of the frame."""

    code: str
    drawn: bool
    chance: float
    certainty: bool
    draw_order: int | None
    replacement_order: int | None


@transaction.atomic
def keep_draw(
    *,
    round: Round,
    seed: int,
    plan: Mapping[str, Any],
    places: list[DrawnPlace],
    reason: str = "",
    by: Person,
) -> Draw:
    """Store a draw; the places that were drawn become the sample of the round.

    places: one for each place of the frame. A round is drawn again, for a reason, until
    somebody has an assignment in it.
    """
    check_coordinator(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_may_draw(round)
    again = Draw.objects.filter(round=round).exists()
    if again and not reason.strip():
        raise Refused(
            _("Write why the sample is drawn again. The reason stays listed.")
        )
    rows = {place.code: place for place in FramePlace.objects.filter(round=round)}
    if rows.keys() != {place.code for place in places}:
        raise Refused(_("Somebody changed the frame meanwhile. Draw again."))
    for place in places:
        row = rows[place.code]
        row.pk = None  # the code says which it is; see write_places
        row.drawn, row.chance, row.certainty = (
            place.drawn,
            place.chance,
            place.certainty,
        )
        row.draw_order = place.draw_order
        row.replacement_order = place.replacement_order
    fields = ("drawn", "chance", "certainty", "draw_order", "replacement_order")
    write_places(rows.values(), fields)
    PrimaryUnit.objects.filter(round=round).delete()
    drawn = [row for row in rows.values() if row.drawn]
    sites = sites_of(round, drawn)
    PrimaryUnit.objects.bulk_create(
        PrimaryUnit(
            round=round,
            stratum_id=row.stratum_id,
            site=sites[row.code],
            population=row.people_held or 0,
            chance=row.chance,
        )
        for row in drawn
    )
    kept = Draw.objects.create(
        round=round,
        seed=seed,
        plan=dict(plan),
        reason=reason.strip(),
        made_by=by,
        made_at=timezone.now(),
    )
    detail = {"seed": seed, "drawn": sum(place.drawn for place in places)}
    audit.record(Act.SAMPLE_DRAWN, by=by, round=round, detail=detail)
    return kept


def check_may_draw(round: Round) -> None:
    """Refuse a draw where work has begun, or where there is no frame."""
    if Assignment.objects.filter(primary_unit__round=round).exists():
        raise Refused(
            _("People are assigned to places already, so the sample stays as it is.")
        )
    if Interview.objects.filter(round=round).exists():
        raise Refused(_("There are interviews already, so the sample stays as it is."))
    units = PrimaryUnit.objects.filter(round=round)
    if units.exclude(refused_because="").exists():
        raise Refused(
            _("A place refused access already, so the sample stays as it is.")
        )
    if (
        Visit.objects.filter(primary_unit__in=units).exists()
        or Quota.objects.filter(primary_unit__in=units).exists()
    ):
        raise Refused(
            _("Visits or quotas name places already, so the sample stays as it is.")
        )
    if not FramePlace.objects.filter(round=round).exists():
        raise Refused(_("Upload the list of places first."))


def sites_of(round: Round, places: Collection[FramePlace]) -> dict[str, Site]:
    """code of a place → its site: the one that earlier rounds of the country visited.

    Other rounds rest on it, so it never changes: a place that is written otherwise is
    refused.
    """
    codes = [place.code for place in places]
    own = [_code_of_country(round, code) for code in codes]
    there = {site.code: site for site in Site.objects.filter(code__in=[*codes, *own])}
    visited = PrimaryUnit.objects.filter(round__country=round.country)
    earlier = set(visited.values_list("site__code", flat=True))
    sites, new = {}, []
    for place in places:
        code = place.code
        if code in there and code not in earlier:  # of another country
            code = _code_of_country(round, code)
        stands = {
            "name": place.name,
            "kind": place.kind,
            "district": place.district_pcode,
        }
        if code not in there:
            there[code] = Site(code=code, **stands)
            new.append(there[code])
        site = sites[place.code] = there[code]
        earlier.add(code)
        if any(getattr(site, name) != value for name, value in stands.items()):
            raise Refused(
                _(
                    "The code %(code)s stands for another place in an earlier round."
                    " Write its name, kind and district as they were, or choose another"
                    " code."
                )
                % {"code": place.code}
            )
    Site.objects.bulk_create(new)
    return sites


def _code_of_country(round: Round, code: str) -> str:
    """The code of a site where another country has this one."""
    return f"{code}-{round.country}"
