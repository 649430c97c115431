"""Incidents, urgent risks, results given back and the end of retention."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.sealing.text_field import SealedText, seal_id_field

HOURS_TO_TELL = 72


class IncidentKind(models.TextChoices):
    LOSS = "loss", _("Lost device or paper")
    SEIZURE = "seizure", _("Device or paper seized or searched")
    BREACH = "breach", _("Someone saw or changed what they should not")
    PRESSURE = "pressure", _("Pressure on the team or on a person we interviewed")


class Incident(models.Model):
    """Loss, seizure, breach or pressure: told to the authority within 72 hours."""

    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=IncidentKind)
    seal_id = seal_id_field()
    what = SealedText()
    noticed_at = models.DateTimeField()
    by = models.ForeignKey("surveys.Person", on_delete=models.PROTECT)
    recorded_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_whom = SealedText(null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=IncidentKind.values), name="incident_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_whom__isnull=True)
                | Q(told_at__isnull=False, told_whom__isnull=False),
                name="incident_is_told_to_someone",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def due_at(self):
        return self.noticed_at + timedelta(hours=HOURS_TO_TELL)

    @property
    def is_overdue(self):
        return self.told_at is None and self.due_at < timezone.now()

    @property
    def hours_left(self):
        return int((self.due_at - timezone.now()).total_seconds() // 3600)


class Risk(models.TextChoices):
    """The codes of the common closing block; an instrument may name others."""

    SELF_HARM = "selfharm", _("Risk of self-harm or suicide")
    MEDICAL = "medical", _("Medical emergency")
    CHILD = "child", _("Child alone or at risk")
    TRAFFICKING = "traf", _("Trafficking or exploitation now")
    REPRISAL = "reprisal", _("Threat of reprisals")
    REMOVAL = "removal", _("Removal from the country soon, and fear of harm")
    VIOLENCE = "violence", _("Violence or sexual abuse now")
    PREGNANCY = "preg", _("Pregnancy with warning signs")


class UrgentRisk(models.Model):
    """That somebody was in urgent danger and what they chose; nothing leads to whom.

    It names no interview, no interviewer and half a day only. That its key and the
    order of rows say nothing is the work of surveys/interviews/urgent_risks.py.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "acc", _("Accepted help")
        DECLINED = "dec", _("Declined")
        FOLLOWED = "know", _("Already gets help")
        NO_SERVICE = "noserv", _("No service exists")
        NOT_ASKED = "", _("Not asked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    site = models.ForeignKey("surveys.Site", on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    day = models.DateField()
    afternoon = models.BooleanField()

    class Meta:
        verbose_name = _("urgent risk")
        ordering = ["-day", "-afternoon", "site__code", "kind", "answer"]

    def __str__(self):
        return self.kind

    @property
    def kind_label(self):
        return dict(Risk.choices).get(self.kind, self.kind)


class WaitingRisks(models.Model):
    """The urgent risks of one interview, sealed, for the minute until they are filed.

    Every interview leaves one, also where there was no risk, and all are equally
    long: see surveys/interviews/urgent_risks.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    body = models.BinaryField()
    waiting_since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("urgent risks to be filed")
        verbose_name_plural = _("urgent risks to be filed")

    def __str__(self):
        return str(self.id)


class Feedback(models.Model):
    """Results given back to those who answered, in a language and form they can use."""

    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    seal_id = seal_id_field()
    what = SealedText()
    language = SealedText()
    given_on = models.DateField()
    by = models.ForeignKey("surveys.Person", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("results shared with participants")
        ordering = ["-given_on", "-pk"]

    def __str__(self):
        return self.what


class RetentionRun(models.Model):
    """The end of a round's interviews: what was deleted, counted, never listed."""

    round = models.OneToOneField("surveys.Round", on_delete=models.PROTECT)
    run_at = models.DateTimeField()
    by = models.ForeignKey("surveys.Person", on_delete=models.PROTECT, null=True)
    counts = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("deletion at the end of storage")

    def __str__(self):
        return f"{self.round}: {self.run_at:%Y-%m-%d}"
