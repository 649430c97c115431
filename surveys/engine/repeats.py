"""Changing how many instances a repeat has, without mixing their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.engine.instrument import Instrument, key_of, split_key
from surveys.engine.relevance import Instance
from surveys.engine.values import whole_number


def without_instance(
    instrument: Instrument,
    answers: Mapping[str, Any],
    repeat: str,
    instance: Instance,
    place: int,
) -> dict[str, Any]:
    """The answers after one instance is taken away; those behind it move up."""
    depth, moved = len(instance), {}
    for key, value in answers.items():
        stem, _colon, mark = key.partition(":")
        name, where = split_key(stem)
        inside = len(where) > depth and where[:depth] == instance
        if inside and repeat in _repeats_of(instrument, name):
            if where[depth] == place:
                continue
            if where[depth] > place:
                where = (*instance, where[depth] - 1, *where[depth + 1 :])
            key = key_of(name, where) + (f":{mark}" if mark else "")
        moved[key] = value
    counted = key_of(repeat, instance)
    return {**moved, counted: max(0, int(whole_number(moved.get(counted))) - 1)}


def _repeats_of(instrument: Instrument, name: str) -> tuple[str, ...]:
    """The repeats around a question, or around another repeat."""
    if instrument.has(name):
        return instrument.question(name).repeats
    parent = instrument.repeat(name)
    return parent.repeats if parent else ()
