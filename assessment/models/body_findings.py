"""What the review body finds, fears, puts first and agrees as milestones, by round.

Nothing here is computed and nothing is overwritten: a later version is a new row, and
the newest counts.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.standards import Bilingual, Standard

MOST_CONCERNS = 15
FEWEST_PRIORITIES, MOST_PRIORITIES = 3, 6


class BodyVerdict(models.TextChoices):
    """What the body finds of a standard, in the words of the gap report."""

    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")
    INCONCLUSIVE = "inconclusive", _("Too close to call")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class Written(models.Model):
    """Who wrote a row in a round, when, and as which version."""

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="%(class)s_set"
    )
    version = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True


class BodyFinding(Bilingual, Written):
    """The body's own finding of one standard, beside the computed one.

    computed: what the newest figures said when it was written; "" without figures.
    """

    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="body_findings"
    )
    finding = models.CharField(max_length=12, choices=BodyVerdict)
    computed = models.CharField(max_length=16, blank=True)
    words_en = models.TextField(max_length=2000)
    words_fr = models.TextField(max_length=2000)
    reason_en = models.TextField(max_length=1000, blank=True)
    reason_fr = models.TextField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("finding of the review body")
        verbose_name_plural = _("findings of the review body")
        ordering = ["standard__place", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "standard", "version"],
                name="body_finding_has_its_own_version",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=BodyVerdict.values),
                name="body_finding_is_of_the_list",
            ),
            models.CheckConstraint(
                condition=~Q(words_en="") & ~Q(words_fr=""),
                name="body_finding_has_words_in_both_languages",
            ),
            models.CheckConstraint(
                condition=~Q(computed__in=("met", "not_met", "inconclusive"))
                | Q(finding=F("computed"))
                | (~Q(reason_en="") & ~Q(reason_fr="")),
                name="body_finding_that_differs_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.standard_id} {self.version}"

    @property
    def differs(self):
        """Whether the figures had a finding, and it was another one."""
        computed = self.computed in ("met", "not_met", "inconclusive")
        return computed and self.finding != self.computed

    @property
    def words(self):
        return self.in_language("words")

    @property
    def reason(self):
        return self.in_language("reason")


class Concern(Bilingual, Written):
    """One of at most 15 concerns; all of a version were written together."""

    place = models.PositiveSmallIntegerField()
    text_en = models.TextField(max_length=600)
    text_fr = models.TextField(max_length=600)
    standards = models.ManyToManyField(Standard, related_name="+", blank=True)

    class Meta:
        verbose_name = _("concern")
        ordering = ["-version", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version", "place"], name="concern_has_its_own_place"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_CONCERNS),
                name="concern_is_of_fifteen_at_most",
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_fr=""),
                name="concern_has_words_in_both_languages",
            ),
        ]

    def __str__(self):
        return f"{self.place}. {self.text_en}"

    @property
    def text(self):
        return self.in_language("text")


class Priority(Bilingual, Written):
    """One of three to six gaps that the body puts first, in its order."""

    place = models.PositiveSmallIntegerField()
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    text_en = models.TextField(max_length=600)
    text_fr = models.TextField(max_length=600)

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["-version", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version", "place"], name="priority_has_its_own_place"
            ),
            models.UniqueConstraint(
                fields=["round", "version", "standard"],
                name="priority_names_a_standard_once",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_PRIORITIES),
                name="priority_is_of_six_at_most",
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_fr=""),
                name="priority_has_words_in_both_languages",
            ),
        ]

    def __str__(self):
        return f"{self.place}. {self.standard_id}"

    @property
    def text(self):
        return self.in_language("text")


class Milestone(Bilingual, Written):
    """What the body agreed to reach by a year, beside the normative target.

    value: in the unit of the standard's main indicator; shares from 0 to 1.
    after_figures: whether figures of the round had been computed before.
    """

    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="milestones"
    )
    value = models.FloatField()
    year = models.PositiveSmallIntegerField()
    words_en = models.CharField(max_length=300, blank=True)
    words_fr = models.CharField(max_length=300, blank=True)
    after_figures = models.BooleanField()

    class Meta:
        verbose_name = _("milestone")
        ordering = ["standard__place", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "standard", "version"],
                name="milestone_has_its_own_version",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="milestone_is_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="milestone_year_is_of_this_century",
            ),
        ]

    def __str__(self):
        return f"{self.standard_id} {self.year}"

    @property
    def words(self):
        return self.in_language("words")
