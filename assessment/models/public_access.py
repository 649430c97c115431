"""Who may read released figures without an account: everybody, or holders of a link."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet


class PublicAddress(models.Model):
    """The review body lets everybody read what it released of a round.

    A row that has not ended stands; a later decision is a new row.
    """

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="public_addresses"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(ended_at__isnull=True),
                name="public_address_of_a_round_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="public_address_ended_says_who_and_when",
            ),
        ]

    def __str__(self):
        return str(self.round)


class ReadingLink(models.Model):
    """A link that opens one release without an account, for some days.

    Only the hash of its token is stored: the link is shown once, when it is made.
    """

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.PROTECT, related_name="reading_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    reader = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reading link")
        verbose_name_plural = _("reading links")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="reading_link_expires_after_it_is_made",
            ),
        ]

    def __str__(self):
        return f"{self.figure_set} {self.reader}"
