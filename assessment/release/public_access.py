"""Opening what is released to people without an account."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.access import token_hash
from assessment.audit_trail import now
from assessment.models import FigureSet, PublicAddress, ReadingLink
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Person, Round


@transaction.atomic
def open_to_everybody(*, round: Round, by: Person) -> PublicAddress:
    """Let everybody read what is released of the round, now and later."""
    Round.objects.select_for_update().get(pk=round.pk)
    if not round.figure_sets.filter(state=FigureSet.State.RELEASED).exists():
        raise Refused(_("Nothing of this round is released yet."))
    if round.public_addresses.filter(ended_at__isnull=True).exists():
        raise Refused(_("Everybody can already read what is released."))
    address = PublicAddress.objects.create(round=round, opened_at=now(), opened_by=by)
    audit.record(Act.OPENED_TO_ALL, by=by, round=round, about=f"round:{round.code}")
    return address


@transaction.atomic
def close_to_everybody(*, round: Round, by: Person) -> None:
    """End the public address; what caches and readers kept of it stays with them."""
    standing = round.public_addresses.select_for_update().filter(ended_at__isnull=True)
    if not standing.update(ended_at=now(), ended_by=by):
        raise Refused(_("There is no public address now."))
    audit.record(Act.CLOSED_TO_ALL, by=by, round=round, about=f"round:{round.code}")


@transaction.atomic
def make_link(*, figure_set: FigureSet, reader: str, days: int, by: Person) -> str:
    """Make a link that opens one release for some days; returns its token, once."""
    if not figure_set.is_released:
        raise Refused(_("Only released figures can be read by a link."))
    token = secrets.token_urlsafe(32)
    link = ReadingLink.objects.create(
        figure_set=figure_set,
        token_hash=token_hash(token),
        reader=reader.strip(),
        made_at=now(),
        made_by=by,
        expires_at=now() + timedelta(days=days),
    )
    _note_link(Act.LINK_MADE, link, by)
    return token


@transaction.atomic
def end_link(*, link: ReadingLink, by: Person) -> None:
    """End a link before its time."""
    ended = ReadingLink.objects.filter(pk=link.pk, ended_at__isnull=True)
    if ended.update(ended_at=now()):
        _note_link(Act.LINK_ENDED, link, by)


def _note_link(act: Act, link: ReadingLink, by: Person) -> None:
    audit.record(
        act,
        by=by,
        round=link.figure_set.round,
        about=f"figures:{link.figure_set_id}",
        detail={"link": link.pk, "expires": link.expires_at.isoformat()},
    )
