"""The fixed texts of an impact assessment: what holds in every round."""

from django.utils.translation import gettext_lazy as _

from surveys.models import Role

PURPOSES = (
    _("Find where practice and law fall short of the standards on detention."),
    _("Give evidence to independent review bodies, who recommend changes."),
    _("Never: decide, score or influence the case of a person."),
)
NOT_COLLECTED = (
    _("Names, signatures, thumbprints, voices, photographs."),
    _("File, passport and telephone numbers, e-mail and postal addresses."),
    _("Exact dates of birth: age in bands only."),
    _("GPS positions, rooms and hours of an interview: sites and half-days only."),
    _("Scores of risk or vulnerability of a person."),
)
SEES = (
    (Role.INTERVIEWER, _("Own open interviews; none once finished.")),
    (Role.TEAM_LEAD, _("How many were held; no answers.")),
    (Role.COORDINATOR, _("Coded answers of the own organisation; site codes.")),
    (Role.STATE_FOCAL_POINT, _("No answer of a migrant, no number, no time.")),
    (Role.ANALYST, _("Coded answers under the sharing protocol; figures.")),
    (Role.REVIEWER, _("Coded answers, sites and figures; releases; cannot edit.")),
    (Role.CUSTODIAN, _("Sealed answers, two custodians together, with a reason.")),
    (Role.PROTECTION, _("Kinds of urgent risk by site and half-day; no answers.")),
    (Role.AUDITOR, _("The audit log; no answers.")),
    (Role.AUTHOR, _("Instruments; no answers.")),
    (Role.ADMINISTRATOR, _("People and status; no answers.")),
    (Role.READER, _("Released figures only.")),
)
# (who or what, what they can do, what is held against it)
RISKS = (
    (
        _("Detaining authority, outside"),
        _("Seize a device, compel a sign-in, watch who is called"),
        _("Finished interviews leave the device; no list of people; random selection"),
    ),
    (
        _("Detaining authority as a partner"),
        _("A real account; knows who was called; reads published tables"),
        _("No row of a migrant; released at the same minute; bands of ten or more"),
    ),
    (
        _("Curious partner organisation"),
        _("Guesses addresses of pages"),
        _("Objects of others are not found; every reading of answers is recorded"),
    ),
    (
        _("Interviewer"),
        _("Writes what points to a person; reads the work of others"),
        _("Free text is searched for numbers and dates; own open interviews only"),
    ),
    (
        _("Server, administrator, backup"),
        _("Database or disk in wrong hands"),
        _("Words are encrypted; keys lie elsewhere; a cut audit log shows"),
    ),
    (
        _("The interview itself"),
        _("Distress, reprisals, false hope"),
        _("Warnings, a stop on every screen, partners at hand, sites can be suspended"),
    ),
)
NOT_HELD = (
    _("An open interview whose sign-in is compelled."),
    _("Being seen while one is called and asked."),
    _("What an authority infers from its own registers where few people are held."),
    _("A photograph of a screen."),
    _("A hostile server that sends hostile pages."),
)
