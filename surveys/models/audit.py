"""The audit log: who did what and when, one line an act, in a chain of hashes."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What is recorded."""

    READ_INTERVIEW = "read_interview", _("Read the coded answers of an interview")
    WITHDRAWN = "withdrawn", _("Withdrew an interview")
    COMPUTED = "computed", _("Computed figures")
    JUDGED = "judged", _("Rated how serious a gap is")
    RELEASE_PROPOSED = "release_proposed", _("Proposed to release figures")
    RELEASE_SENT_BACK = "release_sent_back", _("Sent a proposed release back")
    RELEASED = "released", _("Released figures")
    REPORT_WRITTEN = "report_written", _("Wrote a text of the report")
    REPORT_MADE = "report_made", _("Made the report")
    OPENED_TO_ALL = "opened_to_all", _("Let everybody read what is released")
    CLOSED_TO_ALL = "closed_to_all", _("Ended that everybody reads what is released")
    LINK_MADE = "link_made", _("Made a link to read a release without an account")
    LINK_ENDED = "link_ended", _("Ended a link to read a release")
    EXPORTED = "exported", _("Downloaded an export")
    READ_EXACT = "read_exact", _("Read exact figures")
    ROLE_GIVEN = "role_given", _("Gave a role")
    ROLE_ENDED = "role_ended", _("Ended a role")
    INVITED = "invited", _("Invited a person")
    INVITATION_CONFIRMED = "invitation_confirmed", _("Confirmed an invitation")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Cancelled an invitation")
    ACCOUNT_CLOSED = "account_closed", _("Closed an account")
    ACCOUNT_OPENED = "account_opened", _("Opened a closed account again")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("A sign-in failed")
    SIGN_IN_LOCKED = "sign_in_locked", _("Locked after several failed sign-ins")
    FACTOR_ADDED = "factor_added", _("Set up a second sign-in step")
    FACTOR_REMOVED = "factor_removed", _("Removed a second sign-in step")
    SESSIONS_ENDED = "sessions_ended", _("Ended sessions of their own")
    PASSWORD_CHANGED = "password_changed", _("Changed their own password")
    ORGANISATION_MADE = "organisation_made", _("Added an organisation")
    ROUND_MADE = "round_made", _("Made a round")
    FRAME_ACCEPTED = "frame_accepted", _("Accepted a list of places")
    SAMPLE_DRAWN = "sample_drawn", _("Drew the sample of places")
    ASSIGNED = "assigned", _("Changed who interviews where")
    VISIT_RECORDED = "visit_recorded", _("Recorded a visit to a place")
    PLACE_REFUSED = "place_refused", _("Recorded that a place let nobody in")
    QUOTAS_SET = "quotas_set", _("Changed the quotas")
    DECIDED = "decided", _("Decided about an interview")
    CORRECTED = "corrected", _("Corrected the place or selection of an interview")
    COPY_SETTLED = "copy_settled", _("Decided which version of an interview counts")
    FLAG_SETTLED = "flag_settled", _("Settled a flag of field quality")
    OWN_INDICATOR = "own_indicator", _("Changed an indicator of the round")
    FINDING_RECORDED = "finding_recorded", _("Recorded a finding of the review body")
    CONCERNS_SET = "concerns_set", _("Changed the concerns")
    PRIORITIES_SET = "priorities_set", _("Changed the priorities")
    MILESTONE_SET = "milestone_set", _("Set a milestone")
    AUTHORITY_RECORDED = "authority_recorded", _("Recorded an authority")
    RECOMMENDATION = "recommendation", _("Changed a recommendation")
    FOLLOWED_UP = "followed_up", _("Followed up a recommendation")
    REGISTER_IMPORTED = "register_imported", _("Imported recommendations")
    NAME_CORRECTED = "name_corrected", _("Corrected the name of a person")
    RECOVERY_ASKED = "recovery_asked", _("Asked to let a person back in")
    RECOVERY_AGREED = "recovery_agreed", _("Agreed to let a person back in")
    RECOVERED = "recovered", _("Came back with a new password")
    ROUND_OPENED = "round_opened", _("Opened a round")
    ROUND_CLOSED = "round_closed", _("Closed a round")
    CHILDREN_OPENED = "children_opened", _("Opened interviews with children")
    VERSION_STORED = "version_stored", _("Loaded a version of an instrument")
    VERSION_CHECKED = "version_checked", _("Checked a version of an instrument")
    VERSION_PUBLISHED = "version_published", _("Published a version of an instrument")
    GATE_RECORDED = "gate_recorded", _("Recorded a safeguard of a place")
    EARLIER_ASKED = "earlier_asked", _("Asked for earlier days of a round")
    EARLIER_AGREED = "earlier_agreed", _("Agreed to earlier days of a round")
    EARLIER_REFUSED = "earlier_refused", _("Refused earlier days of a round")
    SITE_SUSPENDED = "site_suspended", _("Suspended a place")
    SITE_RESUMED = "site_resumed", _("Allowed interviews at a place again")
    INCIDENT = "incident", _("Wrote in the incident register")
    KEY_REGISTERED = "key_registered", _("Registered a custodian’s key")
    KEY_CONFIRMED = "key_confirmed", _("Confirmed a custodian’s key")
    KEY_RETIRED = "key_retired", _("Ended a custodian’s key")
    OPENING_ASKED = "opening_asked", _("Asked to open a sealed answer")
    OPENING_AGREED = "opening_agreed", _("Agreed to open a sealed answer")
    OPENING_REFUSED = "opening_refused", _("Refused to open a sealed answer")
    ANSWER_OPENED = "answer_opened", _("Opened a sealed answer")
    RETENTION = "retention", _("Deleted interviews at the end of their storage time")
    DEVICE_REGISTERED = "device_registered", _("Registered a tablet")
    DEVICE_REVOKED = "device_revoked", _("Locked out a tablet")
    BACKED_UP = "backed_up", _("Made a backup")
    RESTORED = "restored", _("Restored a backup")


class AuditEntry(models.Model):
    """One act. Rows are never changed or taken out: database triggers refuse it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # ISO 8601 in UTC: the same text everywhere
    act = models.CharField(max_length=24, choices=Act)
    by = models.ForeignKey(
        "surveys.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="acts",
    )
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT, null=True)
    about = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True)  # canonical JSON; never an answer
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1), name="audit_numbers_begin_at_one"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.act}"

    @property
    def device(self):
        """The family of browser and system, of an act of signing in."""
        return json.loads(self.detail or "{}").get("device", "")

    @property
    def detail_text(self):
        """The detail as people read it."""
        detail = json.loads(self.detail or "{}")
        return ", ".join(f"{name}: {value}" for name, value in detail.items())


class AuditHead(models.Model):
    """The last entry, which the next is chained to, and the lock that orders them."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("last line of the audit log")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="audit_has_one_head")
        ]

    def __str__(self):
        return f"{self.number}:{self.hash}"
