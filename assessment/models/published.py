"""Published figures and statistics, made from exact rows by the publication rule.

The columns are those of analysis.publication. A published row stands until a later
release replaces it (rule 15): `stands_from` is the number of the release it is of.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import Cases, FigureSet, Finding
from surveys.models import Instrument

BANDS = ("band_low", "band_high", "likely_low", "likely_high")


class PublicationState(models.TextChoices):
    """Whether a number is published, and if not, which rule suppresses it."""

    PUBLISHED = "published", _("Published")
    FEW_PEOPLE = "few_people", _("Not published: fewer than ten people")
    FEW_FOR_MEAN = "few_for_mean", _("Not published: more people are needed for a mean")
    PERHAPS_FEW = "perhaps_few", _("Not published: perhaps fewer than ten people")
    FEW_PLACES = "few_places", _("Not published: fewer than three places or programmes")
    FEW_INTERVIEWERS = "few_interviewers", _("Not published: one interviewer only")
    NEAR_ANOTHER = (
        "near_another",
        _("Not published: nearly the same people as another group"),
    )
    FEW_CASES = "few_cases", _("Not published: fewer than five cases")
    WAITS = "waits", _("Not published yet: too few interviews were added or withdrawn")
    BODY_ONLY = "body_only", _("For the review body only")
    OLDER_RULE = "older_rule", _("Not published under an older rule")


class Published(models.Model):
    """The columns that published figures and published statistics have in common."""

    is_exact = False

    source = models.CharField(max_length=24, choices=Instrument.Source)
    design_class = models.CharField(max_length=12)
    state = models.CharField(max_length=20, choices=PublicationState)
    band_low = models.PositiveSmallIntegerField(null=True)
    band_high = models.PositiveSmallIntegerField(null=True)
    likely_low = models.PositiveSmallIntegerField(null=True)
    likely_high = models.PositiveSmallIntegerField(null=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)
    k = models.PositiveIntegerField(null=True)
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    stands_from = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def is_published(self):
        return self.state == PublicationState.PUBLISHED


NUMBERS = (*BANDS, "base_low", "base_high", "k", "value", "lower", "upper")
NO_NUMBER = Q(**{f"{name}__isnull": True for name in NUMBERS})


class PublishedFigure(Published):
    """The public version of one figure."""

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="published_figures"
    )
    indicator = models.ForeignKey(
        "assessment.Indicator", on_delete=models.PROTECT, related_name="+"
    )
    group_var = models.CharField(max_length=24, default="all")
    group_code = models.CharField(max_length=40, default="all")
    with_others = models.BooleanField(default=False)
    places = models.PositiveIntegerField(null=True)
    target = models.FloatField(null=True)
    direction = models.CharField(max_length=8, blank=True)
    finding = models.CharField(max_length=16, choices=Finding)
    cases = models.CharField(max_length=16, choices=Cases, blank=True)
    compare_to = models.CharField(max_length=40, blank=True)
    comparison = models.CharField(max_length=16, blank=True)
    nonresponse = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("published figure")
        ordering = ["indicator__place", "source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "figure_set",
                    "indicator",
                    "source",
                    "group_var",
                    "group_code",
                    "design_class",
                ],
                name="published_figure_is_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PUBLISHED)
                | (NO_NUMBER & Q(places__isnull=True, comparison="", nonresponse={})),
                name="published_figure_not_published_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values),
                name="published_figure_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=Finding.values),
                name="published_figure_finding_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.group_var}={self.group_code}"


class PublishedStatistic(Published):
    """The public version of one statistic that is not an indicator."""

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="published_statistics"
    )
    code = models.CharField(max_length=8)
    about = models.CharField(max_length=120)
    part_of = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=12)
    fewer_than = models.PositiveSmallIntegerField(null=True)
    at_least = models.PositiveSmallIntegerField(null=True)
    reporting = models.PositiveIntegerField(null=True)
    known = models.PositiveIntegerField(null=True)
    when = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("published statistic")
        verbose_name_plural = _("published statistics")
        ordering = ["pk"]  # of computing, which is the order of the pages
        constraints = [
            models.UniqueConstraint(
                fields=["figure_set", "code", "about", "source", "design_class"],
                name="published_statistic_is_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PUBLISHED)
                | (NO_NUMBER & Q(fewer_than__isnull=True, at_least__isnull=True)),
                name="published_statistic_not_published_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values),
                name="published_statistic_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.about}"
