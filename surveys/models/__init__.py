from surveys.models.audit import Act, AuditEntry, AuditHead
from surveys.models.custody import CustodianKey, KeySentinel, Opening, SealedKey
from surveys.models.fieldwork import (
    Assignment,
    DesignClass,
    PrimaryUnit,
    Round,
    Site,
    SiteKind,
    Stratum,
)
from surveys.models.instruments import Instrument, InstrumentVersion, LabelMedia
from surveys.models.interviews import Draft, Interview, Outcome, Quarantine
from surveys.models.people import Membership, Organisation, Party, Person, Role

__all__ = [
    "Act",
    "Assignment",
    "AuditEntry",
    "AuditHead",
    "CustodianKey",
    "DesignClass",
    "Draft",
    "Instrument",
    "InstrumentVersion",
    "Interview",
    "KeySentinel",
    "LabelMedia",
    "Membership",
    "Opening",
    "Organisation",
    "Outcome",
    "Party",
    "Person",
    "PrimaryUnit",
    "Quarantine",
    "Role",
    "Round",
    "SealedKey",
    "Site",
    "SiteKind",
    "Stratum",
]
