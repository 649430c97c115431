"""What each place reports, for the review body and analysts only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet


class PlaceFact(models.Model):
    """One indicator of records at one place: what the place counts towards a figure.

    numerator, denominator: of a ratio, or 1 of 1 and 0 of 1 where the place meets it
    or does not. people: held there when places were planned.
    """

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="place_facts"
    )
    indicator = models.ForeignKey(
        "assessment.Indicator", on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(max_length=50)
    kind = models.CharField(max_length=8)
    district = models.CharField(max_length=80, blank=True)
    people = models.PositiveIntegerField()
    numerator = models.FloatField()
    denominator = models.FloatField()

    class Meta:
        verbose_name = _("fact about a place")
        verbose_name_plural = _("facts about places")
        ordering = ["indicator__place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure_set", "indicator", "place"],
                name="place_fact_is_stored_once",
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.place}"
