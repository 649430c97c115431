"""Standards, their sources in law, and the indicators that measure them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.models import Instrument


class Direction(models.TextChoices):
    AT_LEAST = "at_least", _("Higher is better")
    AT_MOST = "at_most", _("Lower is better")
    RATIO = "ratio", _("The same for all groups is better")


class Verification(models.TextChoices):
    """Whether the source was read; article numbers that nobody read are not shown."""

    VERIFIED = "V", _("Read in the source")
    PARTLY = "P", _("Read in a secondary source")
    UNREAD = "U", _("Not yet read")


class Statistic(models.TextChoices):
    PROPORTION = "proportion", _("Share")
    MEAN = "mean", _("Mean")
    RATIO = "ratio", _("Ratio of two sums")


class Unit(models.TextChoices):
    """The unit of a figure."""

    SHARE = "share", _("Share")
    NUMBER = "number", _("Number")
    PLACE = "place", _("Share of places")
    DAYS = "days", _("Days")


class Rule(models.TextChoices):
    """The rule of judgement of indicators that are not judged by their estimate."""

    EVERY_PLACE = "every_place", _("Every place must meet it")


class Bilingual:
    """Texts in two columns, <name>_en and <name>_fr."""

    def in_language(self, name):
        language = "fr" if (get_language() or "en").startswith("fr") else "en"
        return getattr(self, f"{name}_{language}")


class Standard(Bilingual, models.Model):
    class Kind(models.TextChoices):
        STRUCTURAL = "structural", _("What the law says")
        PROCESS = "process", _("What is done")
        OUTCOME = "outcome", _("What people experience")

    id = models.CharField(primary_key=True, max_length=8)
    place = models.PositiveSmallIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    domain_en = models.CharField(max_length=60)
    domain_fr = models.CharField(max_length=60)
    title_en = models.CharField(max_length=200)
    title_fr = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=8, choices=Direction)
    target = models.FloatField(null=True, blank=True)
    parameter = models.CharField(max_length=120, blank=True)
    zero_tolerance = models.BooleanField(default=False)
    core = models.BooleanField(default=False)
    instruments = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("standard")
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="standard_direction_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.id} {self.title}"

    @property
    def title(self):
        return self.in_language("title")

    @property
    def domain(self):
        return self.in_language("domain")


class StandardSource(models.Model):
    standard = models.ForeignKey(
        Standard, on_delete=models.CASCADE, related_name="sources"
    )
    place = models.PositiveSmallIntegerField()
    citation = models.CharField(max_length=120)
    verification = models.CharField(max_length=1, choices=Verification)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("source of a standard")
        verbose_name_plural = _("sources of standards")
        ordering = ["standard__place", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "citation"], name="source_is_cited_once"
            ),
            models.CheckConstraint(
                condition=Q(verification__in=Verification.values),
                name="source_verification_is_known",
            ),
        ]

    def __str__(self):
        return self.citation


class Indicator(Bilingual, models.Model):
    """The definition of a figure: numerator and denominator as XLSForm expressions.

    1. A reserved state (refused, does not know, not asked, not applicable) reads as
       blank. People without an answer to a question of `denominator` are not in the
       base; they are counted by reason.
    2. Both expressions of a ratio are numbers, summed over the base: files with an
       order / files read.
    3. An indicator of one round (`round`) rests on a question of that round's own
       instrument. It is computed there alone, once a second person confirmed it.
    4. One that is in the files no more, though stored figures are of it, is retired: it
       stays to be read and is not computed again.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed by a second person")
        ENDED = "ended", _("Ended: not computed any more")

    RETIRED = 15_000  # the first place of those that are in the files no more
    FIRST_PLACE = 20_000  # of the indicators of rounds, after those of the catalogue

    id = models.CharField(primary_key=True, max_length=24)
    place = models.PositiveSmallIntegerField(unique=True)
    standard = models.ForeignKey(
        Standard,
        on_delete=models.CASCADE,
        related_name="indicators",
        null=True,
        blank=True,
    )
    round = models.ForeignKey(
        "surveys.Round",
        on_delete=models.PROTECT,
        related_name="own_indicators",
        null=True,
        blank=True,
    )
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=9, choices=State, default=State.CONFIRMED)
    # Question, and choice → counts, not or out; empty where it was typed.
    definition = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=24, choices=Instrument.Source)
    statistic = models.CharField(max_length=12, choices=Statistic)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.SHARE)
    numerator = models.TextField()
    denominator = models.TextField()
    target = models.FloatField(null=True, blank=True)
    direction = models.CharField(max_length=8, choices=Direction)
    zero_tolerance = models.BooleanField(default=False)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    label_en = models.CharField(max_length=200)
    label_fr = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("indicator")
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=("at_least", "at_most")),
                name="indicator_direction_is_known",
            ),
            models.CheckConstraint(
                condition=Q(statistic__in=Statistic.values),
                name="indicator_statistic_is_known",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values), name="indicator_unit_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    round__isnull=True,
                    standard__isnull=False,
                    instrument__isnull=True,
                    state="confirmed",
                    proposed_by__isnull=True,
                )
                | Q(
                    round__isnull=False,
                    instrument__isnull=False,
                    proposed_by__isnull=False,
                    proposed_at__isnull=False,
                ),
                name="indicator_is_of_the_catalogue_or_proposed_in_a_round",
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True)
                | Q(
                    state="proposed",
                    confirmed_by__isnull=True,
                    confirmed_at__isnull=True,
                )
                | Q(
                    state="confirmed",
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                )
                | Q(state="ended"),
                name="indicator_confirmed_has_a_person_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("proposed_by")),
                name="indicator_is_confirmed_by_another_person",
            ),
        ]

    def __str__(self):
        return self.id

    def get_absolute_url(self):
        """The page of an indicator of a round; those of the catalogue have none."""
        return reverse("assessment:indicator", args=[self.round.code, self.pk])

    @property
    def label(self):
        return self.in_language("label")

    @property
    def is_share(self):
        return self.unit in (Unit.SHARE, Unit.PLACE)

    @property
    def is_own(self):
        """Whether it is of one round, and not of the catalogue."""
        return self.round_id is not None

    @property
    def is_component(self):
        """A part of a standard, reported beside its main figure."""
        return self.is_own or self.id.count(".") > 1
