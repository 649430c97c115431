from surveys.models.audit import Act, AuditEntry, AuditHead
from surveys.models.custody import (
    CustodianKey,
    KeyConfirmation,
    KeySentinel,
    Opening,
    SealedKey,
)
from surveys.models.fieldwork import (
    Assignment,
    DesignClass,
    LegalBasis,
    PrimaryUnit,
    Round,
    Site,
    SiteKind,
    Stratum,
)
from surveys.models.instruments import Instrument, InstrumentVersion, LabelMedia
from surveys.models.interviews import Draft, Interview, Outcome, Quarantine
from surveys.models.invitations import Invitation, OpenSession
from surveys.models.oversight import (
    Feedback,
    Incident,
    IncidentKind,
    RetentionRun,
    UrgentRisk,
)
from surveys.models.people import (
    CONFIRMED_ROLES,
    Membership,
    Organisation,
    Party,
    Person,
    Role,
    may_hold,
)
from surveys.models.safeguards import (
    Debrief,
    ReferralPartner,
    RiskAssessment,
    Service,
    Suspension,
)

__all__ = [
    "CONFIRMED_ROLES",
    "Act",
    "Assignment",
    "AuditEntry",
    "AuditHead",
    "CustodianKey",
    "Debrief",
    "DesignClass",
    "Draft",
    "Feedback",
    "Incident",
    "IncidentKind",
    "Instrument",
    "InstrumentVersion",
    "Interview",
    "Invitation",
    "KeyConfirmation",
    "KeySentinel",
    "LabelMedia",
    "LegalBasis",
    "Membership",
    "OpenSession",
    "Opening",
    "Organisation",
    "Outcome",
    "Party",
    "Person",
    "PrimaryUnit",
    "Quarantine",
    "ReferralPartner",
    "RetentionRun",
    "RiskAssessment",
    "Role",
    "Round",
    "SealedKey",
    "Service",
    "Site",
    "SiteKind",
    "Stratum",
    "Suspension",
    "UrgentRisk",
    "may_hold",
]
