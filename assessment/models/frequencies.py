"""Frequencies of closed questions, exact and as they are published.

One row is one choice of a question: of the people who were asked it and answered, how
many chose it. Nobody defines them.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet
from assessment.models.published import NO_NUMBER, PublicationState, Published
from surveys.models import Instrument

KEY = ("instrument_id", "question", "wording", "choice", "source", "design_class")


class OfChoice(models.Model):
    """What a frequency is of.

    wording: a hash of the words and choices with which the question was asked; versions
    that ask it in the same words are counted together.
    """

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(max_length=250)
    wording = models.CharField(max_length=16)
    choice = models.CharField(max_length=250)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.question} {self.choice}"


class Frequency(OfChoice):
    """One exact frequency, for the review body and analysts only."""

    is_exact = True

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="frequencies"
    )
    source = models.CharField(max_length=24, choices=Instrument.Source)
    design_class = models.CharField(max_length=12)
    n = models.PositiveIntegerField()
    n_base = models.PositiveIntegerField()
    n_clusters = models.PositiveIntegerField()
    k = models.PositiveIntegerField()
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    deff = models.FloatField(null=True)
    nonresponse = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("frequency")
        verbose_name_plural = _("frequencies")
        ordering = ["pk"]  # of computing: the order of the questionnaire
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "figure_set",
                    "instrument",
                    "question",
                    "wording",
                    "choice",
                    "source",
                    "design_class",
                ],
                name="frequency_is_stored_once",
            ),
            models.CheckConstraint(
                condition=~Q(design_class="purposive")
                | Q(estimate__isnull=True, lower__isnull=True, upper__isnull=True),
                name="frequency_not_at_random_has_no_range",
            ),
        ]


class PublishedFrequency(OfChoice, Published):
    """The public version of one frequency."""

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="published_frequencies"
    )
    nonresponse = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("published frequency")
        verbose_name_plural = _("published frequencies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "figure_set",
                    "instrument",
                    "question",
                    "wording",
                    "choice",
                    "source",
                    "design_class",
                ],
                name="published_frequency_is_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PUBLISHED)
                | (NO_NUMBER & Q(nonresponse={})),
                name="published_frequency_not_published_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values),
                name="published_frequency_state_is_known",
            ),
        ]
