"""Statistics of part E that are no indicator, as they were computed and protected."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import Audience, CellState, FigureSet
from surveys.models import Instrument

# Every column that could carry a number about people: empty in a hidden statistic.
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
    """One statistic for one audience; see analysis.statistic for what columns hold."""

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="statistics"
    )
    audience = models.CharField(max_length=8, choices=Audience)
    code = models.CharField(max_length=8)
    about = models.CharField(max_length=120)
    part_of = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=24, choices=Instrument.Source)
    design_class = models.CharField(max_length=12)
    unit = models.CharField(max_length=12)
    state = models.CharField(max_length=24, choices=CellState)
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

    class Meta:
        verbose_name = _("gap statistic")
        verbose_name_plural = _("gap statistics")
        ordering = ["pk"]  # of computing, which is the order of the pages
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "figure_set",
                    "audience",
                    "code",
                    "about",
                    "source",
                    "design_class",
                ],
                name="gap_statistic_is_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ok", value__isnull=False)
                | (
                    Q(state__in=[s for s in CellState.values if s != "ok"])
                    & Q(**{f"{name}__isnull": True for name in NUMBERS}, note="")
                ),
                name="gap_statistic_shows_a_value_or_no_number",
            ),
            models.CheckConstraint(
                condition=~Q(design_class="purposive")
                | Q(lower__isnull=True, upper__isnull=True, p_value__isnull=True),
                name="gap_statistic_not_at_random_has_no_range",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="gap_statistic_audience_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.about}"

    @property
    def is_shown(self):
        return self.state == CellState.OK
