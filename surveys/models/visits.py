"""What happened at a place on a day, and how many of whom are wanted (quotas)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from surveys.models.fieldwork import Selection


class Visit(models.Model):
    """One organisation at one place on one day: who was there, who agreed, who not.

    people_present: everybody who was there that day, as counted or told; the people
    that the interviews of the place stand for. new_since_last: of those, how many came
    since the visit before. agreed … no_language: contacts by their end, in people.
    """

    class Access(models.TextChoices):
        GIVEN = "given", _("Given")
        LIMITED = "limited", _("Given for a part of the place or of the day")
        REFUSED = "refused", _("Refused")

    class Privacy(models.TextChoices):
        ALWAYS = "always", _("Nobody could hear")
        MOSTLY = "mostly", _("Mostly nobody could hear")
        NEVER = "never", _("Others could hear")

    primary_unit = models.ForeignKey(
        "surveys.PrimaryUnit", on_delete=models.PROTECT, related_name="visits"
    )
    organisation = models.ForeignKey("surveys.Organisation", on_delete=models.PROTECT)
    held_on = models.DateField()
    access = models.CharField(max_length=8, choices=Access)
    access_reason = models.CharField(max_length=200, blank=True)
    people_present = models.PositiveIntegerField(null=True, blank=True)
    new_since_last = models.PositiveIntegerField(null=True, blank=True)
    selection = models.CharField(max_length=10, choices=Selection, blank=True)
    agreed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    not_eligible = models.PositiveIntegerField(default=0)
    no_language = models.PositiveIntegerField(default=0)
    privacy = models.CharField(max_length=8, choices=Privacy, blank=True)
    recorded_by = models.ForeignKey(
        "surveys.Person", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("visit")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["primary_unit", "organisation", "held_on"],
                name="visit_of_a_day_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=~Q(access="refused") | ~Q(access_reason=""),
                name="visit_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(new_since_last__isnull=True)
                | Q(people_present__gte=F("new_since_last")),
                name="visit_counts_new_people_among_those_present",
            ),
        ]

    def __str__(self):
        return f"{self.primary_unit} · {self.held_on}"


class Quota(models.Model):
    """So many interviews are wanted in which a closed question has one of these codes.

    With a place: there; with a stratum: in all its places; with neither: in the round.
    A quota that is full turns nobody away.
    """

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="quotas"
    )
    instrument = models.ForeignKey("surveys.Instrument", on_delete=models.PROTECT)
    primary_unit = models.ForeignKey(
        "surveys.PrimaryUnit", on_delete=models.PROTECT, null=True, blank=True
    )
    stratum = models.ForeignKey(
        "surveys.Stratum", on_delete=models.PROTECT, null=True, blank=True
    )
    question = models.CharField(max_length=64)
    codes = models.JSONField()  # a list of text
    label = models.CharField(max_length=60)
    wanted = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("quota")
        ordering = ["instrument__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(primary_unit__isnull=True) | Q(stratum__isnull=True),
                name="quota_is_of_a_place_or_of_a_stratum",
            ),
            models.CheckConstraint(
                condition=Q(wanted__gte=1), name="quota_wants_somebody"
            ),
            models.UniqueConstraint(
                "round",
                "instrument",
                Coalesce("primary_unit", 0),  # nulls are equal here
                Coalesce("stratum", 0),
                "question",
                "label",
                name="quota_is_set_once",
            ),
        ]

    def __str__(self):
        return f"{self.label} · {self.wanted}"
