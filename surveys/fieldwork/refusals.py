"""Writers of places that let nobody in: kept as non-response, or replaced; and of
strata that are joined for the variance."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.fieldwork.draws import sites_of
from surveys.fieldwork.earlier_days import check_coordinator
from surveys.models import (
    Act,
    Assignment,
    Draft,
    FramePlace,
    Interview,
    Person,
    PrimaryUnit,
    Quota,
    Round,
    Stratum,
)


def codes_in_use(round: Round) -> set[str]:
    """Codes of the sites in the sample of a round, refused and replaced ones too."""
    codes = PrimaryUnit.objects.filter(round=round).values_list("site__code", flat=True)
    return set(codes)


def is_in_use(code: str, round: Round, codes: Collection[str]) -> bool:
    """Whether a place of the frame is in the sample; draws.sites_of makes its code."""
    return code in codes or f"{code}-{round.country}" in codes


def next_replacement(unit: PrimaryUnit) -> FramePlace | None:
    """The next place of the stratum, in the order that the draw gave."""
    codes = codes_in_use(unit.round)
    places = FramePlace.objects.filter(
        round=unit.round,
        stratum=unit.stratum_id,
        drawn=False,
        replacement_order__isnull=False,
    )
    for place in places.order_by("replacement_order"):
        if not is_in_use(place.code, unit.round, codes):
            return place
    return None


def replaced(unit: PrimaryUnit) -> PrimaryUnit | None:
    """The place that stands for this one, if it was replaced."""
    return PrimaryUnit.objects.filter(stands_for=unit).select_related("site").first()


@transaction.atomic
def record_refusal(
    *, unit: PrimaryUnit, reason: str, replace: bool, by: Person
) -> None:
    """Write down that a place let nobody in, and replace it or keep it so.

    Kept: it stays in the sample as non-response. Replaced: the next place of its
    stratum stands for it with the same chance; assignments and quotas move there.
    """
    round = _locked(unit, by)
    unit = PrimaryUnit.objects.select_related("site", "stratum").get(pk=unit.pk)
    if not reason.strip():
        raise Refused(_("Write the reason."))
    if replaced(unit):
        raise Refused(_("This place is replaced already."))
    if replace:
        _replace(unit, round)
    PrimaryUnit.objects.filter(pk=unit.pk).update(refused_because=reason.strip())
    detail = {"place": unit.site.code, "refused": True, "replaced": replace}
    audit.record(Act.PLACE_REFUSED, by=by, round=round, detail=detail)


def _replace(unit: PrimaryUnit, round: Round) -> None:
    if Interview.objects.filter(primary_unit=unit).exists():
        raise Refused(
            _(
                "There are interviews at this place, so it cannot be replaced. Keep it"
                " in the sample."
            )
        )
    if Draft.objects.filter(primary_unit=unit).exists():
        raise Refused(
            _(
                "An interview is open at this place, so it cannot be replaced. Let it"
                " be finished first."
            )
        )
    place = next_replacement(unit)
    if place is None:
        raise Refused(
            _("No replacement is left in this stratum. Keep the place as non-response.")
        )
    substitute = PrimaryUnit.objects.create(
        round=round,
        stratum_id=place.stratum_id,
        site=sites_of(round, [place])[place.code],
        population=place.people_held or 0,
        chance=unit.chance,
        stands_for=unit,
    )
    Assignment.objects.filter(primary_unit=unit).update(primary_unit=substitute)
    Quota.objects.filter(primary_unit=unit).update(primary_unit=substitute)


@transaction.atomic
def record_access(*, unit: PrimaryUnit, by: Person) -> None:
    """Write down that a place that refused lets the team in after all."""
    round = _locked(unit, by)
    if replaced(unit):
        raise Refused(_("Another place was taken for this one. It stays so."))
    PrimaryUnit.objects.filter(pk=unit.pk).update(refused_because="")
    detail = {"place": unit.site.code, "refused": False}
    audit.record(Act.PLACE_REFUSED, by=by, round=round, detail=detail)


def _locked(unit: PrimaryUnit, by: Person) -> Round:
    round = Round.objects.select_for_update(no_key=True).get(pk=unit.round_id)
    check_coordinator(round, by)
    check_not_closed(round)
    return round


def check_not_closed(round: Round) -> None:
    if round.state == Round.State.CLOSED:
        raise Refused(_("The round is closed, so the sample stays as it is."))


@transaction.atomic
def join_strata(*, stratum: Stratum, other: Stratum | None, by: Person) -> None:
    """Join a stratum with another for the variance alone; None separates it again.

    A stratum joined with a joined one belongs to the same group: joined_with always
    names the first stratum of its group.
    """
    round = Round.objects.select_for_update(no_key=True).get(pk=stratum.round_id)
    check_coordinator(round, by)
    check_not_closed(round)
    if other is not None and (other.round_id != round.pk or other.pk == stratum.pk):
        raise Refused(_("Choose another stratum of this round."))
    if other is None:
        Stratum.objects.filter(joined_with=stratum).update(joined_with=None)
        Stratum.objects.filter(pk=stratum.pk).update(joined_with=None)
    else:
        stratum = Stratum.objects.get(pk=stratum.pk)
        first = other.joined_with or other
        group = [stratum.pk, stratum.joined_with_id or stratum.pk]
        Stratum.objects.filter(round=round, joined_with__in=group).exclude(
            pk=first.pk
        ).update(joined_with=first)
        Stratum.objects.filter(pk__in=group).exclude(pk=first.pk).update(
            joined_with=first
        )
        Stratum.objects.filter(pk=first.pk).update(joined_with=None)
    detail = {"stratum": stratum.code, "joined_with": other.code if other else ""}
    audit.record(Act.SAMPLE_DRAWN, by=by, round=round, detail=detail)
