"""Every column that the server seals for itself. What is not listed is not re-sealed.

A model with a sealed field of its own adds one line to SEALED_FIELDS.
"""

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

    @property
    def rows(self) -> Any:
        model: type[Model] = apps.get_model(self.model)
        return model._default_manager.order_by("pk")

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"


SEALED_FIELDS = [
    SealedField("surveys.Draft", "body", lambda row: draft_place(row.pk)),
    SealedField(
        "surveys.Quarantine",
        "body",
        lambda row: quarantine_place(row.interview_id, row.content_hash),
    ),
    SealedField("surveys.Opening", "reason", lambda row: reason_place(row.pk)),
]


def draft_place(draft_id: Any) -> str:
    return f"draft:body:{draft_id}"


def quarantine_place(interview_id: Any, content_hash: str) -> str:
    return f"quarantine:{interview_id}:{content_hash}"


def reason_place(opening_id: Any) -> str:
    return f"opening:reason:{opening_id}"
