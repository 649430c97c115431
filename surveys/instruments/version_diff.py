"""What changed from one version of an instrument to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.engine.instrument import Instrument, Question

Written = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class InstrumentChanges:
    """By question name. `retyped` and `choices_removed` touch answers already given."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    retyped: list[tuple[str, str, str]] = field(default_factory=list)
    choices_added: list[tuple[str, list[str]]] = field(default_factory=list)
    choices_removed: list[tuple[str, list[str]]] = field(default_factory=list)
    relevance: list[tuple[str, str, str]] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)

    @property
    def must_be_accepted(self) -> bool:
        """Answers before and after would not mean the same."""
        return bool(self.retyped or self.choices_removed)

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def compare(
    old: Instrument,
    new: Instrument,
    was: Written | None = None,
    now: Written | None = None,
) -> InstrumentChanges:
    """The changes between two versions. was, now: their expressions as written."""
    before = {question.name: question for question in old.questions()}
    after = {question.name: question for question in new.questions()}
    changes = InstrumentChanges(
        added=[name for name in after if name not in before],
        removed=[name for name in before if name not in after],
    )
    for name, question in after.items():
        if name in before:
            _compare_question(before[name], question, changes)
            _compare_relevance(before[name], question, was or {}, now or {}, changes)
    return changes


def _compare_question(old: Question, new: Question, changes: InstrumentChanges) -> None:
    if old.type != new.type:
        changes.retyped.append((new.name, str(old.type), str(new.type)))
    # A code that was an answer and is none now, or the other way round, is another.
    had = {(choice.code, choice.state) for choice in old.choices}
    has = {(choice.code, choice.state) for choice in new.choices}
    gone = [c.code for c in old.choices if (c.code, c.state) not in has]
    come = [c.code for c in new.choices if (c.code, c.state) not in had]
    if gone:
        changes.choices_removed.append((new.name, gone))
    if come:
        changes.choices_added.append((new.name, come))
    if dict(old.label) != dict(new.label):
        changes.reworded.append(new.name)


def _compare_relevance(
    old: Question, new: Question, was: Written, now: Written, changes: InstrumentChanges
) -> None:
    before = was.get(old.name, {}).get("relevant", "")
    after = now.get(new.name, {}).get("relevant", "")
    if old.relevance != new.relevance or before != after:
        changes.relevance.append((new.name, before, after))
