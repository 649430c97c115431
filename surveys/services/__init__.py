"""The only writers of what people said and of how it is asked."""

from surveys.services.door import Receipt, new_reference, outcome_of, submit_interview
from surveys.services.drafts import (
    erase_draft,
    read_draft,
    round_not_open,
    save_draft,
    set_language,
    set_second_language,
    start_draft,
)
from surveys.services.fieldwork import close_round, give_role, open_to_children
from surveys.services.instruments import (
    changes_of,
    instrument_of,
    keep_media,
    missing_media,
    previous_version,
    publish_version,
    store_version,
)
from surveys.services.invitations import (
    accept_invitation,
    change_password,
    deactivate,
    end_membership,
    invite,
    needs_an_account,
    open_invitation,
    reactivate,
    withdraw_invitation,
)
from surveys.services.refusals import NotFinished, Refused, StaleDraft

__all__ = [
    "NotFinished",
    "Receipt",
    "Refused",
    "StaleDraft",
    "accept_invitation",
    "change_password",
    "changes_of",
    "close_round",
    "deactivate",
    "end_membership",
    "erase_draft",
    "give_role",
    "instrument_of",
    "invite",
    "keep_media",
    "missing_media",
    "needs_an_account",
    "new_reference",
    "open_invitation",
    "open_to_children",
    "outcome_of",
    "previous_version",
    "publish_version",
    "reactivate",
    "read_draft",
    "round_not_open",
    "save_draft",
    "set_language",
    "set_second_language",
    "start_draft",
    "store_version",
    "submit_interview",
    "withdraw_invitation",
]
