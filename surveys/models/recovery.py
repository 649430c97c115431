"""Letting a person back in who lost their password or their second sign-in step."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.people import Person


class Recovery(models.Model):
    """A link with which a person chooses a new password; two managers agree to it.

    The second is of another organisation, or of the review body, and hands the link
    over. With it every second sign-in step of the person ends. Here lies its hash only.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="recoveries"
    )
    # How the first manager made sure that it is this person.
    checked_how = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    second = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    second_at = models.DateTimeField(null=True, blank=True)
    # Many recoveries have no token, and no two have the same one.
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recovery of an account")
        verbose_name_plural = _("recoveries of accounts")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("asked_by"))
                & (
                    Q(second__isnull=True)
                    | (~Q(second=F("asked_by")) & ~Q(second=F("person")))
                ),
                name="recovery_takes_two_others",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True) | Q(second__isnull=False),
                name="recovery_has_a_link_once_a_second_agrees",
            ),
        ]

    def __str__(self):
        return str(self.person)
