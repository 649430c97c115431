"""Sentences about a form, in English, that can still be said in another language.

Whatever reads forms knows no catalogue of translations. A sentence keeps its template
and its values, so that whoever speaks to a person puts a translation in the template's
place. Write `from surveys.engine.translatable import sentence as _`: under that name
makemessages collects the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

Value = str | int  # a sentence is a string, and may stand inside another one


class Sentence(str):
    """Reads as its English text; template and values are what it was made of."""

    template: str
    values: dict[str, Value]

    def __new__(cls, template: str, values: Mapping[str, Value] | None = None) -> Self:
        text = super().__new__(cls, _filled(template, values or {}))
        text.template, text.values = template, dict(values or {})
        return text

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.values


def sentence(template: str, /, **values: Value) -> Sentence:
    """there is no list “%(name)s”, name="yn" → there is no list “yn”"""
    return Sentence(template, values)


def translated(text: Value, translate: Callable[[str], str]) -> str:
    """A sentence, and each one inside it, in another language; a plain text stays."""
    if not isinstance(text, Sentence):
        return str(text)
    values = {name: translated(value, translate) for name, value in text.values.items()}
    return _filled(translate(text.template), values)


def _filled(template: str, values: Mapping[str, Value]) -> str:
    return template % values if values else template


def to_data(text: Value) -> Any:
    """[template, values] of a sentence, for JSON; other texts stay texts."""
    if not isinstance(text, Sentence):
        return text
    return [
        text.template,
        {name: to_data(value) for name, value in text.values.items()},
    ]


def from_data(data: Any) -> Any:
    if not isinstance(data, list):
        return data
    template, values = data
    return Sentence(
        template, {name: from_data(value) for name, value in values.items()}
    )
