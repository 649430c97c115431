"""Recommendations, whom they are addressed to, and the log of what followed.

1. A text that is issued is never changed: an amendment is a new version with a reason.
2. What everybody says of a recommendation is a line of its log (`FollowUp`). Lines are
   only added; where each of the three axes stands is read from the newest line.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.standards import Bilingual, Standard
from surveys.models import Organisation, Party


class Kind(models.TextChoices):
    """The kind of measure that is asked for."""

    LAW = "law", _("Law")
    POLICY = "policy", _("Policy or instruction")
    PRACTICE = "practice", _("Practice")
    PLACES = "places", _("Places and equipment")
    FUNDING = "funding", _("Funding")
    TRAINING = "training", _("Training")
    OVERSIGHT = "oversight", _("Oversight and inquiry")
    DATA = "data", _("Data and publication")


class Concerned(models.TextChoices):
    """Groups of people that a recommendation is about; none is everybody."""

    CHILDREN = "children", _("Children")
    FAMILIES = "families", _("Families")
    WOMEN = "women", _("Women")
    ASYLUM = "asylum", _("People waiting for asylum")
    STATELESS = "stateless", _("Stateless people")
    TRAFFICKED = "trafficked", _("Trafficked people")
    TORTURE = "torture", _("Survivors of torture")
    DISABILITY = "disability", _("People with disabilities")
    LGBTIQ = "lgbtiq", _("LGBTIQ+ people")
    OLDER = "older", _("Older people")


class State(models.TextChoices):
    """Where a recommendation stands in its life."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Open")
    CLOSED_IMPLEMENTED = "closed_implemented", _("Closed: done")
    CLOSED_SUPERSEDED = "closed_superseded", _("Closed: replaced by events")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REITERATED = "reiterated", _("Made again")


class Response(models.TextChoices):
    """Axis 1: what the authority answers."""

    WAITING = "waiting", _("Waiting")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("response", "Received")
    ACCEPTED = "accepted", pgettext_lazy("response", "Accepted")
    PARTLY_ACCEPTED = "partly_accepted", _("Partly accepted")
    NOTED = "noted", _("Noted")
    REJECTED = "rejected", _("Rejected")
    NO_RESPONSE = "no_response", _("No response")


class Status(models.TextChoices):
    """Axis 2: what the authority says it has done."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PARTLY = "partly_implemented", _("Partly done")
    IMPLEMENTED = "implemented", pgettext_lazy("status", "Done")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class Progress(models.TextChoices):
    """Axis 3: how far the review body judges that it got."""

    NOT_ASSESSED = "not_assessed", _("Not judged yet")
    NONE = "no_meaningful_progress", _("No meaningful progress")
    INSUFFICIENT = "insufficient", _("Insufficient progress")
    REASONABLE = "reasonable", _("Reasonable progress")
    GOOD = "good", _("Good progress")


class Axis(models.TextChoices):
    LIFE = "life", _("The recommendation")
    RESPONSE = "response", _("Response")
    STATUS = "status", _("Done, the authority says")
    PROGRESS = "progress", _("Progress, we judge")
    OBSERVATION = "observation", _("What civil society says")


AMENDED = "amended"
OBSERVED = "observed"
VALUES = {
    Axis.LIFE: (*(s.value for s in State if s != State.DRAFT), AMENDED),
    Axis.RESPONSE: tuple(r.value for r in Response if r != Response.WAITING),
    Axis.STATUS: tuple(Status.values),
    Axis.PROGRESS: tuple(p.value for p in Progress if p != Progress.NOT_ASSESSED),
    Axis.OBSERVATION: (OBSERVED,),
}
WITH_REASON = (
    Response.PARTLY_ACCEPTED.value,
    Response.NOTED.value,
    Response.REJECTED.value,
)


class Authority(Bilingual, models.Model):
    """Whom a recommendation is addressed to.

    organisation: the one of the State whose focal points answer; None where nobody of
    the authority signs in.
    """

    code = models.SlugField(unique=True)
    name_en = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authority",
    )

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(name_fr=""),
                name="authority_has_a_name_in_both_languages",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.in_language("name")


class Recommendation(Bilingual, models.Model):
    """What the review body asks for, of whom, because of what, and by when.

    progress: the newest of axis 3, so that the database knows what may be closed.
    place: in the order of the review body.
    """

    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    progress = models.CharField(
        max_length=24, choices=Progress, default=Progress.NOT_ASSESSED
    )
    confidential = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=Kind)
    gcm_objective = models.PositiveSmallIntegerField(default=13)
    seed_code = models.CharField(max_length=24, blank=True)
    standards = models.ManyToManyField(Standard, related_name="recommendations")
    authorities = models.ManyToManyField(Authority, through="Addressee")
    do_by = models.DateField()
    respond_by = models.DateField(null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="made_again",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    issued_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("recommendation")
        ordering = ["place", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="recommendation_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["parent", "round"],
                name="recommendation_is_made_again_once_in_a_round",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="recommendation_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(progress__in=Progress.values),
                name="recommendation_progress_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="recommendation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(gcm_objective__gte=1, gcm_objective__lte=23),
                name="recommendation_objective_is_of_the_compact",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", issued_on__isnull=True)
                | (
                    ~Q(state="draft")
                    & Q(issued_on__isnull=False, respond_by__isnull=False)
                ),
                name="recommendation_issued_has_a_day_and_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(progress="not_assessed"),
                name="recommendation_draft_is_not_judged",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed_implemented") | Q(progress="good"),
                name="recommendation_closed_as_done_has_good_progress",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="recommendation_is_not_its_own_parent",
            ),
        ]

    def __str__(self):
        return f"{self.round.code} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "assessment:round_recommendation", args=[self.round.code, self.pk]
        )

    @property
    def is_draft(self):
        return self.state == State.DRAFT

    @property
    def is_open(self):
        return self.state == State.ISSUED

    @property
    def newest(self):
        """The text that counts; use prefetch_related("texts") for lists."""
        return self.texts.all()[0]

    @property
    def text(self):
        return self.newest.text


class RecommendationText(Bilingual, models.Model):
    """One version of the text; once issued, a row is never changed."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="texts"
    )
    version = models.PositiveSmallIntegerField()
    text_en = models.TextField(max_length=1500, blank=True)
    text_fr = models.TextField(max_length=1500, blank=True)
    reason_en = models.TextField(max_length=1000, blank=True)
    reason_fr = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("text of a recommendation")
        verbose_name_plural = _("texts of recommendations")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "version"],
                name="recommendation_text_has_its_own_version",
            ),
            models.CheckConstraint(
                condition=Q(version=1)
                | (
                    ~Q(reason_en="")
                    & ~Q(reason_fr="")
                    & ~Q(text_en="")
                    & ~Q(text_fr="")
                ),
                name="recommendation_amendment_has_texts_and_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.recommendation} ({self.version})"

    @property
    def text(self):
        return self.in_language("text") or self.text_en or self.text_fr

    @property
    def reason(self):
        return self.in_language("reason")


class Addressee(models.Model):
    """One authority that a recommendation is addressed to; each answers for itself."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="addressees"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="addressed"
    )

    class Meta:
        verbose_name = _("addressee")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "authority"],
                name="recommendation_is_addressed_once",
            ),
        ]

    def __str__(self):
        return str(self.authority)


class ConcernedGroup(models.Model):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="groups"
    )
    group = models.CharField(max_length=12, choices=Concerned)

    class Meta:
        verbose_name = _("group concerned")
        verbose_name_plural = _("groups concerned")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "group"], name="concerned_group_is_named_once"
            ),
            models.CheckConstraint(
                condition=Q(group__in=Concerned.values),
                name="concerned_group_is_of_the_list",
            ),
        ]

    def __str__(self):
        return self.get_group_display()


class Evidence(Bilingual, models.Model):
    """A sentence on why, with a figure or a document to look at.

    figure: the id of a figure or a standard; link: a document that anybody can open.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="evidence"
    )
    place = models.PositiveSmallIntegerField()
    text_en = models.CharField(max_length=500)
    text_fr = models.CharField(max_length=500)
    figure = models.CharField(max_length=60, blank=True)
    link = models.URLField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "place"], name="evidence_has_its_own_place"
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_fr=""),
                name="evidence_has_words_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(link="")
                | Q(link__startswith="https://")
                | Q(link__startswith="http://"),
                name="evidence_link_is_an_address_of_the_web",
            ),
        ]

    def __str__(self):
        return self.text_en

    @property
    def text(self):
        return self.in_language("text")


class FollowUp(models.Model):
    """One line of the log of a recommendation; lines are added and never changed.

    1. What the State and civil society write is published once a member of the body
       has read it (`read_by`), or after seven days.
    2. days_late: of a response after the deadline.
    3. on_behalf: the review body wrote down what the authority answered elsewhere.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="follow_ups"
    )
    addressee = models.ForeignKey(
        Addressee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    axis = models.CharField(max_length=12, choices=Axis)
    value = models.CharField(max_length=24)
    words = models.TextField(max_length=2000, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    next_step_by = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    party = models.CharField(max_length=8, choices=Party, blank=True)
    role = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    on_behalf = models.BooleanField(default=False)
    on = models.DateField()
    at = models.DateTimeField()
    days_late = models.PositiveIntegerField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("lines of the log")
        ordering = ["pk"]  # as they were recorded: the newest counts
        constraints = [
            models.CheckConstraint(
                condition=Q(axis=Axis.LIFE, value__in=VALUES[Axis.LIFE])
                | Q(axis=Axis.RESPONSE, value__in=VALUES[Axis.RESPONSE])
                | Q(axis=Axis.STATUS, value__in=VALUES[Axis.STATUS])
                | Q(axis=Axis.PROGRESS, value__in=VALUES[Axis.PROGRESS])
                | Q(axis=Axis.OBSERVATION, value__in=VALUES[Axis.OBSERVATION]),
                name="follow_up_value_is_of_its_axis",
            ),
            models.CheckConstraint(
                condition=~Q(axis=Axis.RESPONSE, value__in=WITH_REASON) | ~Q(words=""),
                name="follow_up_response_that_does_not_accept_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(axis=Axis.STATUS) | Q(party=Party.STATE),
                name="follow_up_status_is_said_by_the_state",
            ),
            models.CheckConstraint(
                condition=~Q(axis=Axis.PROGRESS)
                | (Q(party=Party.REVIEW) & ~Q(words="")),
                name="follow_up_progress_is_judged_by_the_body_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(axis=Axis.OBSERVATION)
                | (Q(party=Party.CIVIL) & ~Q(words="")),
                name="follow_up_observation_is_of_civil_society",
            ),
            models.CheckConstraint(
                condition=~Q(axis=Axis.LIFE) | Q(party=Party.REVIEW),
                name="follow_up_life_is_of_the_review_body",
            ),
            models.CheckConstraint(
                condition=Q(
                    axis__in=(Axis.RESPONSE, Axis.STATUS), addressee__isnull=False
                )
                | Q(
                    axis__in=(Axis.LIFE, Axis.PROGRESS, Axis.OBSERVATION),
                    addressee__isnull=True,
                ),
                name="follow_up_answer_is_of_an_addressee",
            ),
            models.CheckConstraint(
                condition=Q(axis=Axis.RESPONSE, party=Party.REVIEW, on_behalf=True)
                | (~Q(axis=Axis.RESPONSE, party=Party.REVIEW) & Q(on_behalf=False)),
                name="follow_up_response_written_by_the_body_says_so",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True, party="", value="no_response")
                | (Q(by__isnull=False) & ~Q(party="") & ~Q(value="no_response")),
                name="follow_up_is_by_somebody_but_for_no_response",
            ),
            models.CheckConstraint(
                condition=Q(days_late__isnull=True)
                | Q(axis=Axis.RESPONSE, days_late__gte=1),
                name="follow_up_is_late_by_a_day_at_least",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="follow_up_is_read_by_somebody_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["addressee"],
                condition=Q(value="no_response"),
                name="follow_up_deadline_passes_once",
            ),
        ]

    def __str__(self):
        return f"{self.recommendation} {self.axis} {self.value}"


class Action(models.Model):
    """What an authority does for one or several recommendations, with owner and date.

    owner: a role, never a name.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="actions"
    )
    recommendations = models.ManyToManyField(Recommendation, related_name="actions")
    title = models.CharField(max_length=200)
    steps = models.TextField(max_length=2000)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("action")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(steps="") & ~Q(owner=""),
                name="action_has_a_title_steps_and_an_owner",
            ),
        ]

    def __str__(self):
        return self.title
