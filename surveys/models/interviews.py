"""Drafts of open interviews, accepted interviews and quarantined copies."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    COMPLETE = "complete", _("Complete")
    STOPPED = "stopped", _("Stopped before the end, answers saved")
    REFUSED = "refused", _("Did not agree to take part")
    NOT_BEGUN = "not_begun", _("Ended before we asked for agreement")
    UNSAFE = (
        "unsafe",
        _("Did not take place: the place or the interpreter was not safe"),
    )
    UNCLEAR = "unclear", _("Could not say back what taking part means")
    TOO_YOUNG = "too_young", _("Under 18, or not sure; everything erased")
    WITHDRAWN = "withdrawn", _("Withdrawn afterwards; everything erased")
    TAKEN_BACK = "taken_back", _("Withdrawn before the end; everything erased")


WITH_ANSWERS = (Outcome.COMPLETE, Outcome.STOPPED)
SEALED_TO_CUSTODIANS = 2  # the only format that may be stored; 1 the server could open


class Draft(models.Model):
    """An open interview. `body` is ciphertext; nothing typed lies here in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    # Practice is at no place.
    primary_unit = models.ForeignKey(
        "surveys.PrimaryUnit", on_delete=models.PROTECT, null=True, blank=True
    )
    practice = models.BooleanField(default=False)
    version = models.ForeignKey("surveys.InstrumentVersion", on_delete=models.PROTECT)
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    design_class = models.CharField(max_length=12)
    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="drafts"
    )
    language = models.CharField(max_length=12)
    second_language = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(default=0)
    body = models.BinaryField()
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practice=True, primary_unit__isnull=True)
                | Q(practice=False, primary_unit__isnull=False),
                name="draft_is_at_a_place_or_practice",
            )
        ]

    def __str__(self):
        return str(self.id)


class Interview(models.Model):
    """One accepted interview; nothing is edited, a correction is a new revision."""

    interview_id = models.UUIDField()
    revision = models.PositiveIntegerField(default=1)
    version = models.ForeignKey("surveys.InstrumentVersion", on_delete=models.PROTECT)
    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="interviews"
    )
    primary_unit = models.ForeignKey(
        "surveys.PrimaryUnit", on_delete=models.PROTECT, related_name="interviews"
    )
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    design_class = models.CharField(max_length=12)
    by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="interviews"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    answers = models.JSONField(default=dict)
    sealed = models.JSONField(null=True, blank=True)  # question → ciphertext, base64
    sealed_format = models.PositiveSmallIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    receipt = models.CharField(max_length=12)
    withdrawal_hash = models.CharField(max_length=64, blank=True)
    held_on = models.DateField()
    # From its start to its end, breaks too; not known where no draft was on the server.
    minutes = models.PositiveIntegerField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    # Its place among the interviews of its round; see row_hashes.py.
    number = models.PositiveIntegerField(null=True, blank=True)
    row_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("interview")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="interview_has_a_number_of_its_own"
            ),
            models.UniqueConstraint(
                fields=["interview_id", "revision"], name="interview_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values),
                name="interview_outcome_is_known",
            ),
            models.UniqueConstraint(
                fields=["withdrawal_hash"],
                condition=~Q(withdrawal_hash=""),
                name="withdrawal_code_leads_to_one_interview",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=WITH_ANSWERS)
                | Q(answers={}, sealed__isnull=True),
                name="interview_without_consent_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(sealed__isnull=True, sealed_format__isnull=True)
                | Q(
                    sealed__isnull=False,
                    sealed_format__isnull=False,
                    sealed_format=SEALED_TO_CUSTODIANS,
                ),
                name="interview_sealed_words_open_to_custodians_only",
            ),
        ]
        indexes = [models.Index(fields=["round", "outcome"])]

    def __str__(self):
        return self.receipt


class Quarantine(models.Model):
    """A second, different copy of an interview: kept for the coordinator to judge.

    Once it was put in the place of the first, body holds the first.
    """

    class Settled(models.TextChoices):
        KEPT_FIRST = "kept", _("The first version counts")
        REPLACED = "replaced", _("The second version counts")

    class Why(models.TextChoices):
        SLIP = "slip", _("The interviewer corrected a slip")
        OLD_COPY = "old_copy", _("The tablet sent an old copy again")
        DAMAGED = "damaged", _("One version is damaged")
        NOT_KNOWN = "not_known", _("Not known")

    interview_id = models.UUIDField()
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    by = models.ForeignKey("surveys.Person", on_delete=models.PROTECT)
    body = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)
    # What was decided: the first version stays, or this one was put in its place.
    settled = models.CharField(max_length=8, choices=Settled, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    settled_by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second version set aside")
        verbose_name_plural = _("second versions set aside")
        constraints = [
            models.UniqueConstraint(
                fields=["interview_id", "content_hash"],
                name="quarantine_keeps_each_copy_once",
            ),
            models.CheckConstraint(
                condition=Q(settled="", why="", settled_at__isnull=True)
                | (~Q(settled="") & ~Q(why="") & Q(settled_at__isnull=False)),
                name="quarantine_settled_has_a_reason_and_a_time",
            ),
        ]

    def __str__(self):
        return str(self.interview_id)


class WithdrawalRequest(models.Model):
    """A code that was sent in to withdraw an interview; it waits for run_queue.

    Every well-formed code leaves such a row for a minute, also one of no interview.
    """

    code_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request to withdraw")
        verbose_name_plural = _("requests to withdraw")

    def __str__(self):
        return str(self.asked_at)
