from surveys.models.audit import Act, AuditEntry, AuditHead
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
    "DesignClass",
    "Draft",
    "Instrument",
    "InstrumentVersion",
    "Interview",
    "LabelMedia",
    "Membership",
    "Organisation",
    "Outcome",
    "Party",
    "Person",
    "PrimaryUnit",
    "Quarantine",
    "Role",
    "Round",
    "Site",
    "SiteKind",
    "Stratum",
]
