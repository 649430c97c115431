"""The only writers of what people said and of how it is asked."""

from surveys.services.custody import (
    active_keys,
    custodians_of,
    custody_gaps,
    forget_own_words,
    register_key,
    retire_key,
)
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
from surveys.services.interviews import note_reading
from surveys.services.openings import (
    agree_opening,
    ask_opening,
    custody_of,
    forget_expired_openings,
    open_answer,
    read_reason,
    refuse_opening,
)
from surveys.services.refusals import NotFinished, Refused, StaleDraft

__all__ = [
    "NotFinished",
    "Receipt",
    "Refused",
    "StaleDraft",
    "active_keys",
    "agree_opening",
    "ask_opening",
    "changes_of",
    "close_round",
    "custodians_of",
    "custody_gaps",
    "custody_of",
    "erase_draft",
    "forget_expired_openings",
    "forget_own_words",
    "give_role",
    "instrument_of",
    "keep_media",
    "missing_media",
    "new_reference",
    "note_reading",
    "open_answer",
    "open_to_children",
    "outcome_of",
    "previous_version",
    "publish_version",
    "read_draft",
    "read_reason",
    "refuse_opening",
    "register_key",
    "retire_key",
    "round_not_open",
    "save_draft",
    "set_language",
    "set_second_language",
    "start_draft",
    "store_version",
    "submit_interview",
]
