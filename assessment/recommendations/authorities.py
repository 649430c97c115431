"""Writers of authorities, and of the actions that they plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessment.models import Action, Authority, Recommendation
from assessment.recommendations import log
from assessment.recommendations.access import answerable_for, own_authorities_for
from assessment.recommendations.drafting import check_body
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Organisation, Party, Person, Round


@transaction.atomic
def record_authority(
    *,
    round: Round,
    name_en: str,
    name_fr: str,
    organisation: Organisation | None = None,
    authority: Authority | None = None,
    by: Person,
) -> Authority:
    """A new authority, or one with other names or another organisation."""
    check_body(by, round)
    if organisation and organisation.party != Party.STATE:
        raise Refused(_("Choose an organisation of the State."))
    others = Authority.objects.all()
    if authority is not None:
        others = others.exclude(pk=authority.pk)
    if organisation and others.filter(organisation=organisation).exists():
        raise Refused(_("Another authority has this organisation already."))
    row = authority or Authority(code=_new_code(name_en))
    row.name_en, row.name_fr, row.organisation = name_en, name_fr, organisation
    row.save()
    about = f"authority:{row.pk}"
    audit.record(Act.AUTHORITY_RECORDED, by=by, round=round, about=about)
    return row


def _new_code(name: str) -> str:
    base = slugify(name)[:40] or "authority"
    codes = set(Authority.objects.filter(code__startswith=base).values_list("code"))
    number = 1
    while ((code := base if number == 1 else f"{base}-{number}"),) in codes:
        number += 1
    return code


@transaction.atomic
def plan_action(
    *,
    round: Round,
    authority: Authority,
    recommendations: Sequence[Recommendation],
    title: str,
    steps: str,
    owner: str,
    due_on: date,
    by: Person,
) -> Action:
    """What an authority does for one or several recommendations addressed to it."""
    _check_own(round, authority, by)
    own = answerable_for(by, round).values_list("pk", flat=True)
    if not recommendations or not {r.pk for r in recommendations} <= set(own):
        raise Refused(_("Choose at least one recommendation that is addressed to you."))
    for recommendation in recommendations:
        log.check_open(recommendation)
    action = Action.objects.create(
        authority=authority,
        title=title.strip(),
        steps=steps.strip(),
        owner=owner.strip(),
        due_on=due_on,
        by=by,
        at=log.now(),
    )
    action.recommendations.set(recommendations)
    _record(round, action, by, "planned")
    return action


@transaction.atomic
def finish_action(*, round: Round, action: Action, by: Person) -> Action:
    row = Action.objects.select_for_update().get(pk=action.pk)
    _check_own(round, row.authority, by)
    if row.done_on:
        raise Refused(_("This action is done already. Nothing has changed."))
    row.done_on = timezone.localdate()
    row.save(update_fields=["done_on"])
    _record(round, row, by, "done")
    return row


def _check_own(round: Round, authority: Authority, by: Person) -> None:
    if not own_authorities_for(by, round).filter(pk=authority.pk).exists():
        raise Refused(_("Only a contact of this authority can answer for it."))


def _record(round: Round, action: Action, by: Person, act: str) -> None:
    about, detail = f"action:{action.pk}", {"act": act}
    audit.record(Act.FOLLOWED_UP, by=by, round=round, about=about, detail=detail)
