"""Tablets that interviews are held on without a connection."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """The tablet of one person. It gets forms, and hands in sealed interviews."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="devices"
    )
    name = models.CharField(max_length=40)
    registered_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    # As the tablet last told: interviews that wait on it, and the keys of the server
    # that they, or its forms, are sealed to. rotate_keys keeps these keys.
    unsent = models.PositiveIntegerField(default=0)
    server_keys = models.JSONField(default=list)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    wiped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tablet")
        ordering = ["-last_seen_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="tablet_is_revoked_by_somebody",
            )
        ]

    def __str__(self):
        return self.name
