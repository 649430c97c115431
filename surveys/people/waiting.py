"""What waits for a person on first pages: invitations, keys, people, exclusions."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from surveys.access import rounds_for
from surveys.models import Decision, Person, Role
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
    return [(text(n) % {"n": n}, address) for n, text, address in found if n]
