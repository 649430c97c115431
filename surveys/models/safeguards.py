"""Safeguards of a site: risk assessments, partners, suspensions, debriefs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.sealing.text_field import SealedText, seal_id_field


class Service(models.TextChoices):
    """The help that must be within reach; one partner may give several."""

    HEALTH = "health", _("Health care")
    MENTAL_HEALTH = "mental", _("Mental health and support in distress")
    LEGAL = "legal", _("Legal aid")
    CHILD_PROTECTION = "child", _("Child protection")
    TRAFFICKING = "traffick", _("Help for trafficked persons")
    GENDER = "gender", _("Help after sexual violence, and for LGBTIQ+ people")


class SiteRecord(models.Model):
    """Something recorded about a site in a round, by someone."""

    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT)
    site = models.ForeignKey("surveys.Site", on_delete=models.PROTECT)
    by = models.ForeignKey("surveys.Person", on_delete=models.PROTECT)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class RiskAssessment(SiteRecord):
    """A written assessment of risk at a site: where it lies and until when it holds."""

    seal_id = seal_id_field()
    document = SealedText()
    assessed_on = models.DateField()
    expires_on = models.DateField()

    class Meta:
        verbose_name = _("risk assessment")
        ordering = ["-expires_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("assessed_on")),
                name="risk_assessment_expires_after_it_was_made",
            ),
        ]

    def __str__(self):
        return self.document


class ReferralPartner(SiteRecord):
    """A partner who confirmed that they can be reached and help, until a day."""

    service = models.CharField(max_length=8, choices=Service)
    seal_id = seal_id_field()
    name = SealedText()
    contact = SealedText()
    confirmed_on = models.DateField()
    expires_on = models.DateField()

    class Meta:
        verbose_name = _("referral partner")
        ordering = ["service", "-expires_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__in=Service.values),
                name="referral_service_is_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("confirmed_on")),
                name="referral_expires_after_it_was_confirmed",
            ),
        ]

    def __str__(self):
        return self.name


class Suspension(SiteRecord):
    """No interviews at a site until someone lets it resume."""

    class Reason(models.TextChoices):
        REPRISAL = "reprisal", _("Fear of reprisals against people we interviewed")
        UNSAFE = "unsafe", _("The place is not safe for the team")
        ACCESS = "access", _("Access was refused, or the team was watched")
        HEALTH = "health", _("Outbreak or emergency")

    reason = models.CharField(max_length=8, choices=Reason)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("suspension")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "site"],
                condition=Q(lifted_at__isnull=True),
                name="site_is_suspended_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="suspension_is_lifted_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.site}: {self.get_reason_display()}"


class Debrief(models.Model):
    """An interviewer talked a day of interviews over, or needs none."""

    person = models.ForeignKey("surveys.Person", on_delete=models.PROTECT)
    day = models.DateField()
    held = models.BooleanField()

    class Meta:
        verbose_name = _("debrief")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], name="debrief_is_noted_once"
            )
        ]

    def __str__(self):
        return str(self.day)
