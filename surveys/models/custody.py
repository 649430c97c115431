"""Who holds the keys to people's own words, and who opened which of them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CustodianKey(models.Model):
    """The public half of a custodian's key; the private half is on paper only."""

    person = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="custodian_keys"
    )
    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="custodian_keys"
    )
    public_key = models.BinaryField(max_length=65)
    fingerprint = models.CharField(max_length=16)
    registered_at = models.DateTimeField(default=timezone.now)
    # By the review body or two custodians who heard the check code from its owner.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("custodian's key")
        verbose_name_plural = _("custodians' keys")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "round"],
                condition=Q(retired_at__isnull=True),
                name="custodian_has_one_active_key_in_a_round",
            ),
            # One key under two names would be one person who is two.
            models.UniqueConstraint(
                fields=["fingerprint"], name="custodian_key_is_registered_once"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True)
                | Q(retired_at__gte=F("registered_at")),
                name="custodian_key_retires_after_it_is_registered",
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.fingerprint}"


class KeyConfirmation(models.Model):
    """One person compared the check code of a key with what its owner read out."""

    key = models.ForeignKey(
        CustodianKey, on_delete=models.CASCADE, related_name="confirmations"
    )
    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="keys_confirmed"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("confirmation of a key")
        verbose_name_plural = _("confirmations of keys")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "by"], name="key_is_confirmed_once_by_a_person"
            )
        ]

    def __str__(self):
        return f"{self.key} · {self.by}"


class SealedKey(models.Model):
    """The wrapped key of one interview. Without this row its words are noise."""

    interview = models.OneToOneField(
        "surveys.Interview", on_delete=models.CASCADE, related_name="sealed_key"
    )
    layers = models.JSONField(help_text=_("By the check code of a custodian’s key"))

    class Meta:
        verbose_name = _("key of an interview")
        verbose_name_plural = _("keys of interviews")

    def __str__(self):
        return str(self.interview)


class Opening(models.Model):
    """One custodian asks to open one answer; another one agrees, or does not."""

    HOURS = 24

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(
        "surveys.Interview", on_delete=models.CASCADE, related_name="openings"
    )
    question = models.CharField(max_length=160)
    reason = models.BinaryField()  # ciphertext: a reason may say who somebody is
    asked_by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="openings_asked"
    )
    partner = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="openings_to_judge"
    )
    asker_key = models.ForeignKey(
        CustodianKey, on_delete=models.PROTECT, related_name="+"
    )
    partner_key = models.ForeignKey(
        CustodianKey, on_delete=models.PROTECT, related_name="+"
    )
    half = models.BinaryField(null=True, blank=True)  # the inner layer, while it lasts
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("opening")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("partner")),
                name="opening_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(asker_key=F("partner_key")),
                name="opening_takes_two_keys",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(refused_at__isnull=True),
                name="opening_is_agreed_or_refused_not_both",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(agreed_at__isnull=False),
                name="opening_is_agreed_before_it_is_opened",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(half__isnull=True),
                name="opening_refused_keeps_no_half",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")),
                name="opening_expires_after_it_is_asked",
            ),
        ]

    def __str__(self):
        return str(self.id)

    @property
    def expired(self):
        return self.expires_at <= timezone.now()

    @property
    def waits(self):
        return not (self.expired or self.agreed_at or self.refused_at)

    @property
    def may_be_opened(self):
        return bool(self.agreed_at and self.half and not self.expired)


class KeySentinel(models.Model):
    """A word sealed under each key in use, by which the server recognises its keys."""

    key_id = models.CharField(max_length=32, unique=True)
    body = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("test record of a key")
        verbose_name_plural = _("test records of keys")

    def __str__(self):
        return self.key_id
