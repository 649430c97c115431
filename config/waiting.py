"""What waits for a person on first pages: invitations, keys, people, exclusions."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Indicator
from assessment.recommendations.reminders import waiting_recommendations
from assessment.standards.own_indicators import may_confirm
from surveys.access import rounds_for
from surveys.models import Decision, Membership, Person, Role, Round
from surveys.people.managed_people import invitations_to_confirm
from surveys.people.recovery import recoveries_to_confirm
from surveys.sealed_answers.custodian_keys import keys_to_confirm


def waiting_for(person: Person) -> list[tuple[str, str]]:
    """(sentence, address of the page) for each kind of thing that needs the person."""
    found = [
        (
            invitations_to_confirm(person).count(),
            lambda n: ngettext(
                "%(n)d invitation to confirm", "%(n)d invitations to confirm", n
            ),
            reverse("people"),
        ),
        (
            recoveries_to_confirm(person).count(),
            lambda n: ngettext(
                "%(n)d person to let back in", "%(n)d people to let back in", n
            ),
            reverse("people"),
        ),
        (
            keys_to_confirm(person).count(),
            lambda n: ngettext(
                "%(n)d key of a custodian to confirm",
                "%(n)d keys of custodians to confirm",
                n,
            ),
            reverse("custody-confirm"),
        ),
    ]
    for round in rounds_for(person, Role.REVIEWER):
        exclusions = Decision.objects.filter(
            interview__round=round, state=Decision.State.WAITING
        )
        found.append(
            (
                exclusions.count(),
                lambda n: ngettext(
                    "%(n)d exclusion of an interview to agree to",
                    "%(n)d exclusions of interviews to agree to",
                    n,
                ),
                reverse("interviews", args=[round.code]),
            )
        )
    waiting = [(text(n) % {"n": n}, address) for n, text, address in found if n]
    return (
        waiting
        + _figures_to_confirm(person)
        + _rounds_without_coordinator(person)
        + waiting_recommendations(person)
    )


def _figures_to_confirm(person: Person) -> list[tuple[str, str]]:
    proposed = Indicator.objects.filter(
        round__in=rounds_for(person), state=Indicator.State.PROPOSED
    )
    return [
        (
            _("A figure to confirm: %(name)s") % {"name": indicator.label},
            indicator.get_absolute_url(),
        )
        for indicator in proposed.select_related("round")
        if may_confirm(person, indicator)
    ]


def _rounds_without_coordinator(person: Person) -> list[tuple[str, str]]:
    coordinators = Membership.objects.filter(
        round=OuterRef("pk"), role=Role.COORDINATOR, ended_at__isnull=True
    )
    rounds = rounds_for(person, Role.ADMINISTRATOR).filter(state=Round.State.PLANNED)
    text = _(
        "%(round)s has no coordinator yet. Add the organisations, then invite people to"
        " it."
    )
    return [
        (text % {"round": round.name}, reverse("organisations"))
        for round in rounds.filter(~Exists(coordinators))
    ]
