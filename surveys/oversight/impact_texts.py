"""The fixed texts of an impact assessment: what holds in every round."""

from django.utils.translation import gettext_lazy as _

from surveys.models import Role

PURPOSES = (
    _("Find where practice and law do not meet the standards on detention."),
    _("Give evidence to independent review bodies, who recommend changes."),
    _("We never decide, score or influence a person’s case."),
)
NOT_COLLECTED = (
    _("Names, signatures, thumbprints, voices, photographs."),
    _("File, passport and telephone numbers, e-mail and postal addresses."),
    _("Exact dates of birth: age in bands only."),
    _(
        "GPS positions, rooms and times of interviews: we record only the place and"
        " the half-day."
    ),
    _("Scores of risk or vulnerability of a person."),
)
SEES = (
    (Role.INTERVIEWER, _("Their own interviews, until they are finished.")),
    (Role.TEAM_LEAD, _("The number of interviews; no answers.")),
    (Role.COORDINATOR, _("Coded answers of their own organisation; codes of places.")),
    (
        Role.STATE_FOCAL_POINT,
        _("No answer, number or time of any interview with a migrant."),
    ),
    (Role.ANALYST, _("Coded answers under the sharing protocol; figures.")),
    (
        Role.REVIEWER,
        _("Coded answers, places and figures; can release; cannot change anything."),
    ),
    (
        Role.CUSTODIAN,
        _("Sealed answers: two custodians open them together and give a reason."),
    ),
    (Role.PROTECTION, _("Kinds of urgent risk, by place and half-day; no answers.")),
    (Role.AUDITOR, _("The audit log; no answers.")),
    (Role.AUTHOR, _("Instruments; no answers.")),
    (Role.ADMINISTRATOR, _("People and status; no answers.")),
    (Role.READER, _("Released figures only.")),
)
# (who or what, what they can do, what is held against it)
RISKS = (
    (
        _("Detaining authority, not a partner"),
        _("Take a device, force a sign-in, watch who is called"),
        _("Finished interviews leave the device; no list of people; random selection"),
    ),
    (
        _("Detaining authority, as a partner"),
        _("Has an account; knows who was called; reads released tables"),
        _(
            "No row of a migrant; released to all at the same minute; bands of ten"
            " people or more"
        ),
    ),
    (
        _("Curious partner organisation"),
        _("Guesses addresses of pages"),
        _("Pages of others cannot be found; every reading of answers is recorded"),
    ),
    (
        _("Interviewer"),
        _("Could write who a person is; could read the work of others"),
        _(
            "Free text is checked for numbers and dates; each sees only their own"
            " open interviews"
        ),
    ),
    (
        _("Server, administrator, backup"),
        _("Database or disk in wrong hands"),
        _(
            "Answers are encrypted; keys are stored elsewhere; a shortened audit log"
            " is noticed"
        ),
    ),
    (
        _("The interview itself"),
        _("Distress, reprisals, false hope"),
        _(
            "Warnings, a stop on every screen, partners ready to help, places can be"
            " suspended"
        ),
    ),
)
NOT_HELD = (
    _("Someone is forced to sign in and show an open interview."),
    _("Others can see who is called to an interview."),
    _(
        "Where few people are detained, an authority may guess who spoke from its own"
        " registers."
    ),
    _("Someone takes a photo of a screen."),
    _("An attacker takes over the server and sends false pages."),
)
