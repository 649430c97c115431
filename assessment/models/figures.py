"""Sets of figures and exact figures, stored once when they are computed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.models import Instrument

LEFT_OUT = "left_out"  # and why: somebody excluded the interview
SUPERSEDED = "superseded"  # why a record is excluded: there is a later one of the place


class Finding(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    INCONCLUSIVE = "inconclusive", _("Too close to call")
    NOT_ASSESSED = "not_assessed", _("Not assessed: nobody was asked")
    NOT_PUBLISHED = "not_published", _("Not published: fewer than ten people")
    NO_FINDING = "no_finding", _("No finding")


class Cases(models.TextChoices):
    """Status of cases, for standards that allow none."""

    NOT_KNOWN = "", _("Not known")
    VERIFIED = "verified", _("At least one, verified")
    REPORTED = "reported", _("Reported")
    NOT_REPORTED = "not_reported", _("Not reported")


class FigureSet(models.Model):
    """All figures of a round at one moment, with what is needed to recompute them."""

    class State(models.TextChoices):
        COMPUTED = "computed", _("Computed, not released")
        RELEASED = "released", _("Released")

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="figure_sets"
    )
    earlier = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compared_by",
        help_text=_("The released figures of the previous round, compared with these"),
    )
    state = models.CharField(max_length=8, choices=State, default=State.COMPUTED)
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # A release takes two members of the review body: who proposes it, who releases it.
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # Why a second member sent the last proposal back.
    sent_back_because = models.TextField(blank=True)
    # What was calculated wrongly before, in the words of the review body (rule 16).
    correction_en = models.TextField(blank=True)
    correction_fr = models.TextField(blank=True)
    release_number = models.PositiveSmallIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    fingerprint = models.CharField(max_length=64)
    code_version = models.CharField(max_length=64)
    settings = models.JSONField()
    coverage = models.JSONField()
    precision = models.JSONField(
        default=dict,
        help_text=_("Design effects and degrees of freedom of the published ranges"),
    )
    synthetic = models.BooleanField()
    # Of a release: the counts that everybody but readers of exact figures sees.
    released_coverage = models.JSONField(null=True, blank=True)
    versions = models.JSONField(
        default=list,
        help_text=_("Instrument versions whose interviews the figures rest on"),
    )

    class Meta:
        verbose_name = _("figure set")
        ordering = ["-computed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="computed",
                    release_number__isnull=True,
                    released_at__isnull=True,
                    released_by__isnull=True,
                )
                | Q(
                    state="released",
                    release_number__isnull=False,
                    released_at__isnull=False,
                    released_by__isnull=False,
                ),
                name="figure_set_release_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True, proposed_by__isnull=True)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="figure_set_proposed_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | Q(proposed_by__isnull=True)  # released before two were asked for
                | ~Q(released_by=F("proposed_by")),
                name="figure_set_is_released_by_a_second_member",
            ),
            models.CheckConstraint(
                condition=Q(correction_en="", correction_fr="")
                | (~Q(correction_en="") & ~Q(correction_fr="")),
                name="figure_set_correction_is_told_in_both_languages",
            ),
            models.UniqueConstraint(
                fields=["round", "release_number"],
                name="figure_set_releases_are_numbered_once",
            ),
            models.UniqueConstraint(
                fields=["round", "fingerprint"],
                name="figure_set_of_the_same_inputs_is_kept_once",
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.fingerprint[:8]}"

    def get_absolute_url(self):
        return reverse("assessment:figure_set", args=[self.pk])

    @property
    def is_released(self):
        return self.state == self.State.RELEASED

    @property
    def is_correction(self):
        return bool(self.correction_en)

    @property
    def correction(self):
        """What was calculated wrongly before, in the language of the reader."""
        french = (get_language() or "en").startswith("fr")
        return self.correction_fr if french else self.correction_en

    @property
    def coverage_in_public(self):
        """Numbers of interviews as everybody reads them; see release/release.py."""
        return self.released_coverage or self.coverage

    @property
    def has_standing_figures(self):
        """Whether some published rows stand from an earlier release."""
        figures, *others = (
            rows.filter(stands_from__isnull=False).order_by().values("pk")
            for rows in (
                self.published_figures,
                self.published_statistics,
                self.published_frequencies,
            )
        )
        return figures.union(*others).exists()  # one question for the three tables

    @property
    def follows_the_rule(self):
        """Whether the set was computed under the present publication rule.

        An older set keeps what was released of it; what was suppressed is not known.
        """
        return "publication" in self.settings

    @property
    def is_stale(self):
        """Whether an interview was withdrawn since these figures were computed.

        Of this round, or of the one that it is compared with.
        """
        rounds = [self.round] + ([self.earlier.round] if self.earlier else [])
        withdrawn = [
            round.last_withdrawal_at for round in rounds if round.last_withdrawal_at
        ]
        return any(moment >= self.computed_at for moment in withdrawn)


COUNTS = ("n", "n_base", "n_clusters", "k", "numerator", "denominator")
MEASURES = (
    "estimate",
    "se",
    "df",
    "lower",
    "upper",
    "lower_50",
    "upper_50",
    "deff",
    "n_eff",
    "gap",
    "gap_lower",
    "gap_upper",
    "difference",
    "diff_lower",
    "diff_upper",
    "p_value",
    "overall_p",
    "overall_p_adjusted",
)


class Figure(models.Model):
    """One exact estimate of one group, for the review body and analysts only.

    Its public version is the PublishedFigure with the same key.
    """

    is_exact = True

    figure_set = models.ForeignKey(
        FigureSet, on_delete=models.CASCADE, related_name="figures"
    )
    indicator = models.ForeignKey(
        "assessment.Indicator", on_delete=models.PROTECT, related_name="figures"
    )
    source = models.CharField(max_length=24, choices=Instrument.Source)
    group_var = models.CharField(max_length=24, default="all")
    group_code = models.CharField(max_length=40, default="all")
    design_class = models.CharField(max_length=12)
    finding = models.CharField(max_length=16, choices=Finding)
    cases = models.CharField(max_length=16, choices=Cases, blank=True)
    n = models.PositiveIntegerField(null=True)
    n_base = models.PositiveIntegerField(null=True)
    n_clusters = models.PositiveIntegerField(null=True)
    k = models.PositiveIntegerField(null=True)
    numerator = models.PositiveBigIntegerField(null=True)
    denominator = models.PositiveBigIntegerField(null=True)
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    df = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    lower_50 = models.FloatField(null=True)
    upper_50 = models.FloatField(null=True)
    level = models.FloatField(null=True)
    method = models.CharField(max_length=40, blank=True)
    deff = models.FloatField(null=True)
    n_eff = models.FloatField(null=True)
    target = models.FloatField(null=True)
    direction = models.CharField(max_length=8, blank=True)
    gap = models.FloatField(null=True)
    gap_lower = models.FloatField(null=True)
    gap_upper = models.FloatField(null=True)
    compare_to = models.CharField(max_length=40, blank=True)
    difference = models.FloatField(null=True)
    diff_lower = models.FloatField(null=True)
    diff_upper = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    overall_p = models.FloatField(null=True)
    overall_p_adjusted = models.FloatField(null=True)
    comparison = models.CharField(max_length=16, blank=True)
    quality = models.CharField(max_length=40, blank=True)
    nonresponse = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("figure")
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
                name="figure_is_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=Finding.values), name="figure_finding_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(design_class="purposive")
                | Q(
                    lower__isnull=True,
                    upper__isnull=True,
                    difference__isnull=True,
                    p_value__isnull=True,
                    finding__in=("no_finding", "not_met"),
                ),
                name="figure_not_at_random_has_no_range_and_no_verdict",
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.group_var}={self.group_code}"
