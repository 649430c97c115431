"""Writers of new rounds and of the team that goes over into them."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import rounds_for
from surveys.exceptions import Refused
from surveys.models import CONFIRMED_ROLES, Act, Membership, Person, Role, Round

OTHER_PAGES = ("interviews", "second-versions", "withdraw")  # under /coordinate/
COUNTRY = re.compile(r"[A-Z]{3}")
CODE_LENGTH = 50
# They let others in, so they are in every round from its beginning.
ALWAYS = (Role.ADMINISTRATOR, Role.REVIEWER)


def check_new_round(name: str, country: str, starts_on: date, ends_on: date) -> str:
    """The code of a new round, or Refused."""
    if not COUNTRY.fullmatch(country):
        raise Refused(
            _("Write the country as three capital letters (ISO 3166), such as KEN.")
        )
    if ends_on < starts_on:
        raise Refused(_("The last day must not be before the first day."))
    code = slugify(name)[:CODE_LENGTH].strip("-")  # "" in other scripts than Latin
    if code in OTHER_PAGES:
        raise Refused(_("This name cannot be used. Choose another name."))
    return code or f"{country.lower()}-{starts_on.year}"


@transaction.atomic
def make_round(
    *,
    name: str,
    country: str,
    starts_on: date,
    ends_on: date,
    earlier: Round,
    whole_team: bool,
    by: Person,
) -> Round:
    """Make a round; who lets others in comes along, or everybody of an earlier round.

    earlier: a round that the person administers. Roles go over as they were given and
    confirmed there. Places, keys, safeguards, instruments and terms do not.
    """
    if not rounds_for(by, Role.ADMINISTRATOR).filter(pk=earlier.pk).exists():
        raise Refused(_("Choose a round that you administer."))
    code = check_new_round(name.strip(), country, starts_on, ends_on)
    if Round.objects.filter(code=code).exists():
        raise Refused(_("A round of this name exists. Choose another name."))
    round = Round.objects.create(
        code=code,
        name=name.strip(),
        country=country,
        starts_on=starts_on,
        ends_on=ends_on,
        synthetic=earlier.synthetic,
    )
    audit.record(Act.ROUND_MADE, by=by, round=round, detail={"team_of": earlier.code})
    _take_over(earlier, round, by, () if whole_team else ALWAYS)
    return round


def _take_over(
    earlier: Round, round: Round, by: Person, roles: tuple[Role, ...]
) -> None:
    """Give the open roles of one round in another; no roles: all of them.

    A role that needed a second person is not given again where the same role of this
    person was ended since in any round.
    """
    held = Membership.objects.filter(
        round=earlier, ended_at__isnull=True, person__is_active=True
    )
    ended_since = Membership.objects.filter(
        person=OuterRef("person"),
        role=OuterRef("role"),
        ended_at__gt=OuterRef("given_at"),
    )
    held = held.exclude(Q(role__in=CONFIRMED_ROLES) & Q(Exists(ended_since)))
    if roles:
        held = held.filter(role__in=roles)
    for membership in held.select_related("organisation").order_by("pk"):
        given = Membership.objects.create(
            person_id=membership.person_id,
            organisation=membership.organisation,
            party=membership.party,
            role=membership.role,
            round=round,
            given_at=timezone.now(),
            given_by_id=membership.given_by_id,
        )
        detail = {"role": given.role, "organisation": given.organisation.code}
        about = f"person:{given.person_id}"
        audit.record(Act.ROLE_GIVEN, by=by, round=round, about=about, detail=detail)
