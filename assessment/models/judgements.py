"""Judgements of the review body on gaps; nothing computes them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet
from assessment.models.standards import Standard

SIDES = ("scale", "scope", "irremediable", "feasibility")


class Degree(models.IntegerChoices):
    LEAST = 1, _("1 – least")
    LITTLE = 2, "2"
    MUCH = 3, "3"
    MOST = 4, _("4 – most")


class Judgement(models.Model):
    """Severity and feasibility of one gap, as one person judged it.

    figure_set: the figures that the person saw. A later judgement is a new row and the
    newest counts, so that no judgement is overwritten.
    """

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="judgements"
    )
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="judgements"
    )
    scale = models.PositiveSmallIntegerField(choices=Degree)
    scope = models.PositiveSmallIntegerField(choices=Degree)
    irremediable = models.PositiveSmallIntegerField(choices=Degree)
    feasibility = models.PositiveSmallIntegerField(choices=Degree)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rating of a gap")
        verbose_name_plural = _("ratings of gaps")
        ordering = ["-judged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{side}__in": Degree.values}),
                name=f"judgement_{side}_is_a_degree",
            )
            for side in SIDES
        ]

    def __str__(self):
        return f"{self.standard_id} {self.judged_at:%Y-%m-%d}"
