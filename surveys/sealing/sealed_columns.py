"""Every column that the server seals for itself. What is not listed is not re-sealed.

A model with a sealed field of its own adds one line to SEALED_FIELDS. Open sessions are
not listed: they live for twelve hours at most, and with their key they end.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class SealedField:
    model: str
    field: str
    place: Callable[[Any], str]  # of a row, exactly as it was when it was sealed
    part: str = ""  # the key of a JSON column that holds the ciphertext as base64

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    @property
    def rows(self) -> Any:
        model: type[Model] = apps.get_model(self.model)
        rows = model._default_manager.order_by("pk")
        lookup = f"{self.field}__has_key" if self.part else f"{self.field}__isnull"
        return rows.filter(**{lookup: self.part or False})

    def ciphertext(self, row: Any) -> bytes:
        """The ciphertext in a row."""
        column = self.column(row)
        return base64.b64decode(column[self.part]) if self.part else bytes(column)

    def column(self, row: Any) -> Any:
        """What the database holds in a row: of a sealed text the ciphertext."""
        return row._meta.get_field(self.field).value_from_object(row)

    def with_ciphertext(self, row: Any, sealed: bytes) -> Any:
        """What the column holds with this ciphertext in it."""
        if not self.part:
            return sealed
        coded = base64.b64encode(sealed).decode()
        return {**getattr(row, self.field), self.part: coded}

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"


SECOND_FACTOR = "second-factor"  # the library does not say whose secret it asks for


def _text(model: str, field: str) -> SealedField:
    """A column of text_field.py, which knows the place of each row."""
    return SealedField(model, field, lambda row: row._meta.get_field(field).place(row))


SEALED_FIELDS = [
    SealedField("surveys.Draft", "body", lambda row: draft_place(row.pk)),
    SealedField(
        "surveys.Quarantine",
        "body",
        lambda row: quarantine_place(row.interview_id, row.content_hash),
    ),
    SealedField(
        "surveys.WaitingRisks", "body", lambda row: waiting_risks_place(row.pk)
    ),
    SealedField("surveys.Opening", "reason", lambda row: reason_place(row.pk)),
    SealedField(
        "assessment.Snapshot",
        "body",
        lambda row: snapshot_place(row.figure_set_id, row.sha256),
    ),
    SealedField(
        "assessment.Respondents",
        "body",
        lambda row: respondents_place(row.figure_set_id),
    ),
    SealedField("mfa.Authenticator", "data", lambda row: SECOND_FACTOR, "secret"),
    SealedField("mfa.Authenticator", "data", lambda row: SECOND_FACTOR, "seed"),
    _text("surveys.RiskAssessment", "document"),
    _text("surveys.ReferralPartner", "name"),
    _text("surveys.ReferralPartner", "contact"),
    _text("surveys.Incident", "what"),
    _text("surveys.Incident", "told_whom"),
    _text("surveys.Feedback", "what"),
    _text("surveys.Feedback", "language"),
    _text("surveys.Decision", "note"),
    _text("surveys.QualityFlag", "why"),
]


def draft_place(draft_id: Any) -> str:
    return f"draft:body:{draft_id}"


def quarantine_place(interview_id: Any, content_hash: str) -> str:
    return f"quarantine:{interview_id}:{content_hash}"


def reason_place(opening_id: Any) -> str:
    return f"opening:reason:{opening_id}"


def respondents_place(figure_set_id: Any) -> str:
    return f"respondents:{figure_set_id}"


def snapshot_place(figure_set_id: Any, sha256: str) -> str:
    return f"snapshot:{figure_set_id}:{sha256}"


def waiting_risks_place(waiting_id: Any) -> str:
    return f"waiting-risks:{waiting_id}"
