"""Changing how many instances a repeat has, without mixing their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.engine.instrument import Instrument, key_of, split_key
from surveys.engine.relevance import At
from surveys.engine.values import whole_number


def without_instance(
    asked: Instrument, answers: Mapping[str, Any], repeat: str, at: At, place: int
) -> dict[str, Any]:
    """The answers after one instance is taken away; those behind it move up."""
    depth, kept = len(at), {}
    for key, value in answers.items():
        stem, _colon, mark = key.partition(":")
        name, where = split_key(stem)
        inside = len(where) > depth and where[:depth] == at
        if inside and repeat in _repeats_of(asked, name):
            if where[depth] == place:
                continue
            if where[depth] > place:
                where = (*at, where[depth] - 1, *where[depth + 1 :])
            key = key_of(name, where) + (f":{mark}" if mark else "")
        kept[key] = value
    counted = key_of(repeat, at)
    return {**kept, counted: max(0, int(whole_number(kept.get(counted))) - 1)}


def _repeats_of(asked: Instrument, name: str) -> tuple[str, ...]:
    """The repeats around a question, or around another repeat."""
    if asked.has(name):
        return asked.question(name).repeats
    found = asked.repeat(name)
    return found.repeats if found else ()
