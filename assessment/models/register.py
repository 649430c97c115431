"""The release register: what readers were told, release after release."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import Audience, FigureSet


class ReleasedTables(models.Model):
    """All cells of one release for one audience. Never changed or taken out: database
    triggers refuse it, or a later release could be safe by forgetting an earlier one.

    cells: one list per cell in the order of CELL. n, k, share as told (null where
    hidden); low, high: a range that a reader cannot narrow, at the moment of release.
    """

    CELL = (
        "indicator",
        "source",
        "design_class",
        "group_var",
        "group_code",
        "n",
        "k",
        "yes",
        "share",
        "complete",
        "low",
        "high",
    )

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.PROTECT, related_name="register"
    )
    audience = models.CharField(max_length=8, choices=Audience)
    threshold = models.PositiveSmallIntegerField()
    base = models.PositiveSmallIntegerField()
    used = models.JSONField()
    withdrawn = models.JSONField()
    cells = models.JSONField()

    class Meta:
        verbose_name = _("released tables")
        verbose_name_plural = _("released tables")
        ordering = ["figure_set", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure_set", "audience"], name="release_is_registered_once"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="release_audience_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.figure_set} {self.audience}"
