"""Instruments and their versions; a published version never changes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Instrument(models.Model):
    class Source(models.TextChoices):
        """Who answers: figures of different informants are never pooled."""

        MIGRANT = "migrant", _("Migrants")
        AUTHORITY = "authority", _("Authorities and staff")
        NGO = "ngo", _("Civil society")
        PROVIDER = "alternative_provider", _("Providers of alternatives")
        RECORDS = "records", _("Records")

    code = models.SlugField(unique=True)
    source = models.CharField(max_length=24, choices=Source)

    class Meta:
        verbose_name = _("instrument")

    def __str__(self):
        return self.code


class InstrumentVersion(models.Model):
    class State(models.TextChoices):
        LOADED = "loaded", _("Loaded")
        PUBLISHED = "published", _("Published")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    compiled = models.JSONField()
    workbook = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.LOADED)
    loaded_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("instrument version")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "version"], name="version_name_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | Q(state="loaded", published_at__isnull=True),
                name="version_published_has_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.instrument} {self.version}"
