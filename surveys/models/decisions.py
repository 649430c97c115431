"""What is decided about an interview: whether it counts, and what was put right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.sealing.text_field import SealedText, seal_id_field


class ExclusionReason(models.TextChoices):
    PRACTICE = "practice", _("Practice: nobody was interviewed")
    DUPLICATE = "duplicate", _("Duplicate: the same conversation is there already")
    WRONG_INSTRUMENT = (
        "instrument",
        _("Wrong instrument: the questions were not meant for this person"),
    )
    NOT_ELIGIBLE = "eligible", _("Not eligible, for example never held")
    SELECTION = (
        "selection",
        _("Selection broken: chosen by staff, or took another’s turn"),
    )
    ERROR = "error", _("Interviewer’s error: questions not read out, or not answered")


class Decision(models.Model):
    """Whether an interview counts. The newest one in force holds; no row is changed.

    An excluded interview keeps its answers; figures computed afterwards leave it out.
    Where the round asks for two people, an exclusion waits for a second person.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        LOOK_AGAIN = "look_again", _("To be looked at")
        EXCLUDED = "excluded", _("Excluded")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        IN_FORCE = "in_force", _("In force")
        REPLACED = "replaced", _("Replaced by a later decision")
        REFUSED = "refused", _("Refused by the second person")

    interview = models.ForeignKey(
        "surveys.Interview", on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=10, choices=ExclusionReason, blank=True)
    seal_id = seal_id_field()
    note = SealedText(null=True, blank=True)
    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="decisions"
    )
    made_at = models.DateTimeField()
    second = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision about an interview")
        verbose_name_plural = _("decisions about interviews")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview"],
                condition=Q(state="in_force"),
                name="interview_has_one_decision_in_force",
            ),
            models.UniqueConstraint(
                fields=["interview"],
                condition=Q(state="waiting"),
                name="interview_has_one_decision_waiting",
            ),
            models.CheckConstraint(
                condition=Q(kind="excluded", reason__in=ExclusionReason.values)
                | (~Q(kind="excluded") & Q(reason="")),
                name="decision_to_exclude_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("by")),
                name="decision_is_agreed_by_another_person",
            ),
        ]

    def __str__(self):
        return f"{self.interview} · {self.get_kind_display()}"


class Correction(models.Model):
    """Place or selection of an interview that was put right; the old value stays."""

    class Column(models.TextChoices):
        PLACE = "primary_unit", _("Place")
        SELECTION = "design_class", _("How the person was chosen")

    interview = models.ForeignKey(
        "surveys.Interview", on_delete=models.PROTECT, related_name="corrections"
    )
    column = models.CharField(max_length=12, choices=Column)
    old = models.CharField(max_length=60)
    new = models.CharField(max_length=60)
    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="corrections"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old=F("new")), name="correction_changes_something"
            )
        ]

    def __str__(self):
        return f"{self.interview} · {self.old} → {self.new}"


class PracticeInterview(models.Model):
    """An interview that somebody practised; never counted, deleted after 14 days."""

    DAYS_KEPT = 14

    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="practised"
    )
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    version = models.ForeignKey("surveys.InstrumentVersion", on_delete=models.PROTECT)
    outcome = models.CharField(max_length=12)
    answers = models.JSONField(default=dict)
    finished_at = models.DateTimeField()

    class Meta:
        verbose_name = _("practice interview")
        ordering = ["-finished_at"]

    def __str__(self):
        return f"{self.by} · {self.version}"


class QualityFlag(models.Model):
    """Something unusual in the interviews of a round; somebody settles it.

    kind, rank, value, comparison, n, p: see analysis/field_quality/flags.py. key: what
    makes it the same flag when the interviews are checked again.
    """

    class Finding(models.TextChoices):
        EXPLAINED = "explained", _("There is a good reason")
        PUT_RIGHT = "put_right", _("Something was wrong and is put right")
        CANNOT_KNOW = "cannot_know", _("It cannot be known any more")

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="quality_flags"
    )
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    rank = models.CharField(max_length=12)
    value = models.FloatField()
    comparison = models.FloatField()
    n = models.PositiveIntegerField()
    p = models.FloatField(null=True, blank=True)
    instrument = models.ForeignKey(
        "surveys.Instrument", on_delete=models.PROTECT, null=True, blank=True
    )
    interview = models.ForeignKey(
        "surveys.Interview",
        on_delete=models.CASCADE,
        related_name="quality_flags",
        null=True,
        blank=True,
    )
    other = models.ForeignKey(  # the second interview of a pair
        "surveys.Interview",
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    interviewer = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    primary_unit = models.ForeignKey(
        "surveys.PrimaryUnit", on_delete=models.PROTECT, null=True, blank=True
    )
    day = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField()
    finding = models.CharField(max_length=12, choices=Finding, blank=True)
    seal_id = seal_id_field()
    why = SealedText(null=True, blank=True)
    settled_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        ordering = ["rank", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "key"], name="flag_is_raised_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    finding="",
                    settled_at__isnull=True,
                    settled_by__isnull=True,
                )
                | (
                    ~Q(finding="")
                    & Q(settled_at__isnull=False, settled_by__isnull=False)
                ),
                name="flag_settled_has_a_person_and_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key[:8]}"
