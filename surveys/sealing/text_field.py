"""A column of text that the server seals for itself, row by row."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from surveys import sealing


class _Opened(DeferredAttribute):
    """Reads as text and takes text; between the two the row holds ciphertext."""

    field: "SealedText"

    def __get__(self, row: Any, owner: Any = None) -> Any:
        # The framework's descriptor is not typed by its stubs.
        value = super().__get__(row, owner)  # type: ignore[no-untyped-call]
        if row is None or value is None or isinstance(value, str):
            return value
        place = self.field.place(row)
        return sealing.unseal(bytes(value), key=settings.DRAFT_KEY, place=place)

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """What staff write: sealed under the key ring, bound to its column and its row.

    The model has a `seal_id` too. It is written by save(), never by update(), which
    does not know the row; nothing can be looked for in it.
    """

    descriptor_class = _Opened

    def place(self, row: Any) -> str:
        return f"{row._meta.label}.{self.name}:{row.seal_id}"

    def value_from_object(self, obj: models.Model) -> Any:
        """The ciphertext: no dump and no rotation sees the text."""
        value = obj.__dict__.get(self.attname)
        if not isinstance(value, str):
            return value
        return sealing.seal(value, key=settings.DRAFT_KEY, place=self.place(obj))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str) and not value.strip():
            raise ValueError(f"{model_instance._meta.label}.{self.name} is blank.")
        sealed = self.value_from_object(model_instance)
        setattr(model_instance, self.attname, sealed)
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError(
                f"{self.model._meta.label}.{self.name} is sealed by save()."
            )
        return super().get_prep_value(value)


def seal_id_field() -> "models.UUIDField[Any, Any]":
    """What binds the sealed texts of a row to it, known before the row has a number."""
    return models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
