"""Instruments, their versions, and the rounds that use them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Codes of the instruments that come with the tool; one for each of who answers.
SHIPPED = {"migrant", "authority", "civil", "alternatives", "facility", "child", "law"}


class Instrument(models.Model):
    class Source(models.TextChoices):
        """Who answers: figures of different informants are never pooled."""

        MIGRANT = "migrant", _("Migrants")
        AUTHORITY = "authority", _("Authorities and staff")
        NGO = "ngo", _("Civil society")
        PROVIDER = "alternative_provider", _("Providers of alternatives")
        RECORDS = "records", _("Visits and records of places")
        CHILD = "child", _("Children and caregivers")
        LAW = "law", _("Laws and policies")

    code = models.SlugField(unique=True)
    source = models.CharField(max_length=24, choices=Source)

    class Meta:
        verbose_name = _("instrument")

    def __str__(self):
        return self.code

    @property
    def name(self):
        """Who answers, and for an instrument of one's own its code."""
        who = self.get_source_display()
        return str(who) if self.code in SHIPPED else f"{who} ({self.code})"


class InstrumentVersion(models.Model):
    class State(models.TextChoices):
        LOADED = "loaded", _("Loaded")
        CHECKED = "checked", _("Checked")  # and never changed again

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    compiled = models.JSONField()
    workbook = models.BinaryField()
    # {question: {"relevant": …}}: expressions as their author wrote them, for people.
    written = models.JSONField(default=dict, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOADED)
    loaded_at = models.DateTimeField(auto_now_add=True)
    # Without a person where a command on the server did it.
    loaded_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="loaded_versions",
        null=True,
        blank=True,
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="checked_versions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("instrument version")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "version"], name="version_name_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(state="checked", checked_at__isnull=False)
                | Q(state="loaded", checked_at__isnull=True),
                name="version_checked_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(loaded_by__isnull=True)
                | ~Q(checked_by=F("loaded_by")),
                name="version_is_checked_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(state="checked"),
                name="version_checked_by_only_when_checked",
            ),
        ]

    def __str__(self):
        return f"{self.instrument} {self.version}"


class RoundVersion(models.Model):
    """A version that was published for a round; new interviews use the newest one."""

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="round_versions"
    )
    version = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="round_versions"
    )
    published_at = models.DateTimeField()
    # Codes of the modules that the round asks; none where the version has no modules.
    modules = models.JSONField(default=list, blank=True)
    # Without a person where a command on the server did it.
    published_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="round_versions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("version of a round")
        verbose_name_plural = _("versions of a round")
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version"], name="version_is_published_once_in_a_round"
            )
        ]

    def __str__(self):
        return f"{self.round} · {self.version}"


class LabelMedia(models.Model):
    """A picture or a sound that a label of an instrument version names."""

    version = models.ForeignKey(
        InstrumentVersion, on_delete=models.CASCADE, related_name="media"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("picture or sound")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"], name="media_is_kept_once"
            )
        ]

    def __str__(self):
        return self.name
