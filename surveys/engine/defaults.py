"""The answers that an interview, and each instance of a repeat, begins with.

A default is written once, when its question begins to be: at the start of the
interview, or when its instance is added or its count rises. From then on it is an
answer like every other: changed, or cleared for good. While its question is not asked
it reads as blank, as every answer does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from surveys.engine.instrument import Instrument, split_key
from surveys.engine.journey import Journey
from surveys.engine.relevance import Instance

Answers = dict[str, Any]
JourneyFor = Callable[[Mapping[str, Any]], Journey]


def answers_at_start(
    instrument: Instrument, known: Mapping[str, Any], journey_for: JourneyFor
) -> Answers:
    """The answers of a new interview; what is known before stands over a default."""
    names = [q.name for q in instrument.with_default() if not q.repeats]
    answers = _filled(names, known, journey_for)
    return follow_change(instrument, None, answers, set(), journey_for)


def follow_change(
    instrument: Instrument,
    before: Mapping[str, Any] | None,
    answers: Answers,
    changed: set[str],
    journey_for: JourneyFor,
) -> Answers:
    """The answers with what follows from a change, to be kept with them.

    1. Calculations that are made once, or when one of the `changed` answers changes.
    2. The defaults of the instances that were not there before. An instance that holds
       an answer comes back: its default is not written again.
    """
    names = [q.name for q in instrument.with_default() if q.repeats]
    answers = answers | journey_for(answers).settled(changed)
    if not names:
        return answers
    begun = set() if before is None else {*_keys(names, journey_for(before))}
    while True:  # an answer that begins may ask for more instances
        new = [key for key in _keys(names, journey_for(answers)) if key not in begun]
        if not new:
            return answers
        begun.update(new)
        there = _answered_instances(instrument, answers)
        blank = [key for key in new if _instance(instrument, key) not in there]
        answers = _filled(blank, answers, journey_for)
        answers |= journey_for(answers).settled(changed)


def _keys(names: Iterable[str], journey: Journey) -> list[str]:
    return [key for name in names for key in journey.keys(name)]


def _instance(instrument: Instrument, key: str) -> tuple[tuple[str, ...], Instance]:
    return instrument.question(key).repeats, split_key(key)[1]


def _answered_instances(
    instrument: Instrument, answers: Mapping[str, Any]
) -> set[tuple[tuple[str, ...], Instance]]:
    """(repeats, instance) of all that hold an answer, and of those around them.

    A calculation is no answer: once() is made as soon as its instance is there.
    """
    instances = {
        _instance(instrument, stem)
        for stem in (key.partition(":")[0] for key in answers)
        if instrument.has(split_key(stem)[0]) and instrument.question(stem).answerable
    }
    return {
        (repeats[:depth], instance[:depth])
        for repeats, instance in instances
        for depth in range(1, len(instance) + 1)
    }


def _filled(
    keys: Iterable[str], answers: Mapping[str, Any], journey_for: JourneyFor
) -> Answers:
    """The answers with defaults under the keys that have no answer.

    Fixed ones come first: an expression may read them, and expressions before it.
    """
    filled = dict(answers)
    instrument = journey_for(answers).instrument
    open_keys = [key for key in keys if key not in answers]
    for fixed in (True, False):
        for key in open_keys:
            if fixed == bool(instrument.question(key).default_expression):
                continue
            value = journey_for(filled).default(key)
            if value is not None:
                filled[key] = value
    return filled
