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
from surveys.models.people import (
    Membership,
    Organisation,
    Party,
    Person,
    Role,
    may_hold,
)
from surveys.models.sign_in import Invitation, OpenSession

__all__ = [
    "Assignment",
    "DesignClass",
    "Draft",
    "Instrument",
    "InstrumentVersion",
    "Interview",
    "Invitation",
    "LabelMedia",
    "Membership",
    "OpenSession",
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
    "may_hold",
]
