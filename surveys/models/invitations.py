"""Invitations, and the sessions that are open."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.people import CONFIRMED_ROLES, Organisation, Person, Role


class Invitation(models.Model):
    """A role offered to an address, once and not for long.

    The token is in the hands of who was invited; here lies its hash only. A role of
    CONFIRMED_ROLES has no token before a second person has confirmed the invitation.
    """

    email = models.EmailField(_("email"))
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(max_length=20, choices=Role)
    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="invitations"
    )
    # Many invitations have no token yet, and no two have the same one.
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    # Without a person where a command on the server made it, for the first two people.
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    # Somebody who was not signed in chose a password. Only the person of the address
    # may use the link then, so that it does not tell whether they had an account.
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_expires"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_has_a_person_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_is_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("made_by")),
                name="invitation_is_accepted_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("made_by")),
                name="invitation_is_confirmed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="invitation_confirmed_has_a_person_and_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=CONFIRMED_ROLES)
                | Q(token_hash__isnull=True)
                | Q(confirmed_at__isnull=False)
                | Q(made_by__isnull=True)
                | Q(accepted_at__isnull=False)  # accepted before this rule
                | Q(withdrawn_at__isnull=False),
                name="invitation_has_a_link_once_it_is_confirmed",
            ),
        ]

    def __str__(self):
        return f"{self.email} – {self.get_role_display()}"


class OpenSession(AbstractBaseSession):
    """A browser that is signed in. The data is ciphertext, the key a hash of it.

    `device` says the family of browser and system, no more.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="sessions", null=True
    )
    device = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
