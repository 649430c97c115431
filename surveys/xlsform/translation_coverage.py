"""How much of an instrument is written in each of its languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.engine.instrument import Instrument, Labels

COLUMNS = ("label", "hint", "guidance_hint", "constraint_message", "choices label")


@dataclass(frozen=True, slots=True)
class Cover:
    """n of m texts of a column in one language; missing names those that lack it."""

    language: str
    column: str
    n: int
    m: int
    missing: tuple[str, ...]


def coverage_of(instrument: Instrument) -> list[Cover]:
    """The coverage by language and column; a text in one language is wanted in all."""
    wanted: dict[str, list[tuple[str, Labels]]] = {column: [] for column in COLUMNS}
    for column, name, labels in _texts(instrument):
        if any(labels.values()):
            wanted[column].append((name, labels))
    covers = []
    for language in instrument.languages:
        for column in COLUMNS:
            missing = [
                name for name, text in wanted[column] if not text.get(language.tag)
            ]
            m = len(wanted[column])
            covers.append(
                Cover(language.tag, column, m - len(missing), m, tuple(missing))
            )
    return covers


def _texts(instrument: Instrument) -> Iterator[tuple[str, str, Labels]]:
    counted: set[str] = set()  # a list that several questions share is counted once
    for question in instrument.questions():
        yield "label", question.name, question.label
        yield "hint", question.name, question.hint
        yield "guidance_hint", question.name, question.guidance
        yield "constraint_message", question.name, question.constraint_message
        name = question.list_name or question.name
        if name in counted:
            continue
        counted.add(name)
        for choice in question.choices:
            yield "choices label", f"{name}: {choice.code}", choice.label
