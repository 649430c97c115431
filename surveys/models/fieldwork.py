"""The plan of a round: strata, primary units with populations, who asks where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DesignClass(models.TextChoices):
    CENSUS = "census", _("Everyone was asked")
    PROBABILITY = "probability", _("Chosen at random")
    SYSTEMATIC = "systematic", _("One person at regular steps in a list")
    PURPOSIVE = "purposive", _("Not chosen at random")


class Selection(models.TextChoices):
    """How people were chosen at a place."""

    LIST = "list", _("At random from a list")
    EVERY_KTH = "kth", _("Every k-th person")
    BED = "bed", _("By bed or room drawn at random")
    ALL = "all", _("Everybody")
    PURPOSIVE = "purposive", _("Not at random")


class SiteKind(models.TextChoices):
    DEDICATED = "ded", _("Dedicated immigration centre")
    POLICE = "police", _("Police or gendarmerie")
    PRISON = "prison", _("Prison")
    BORDER = "border", _("Border, port, airport or transit zone")
    MILITARY = "mil", _("Military site")
    HEALTH = "health", _("Hospital or quarantine")
    CLOSED = "closed", _("Closed shelter or family unit")
    IMPROVISED = "adhoc", _("Improvised place")


class LegalBasis(models.TextChoices):
    """The legal basis of a round. Consent in detention is weak: it is asked too."""

    MANDATE = "mandate", _("Task in the public interest: mandate of the review body")
    VITAL = "vital", _("Vital interests of the people detained")
    DUTY = "duty", _("Legal duty to monitor places of detention")


class Round(models.Model):
    """One joint assessment in one period."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=3, help_text=_("ISO 3166 alpha-3 code"))
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=8, choices=LegalBasis, blank=True)
    impact_assessment = models.CharField(
        max_length=160,
        blank=True,
        help_text=_("Where to find the signed data-protection impact assessment"),
    )
    sharing_protocol = models.CharField(
        max_length=160,
        blank=True,
        help_text=_("Where to find the signed information-sharing protocol"),
    )
    withdrawal_until = models.DateField(null=True, blank=True)
    retention_until = models.DateField(null=True, blank=True)
    most_interviews_a_day = models.PositiveSmallIntegerField(
        default=5, help_text=_("For one interviewer")
    )
    # When the interviews were last checked for flags of field quality.
    quality_checked_at = models.DateTimeField(null=True, blank=True)
    last_withdrawal_at = models.DateTimeField(null=True, blank=True)
    # How many interviews were ever received, and its keyed hash; see row_hashes.py.
    interviews_received = models.PositiveIntegerField(default=0)
    received_hash = models.CharField(max_length=64, blank=True)
    clinical_approval = models.CharField(
        max_length=80,
        blank=True,
        help_text=_("Approval of clinical scales and of the protocol for using them"),
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text=_("The earlier round that this one is compared with"),
    )
    exclusions_by_two = models.BooleanField(
        default=False,
        help_text=_("An interview is excluded when the review body agrees"),
    )
    child_ethics_approval = models.CharField(max_length=80, blank=True)
    child_protection_partner = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = _("round")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="round_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(child_ethics_approval="", child_protection_partner="")
                | ~(Q(child_ethics_approval="") | Q(child_protection_partner="")),
                name="round_opens_to_children_with_both_or_neither",
            ),
            models.CheckConstraint(
                condition=~Q(state="open")
                | (
                    ~Q(legal_basis="")
                    & ~Q(impact_assessment="")
                    & Q(withdrawal_until__isnull=False)
                    & Q(retention_until__isnull=False)
                ),
                name="round_opens_with_its_legal_basis",
            ),
            models.CheckConstraint(
                condition=Q(legal_basis__in=["", *LegalBasis.values]),
                name="round_legal_basis_is_known",
            ),
            models.CheckConstraint(
                condition=Q(most_interviews_a_day__gte=1),
                name="round_lets_an_interviewer_work",
            ),
            models.CheckConstraint(
                condition=Q(retention_until__isnull=True)
                | Q(withdrawal_until__isnull=True)
                | Q(retention_until__gte=F("withdrawal_until")),
                name="round_keeps_while_it_can_be_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")),
                name="round_does_not_follow_itself",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def open_to_children(self):
        return bool(self.child_ethics_approval and self.child_protection_partner)


class EarlierDays(models.Model):
    """Earlier last days of a round that a coordinator asked for; two others agree."""

    round = models.OneToOneField(
        Round, on_delete=models.CASCADE, related_name="earlier_days"
    )
    withdrawal_until = models.DateField()
    retention_until = models.DateField()
    asked_by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    partner = models.ForeignKey(  # a coordinator of another organisation
        "surveys.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    reviewer = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("request for earlier days")
        verbose_name_plural = _("requests for earlier days")
        constraints = [
            models.CheckConstraint(
                condition=(Q(partner__isnull=True) | ~Q(partner=F("asked_by")))
                & (Q(reviewer__isnull=True) | ~Q(reviewer=F("asked_by")))
                & (
                    Q(partner__isnull=True)
                    | Q(reviewer__isnull=True)
                    | ~Q(partner=F("reviewer"))
                ),
                name="earlier_days_take_three_people",
            )
        ]

    def __str__(self):
        return f"{self.round} · {self.withdrawal_until} · {self.retention_until}"


class Draw(models.Model):
    """One draw of the sample of a round; the newest one counts.

    seed and plan give the same places again; plan: stratum → method, places.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    seed = models.BigIntegerField()
    plan = models.JSONField()
    reason = models.CharField(max_length=160, blank=True)  # why it was drawn again
    made_by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.round} · {self.seed}"


class Stratum(models.Model):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="strata")
    code = models.SlugField()
    name = models.CharField(max_length=120)
    frame_count = models.PositiveIntegerField(
        help_text=_("Places of this stratum in the country, visited or not")
    )
    # For the variance only: strata of one place each that a coordinator joined.
    joined_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="joined", null=True, blank=True
    )

    class Meta:
        verbose_name = _("stratum")
        verbose_name_plural = _("strata")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "code"], name="stratum_code_is_unique_in_round"
            ),
            models.CheckConstraint(
                condition=Q(frame_count__gte=1), name="stratum_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(joined_with__isnull=True) | ~Q(joined_with=F("pk")),
                name="stratum_is_joined_with_another",
            ),
        ]

    def __str__(self):
        return self.name


class FramePlace(models.Model):
    """A place of the list from which the sample of a round is drawn (sampling frame).

    What the draw gave it: drawn, chance (its inclusion probability), certainty, and of
    places that were not drawn the order in which they replace others of their stratum.
    """

    class NumberIs(models.TextChoices):
        COUNTED = "counted", _("Counted")
        ESTIMATE = "estimate", _("Estimate")
        UNKNOWN = "unknown", _("Unknown")

    class Access(models.TextChoices):
        GRANTED = "granted", _("Granted")
        LIMITED = "limited", _("Limited")
        REFUSED = "refused", _("Refused")
        NOT_ASKED = "not_asked", _("Not asked yet")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="frame")
    stratum = models.ForeignKey(
        Stratum, on_delete=models.PROTECT, related_name="frame_places"
    )
    code = models.SlugField(max_length=12)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=SiteKind)
    region_pcode = models.CharField(max_length=20, blank=True)
    district_pcode = models.CharField(max_length=20, blank=True)
    room_for = models.PositiveIntegerField(null=True, blank=True)
    people_held = models.PositiveIntegerField(null=True, blank=True)
    number_is = models.CharField(max_length=8, choices=NumberIs)
    counted_on = models.DateField(null=True, blank=True)
    access = models.CharField(max_length=9, choices=Access)
    drawn = models.BooleanField(default=False)
    chance = models.FloatField(null=True, blank=True)
    certainty = models.BooleanField(default=False)
    draw_order = models.PositiveIntegerField(null=True, blank=True)
    replacement_order = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("place of the frame")
        verbose_name_plural = _("places of the frame")
        ordering = ["stratum__code", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "code"], name="frame_place_has_its_own_code"
            ),
            models.CheckConstraint(
                condition=Q(people_held__isnull=False) | Q(number_is="unknown"),
                name="frame_place_has_a_number_unless_unknown",
            ),
            models.CheckConstraint(
                condition=Q(chance__isnull=True) | Q(chance__gt=0, chance__lte=1),
                name="frame_place_chance_is_a_probability",
            ),
            models.CheckConstraint(
                condition=Q(drawn=False) | Q(chance__isnull=False),
                name="frame_place_drawn_has_a_chance",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class Site(models.Model):
    """A place of detention, or a place where people under an alternative are met."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=SiteKind)
    district = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("place")
        ordering = ["code"]

    def __str__(self):
        return self.name


class PrimaryUnit(models.Model):
    """A site drawn into a round's sample (PSU), with the people held there."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="primary_units"
    )
    stratum = models.ForeignKey(
        Stratum, on_delete=models.PROTECT, related_name="primary_units"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="primary_units"
    )
    population = models.PositiveIntegerField(
        help_text=_("People detained at the reference moment")
    )
    # The chance with which it was drawn; not known where no frame was entered.
    chance = models.FloatField(null=True, blank=True)
    # Why nobody was let in. It stays in the sample as non-response, unless replaced.
    refused_because = models.CharField(max_length=200, blank=True)
    # The place that refused and that this one was taken for; it has the same chance.
    stands_for = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("primary unit")
        ordering = ["stratum__code", "site__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "site"], name="primary_unit_is_drawn_once"
            ),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | ~Q(stands_for=F("pk")),
                name="primary_unit_replaces_another",
            ),
        ]

    def __str__(self):
        return str(self.site)


class Assignment(models.Model):
    """So many interviews with one instrument, wanted of one person at one site."""

    person = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="assignments"
    )
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    primary_unit = models.ForeignKey(
        PrimaryUnit, on_delete=models.PROTECT, related_name="assignments"
    )
    instrument = models.ForeignKey("surveys.Instrument", on_delete=models.PROTECT)
    design_class = models.CharField(
        max_length=12, choices=DesignClass, default=DesignClass.PROBABILITY
    )
    # How people are chosen there, in the words of the instruction; "" for what is
    # observed. Every k-th of a list, a bed or a room, beginning with number start.
    selection = models.CharField(max_length=10, choices=Selection, blank=True)
    k = models.PositiveIntegerField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    wanted = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "primary_unit", "instrument"],
                name="assignment_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(design_class__in=DesignClass.values),
                name="assignment_design_class_is_known",
            ),
            models.CheckConstraint(
                condition=Q(k__isnull=True) | Q(k__gte=2),
                name="assignment_step_is_two_or_more",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True)
                | Q(k__isnull=False, start__gte=1, start__lte=F("k")),
                name="assignment_starts_in_the_first_step",
            ),
        ]

    def __str__(self):
        site = self.primary_unit.site
        return f"{site.code} · {self.instrument.name}"
