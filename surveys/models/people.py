"""People, the organisations they work for, and what they may do in a round."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    STATE = "state", _("State")
    CIVIL = "civil", _("Civil society")
    REVIEW = "review", _("Review body")


class Role(models.TextChoices):
    INTERVIEWER = "interviewer", _("Interviewer")
    TEAM_LEAD = "team_lead", _("Team lead")
    COORDINATOR = "coordinator", _("Coordinator")
    STATE_FOCAL_POINT = "state_focal_point", _("State contact")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Review body member")
    CUSTODIAN = "custodian", _("Custodian")
    AUDITOR = "auditor", _("Auditor")
    AUTHOR = "author", _("Instrument author")
    ADMINISTRATOR = "administrator", _("Administrator")
    PROTECTION = "protection", _("Protection contact")
    READER = "reader", _("Reader")


# Which party may hold a role; a role that is not named here is open to all.
ONLY_STATE = (Role.STATE_FOCAL_POINT,)
ONLY_REVIEW = (Role.REVIEWER,)
NEVER_STATE = (
    Role.INTERVIEWER,
    Role.TEAM_LEAD,
    Role.COORDINATOR,
    Role.ANALYST,
    Role.CUSTODIAN,
    Role.PROTECTION,
    Role.AUDITOR,
    Role.AUTHOR,
    Role.ADMINISTRATOR,
)
# They read answers or the log, keep keys, write questions or let others in: a second
# person confirms them.
CONFIRMED_ROLES = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.ANALYST,
    Role.REVIEWER,
    Role.STATE_FOCAL_POINT,
    Role.CUSTODIAN,
    Role.PROTECTION,
    Role.AUDITOR,
    Role.AUTHOR,
)


def may_hold(party: str, role: str) -> bool:
    """Whether a party may hold a role; the database holds the same by constraint."""
    if role in ONLY_STATE:
        return party == Party.STATE
    if role in ONLY_REVIEW:
        return party == Party.REVIEW
    return not (role in NEVER_STATE and party == Party.STATE)


class People(BaseUserManager["Person"]):
    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone with an account. There is no all-powerful account on purpose."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")),
                name="person_email_is_lower_case",
            )
        ]

    def __str__(self):
        return self.name


class Organisation(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    party = models.CharField(max_length=8, choices=Party)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(party__in=Party.values), name="organisation_party_is_known"
            )
        ]

    def __str__(self):
        return self.name


class Membership(models.Model):
    """A person's role for an organisation in one round; it ends, it is not deleted.

    That one person acts for one party only, and a membership for the party of its
    organisation, spans rows: triggers.py beside this holds it in the database.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    party = models.CharField(max_length=8, choices=Party)
    role = models.CharField(max_length=20, choices=Role)
    round = models.ForeignKey(
        "surveys.Round", on_delete=models.PROTECT, related_name="memberships"
    )
    given_at = models.DateTimeField(default=timezone.now)
    # Without a person where a command on the server did it.
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "round"],
                condition=Q(ended_at__isnull=True),
                name="membership_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
            models.CheckConstraint(
                condition=(~Q(role__in=ONLY_STATE) | Q(party=Party.STATE))
                & (~Q(role__in=ONLY_REVIEW) | Q(party=Party.REVIEW))
                & (
                    ~Q(role__in=NEVER_STATE)
                    | ~Q(party=Party.STATE)
                    | Q(ended_at__isnull=False)  # given before this rule
                ),
                name="membership_role_fits_party",
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("person")),
                name="membership_is_given_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="membership_ended_by_only_when_ended",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.get_role_display()}"
