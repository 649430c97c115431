"""Exact statistics of part E, which are not indicators."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet
from surveys.models import Instrument

NUMBERS = (
    "value",
    "lower",
    "upper",
    "level",
    "n",
    "k",
    "numerator",
    "denominator",
    "reporting",
    "known",
    "p_value",
    "p_adjusted",
)


class GapStatistic(models.Model):
    """One exact statistic; see analysis.material for what columns hold."""

    is_exact = True

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="statistics"
    )
    code = models.CharField(max_length=8)
    about = models.CharField(max_length=120)
    part_of = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=24, choices=Instrument.Source)
    design_class = models.CharField(max_length=12)
    unit = models.CharField(max_length=12)
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    level = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    k = models.PositiveIntegerField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    reporting = models.PositiveIntegerField(null=True)
    known = models.PositiveIntegerField(null=True)
    p_value = models.FloatField(null=True)
    p_adjusted = models.FloatField(null=True)
    when = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    steps = models.JSONField(default=list)

    class Meta:
        verbose_name = _("gap statistic")
        verbose_name_plural = _("gap statistics")
        ordering = ["pk"]  # of computing, which is the order of the pages
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "figure_set",
                    "code",
                    "about",
                    "source",
                    "design_class",
                ],
                name="gap_statistic_is_stored_once",
            ),
            models.CheckConstraint(
                condition=~Q(design_class="purposive")
                | Q(lower__isnull=True, upper__isnull=True, p_value__isnull=True),
                name="gap_statistic_not_at_random_has_no_range",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.about}"
