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


def begin_interview(
    instrument: Instrument, known: Mapping[str, Any], journey_for: JourneyFor
) -> Answers:
    """The answers of a new interview; what is known before stands over a default."""
    names = [q.name for q in instrument.with_default() if not q.repeats]
    answers = _filled(names, known, journey_for)
    answers |= journey_for(answers).settled(set())
    return begin_instances(instrument, None, answers, journey_for)


def begin_instances(
    instrument: Instrument,
    before: Mapping[str, Any] | None,
    answers: Answers,
    journey_for: JourneyFor,
) -> Answers:
    """The answers with the defaults of the instances that were not there before.

    An instance that holds an answer comes back: its default is not written again.
    """
    names = [q.name for q in instrument.with_default() if q.repeats]
    if not names:
        return answers
    begun = set() if before is None else _keys(names, journey_for(before))
    while True:  # an answer that begins may ask for more instances
        new = _keys(names, journey_for(answers)) - begun
        if not new:
            return answers
        begun |= new
        there = _answered_instances(instrument, answers)
        blank = [key for key in sorted(new) if _instance(instrument, key) not in there]
        answers = _filled(blank, answers, journey_for)
        answers |= journey_for(answers).settled(set())


def _keys(names: Iterable[str], journey: Journey) -> set[str]:
    return {key for name in names for key in journey.keys(name)}


def _instance(instrument: Instrument, key: str) -> tuple[tuple[str, ...], Instance]:
    return instrument.question(key).repeats, split_key(key)[1]


def _answered_instances(
    instrument: Instrument, answers: Mapping[str, Any]
) -> set[tuple[tuple[str, ...], Instance]]:
    """(repeats, instance) of all that hold an answer, and of those around them."""
    instances = {
        _instance(instrument, stem)
        for stem in (key.partition(":")[0] for key in answers)
        if instrument.has(split_key(stem)[0])
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
    journey = journey_for(answers)
    for key in keys:
        fixed = journey.instrument.question(key).default
        if key not in answers and fixed is not None:
            filled[key] = fixed
    for key in keys:
        value = None if key in filled else journey_for(filled).default(key)
        if value is not None:
            filled[key] = value
    return filled
