"""Whether a whole string fits a regular expression, in time that cannot explode.

The parts become states; a text is read once, letter by letter, through the set of
states that are possible so far: states × letters, whatever the pattern.
Source: Thompson (1968), Communications of the ACM 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from surveys.engine.regex_parser import Letter, PatternPart, read_pattern
from surveys.engine.tokens import ExpressionProblem
from surveys.engine.translatable import sentence as _

MAX_STATES = 2_000
MAX_TEXT = 2_000
REMEMBERED = 5_000


@dataclass(slots=True)
class MatcherState:
    """kind: letter, start, end, fork, goal. following: where it leads."""

    kind: str
    following: list[int]
    test: Letter = bool


class Matcher:
    def __init__(self, part: PatternPart) -> None:
        if _size(part) > MAX_STATES:
            raise ExpressionProblem(
                _(
                    "the regular expression allows too many repetitions; limit the"
                    " length with string-length() instead"
                )
            )
        self.states = [MatcherState("goal", [])]
        self.first = self._build(part, 0)
        self._steps: dict[tuple[frozenset[int], str, bool], frozenset[int]] = {}

    def fits(self, text: str) -> bool:
        if len(text) > MAX_TEXT:
            return False
        current = self._reach({self.first}, start=True, end=not text)
        for left, letter in enumerate(text, start=1 - len(text)):
            current = self._step(current, letter, left == 0)
            if not current:
                return False
        return 0 in current

    def _step(self, current: frozenset[int], letter: str, end: bool) -> frozenset[int]:
        key = (current, letter, end)
        reached = self._steps.get(key)
        if reached is None:
            begin = {
                self.states[index].following[0]
                for index in current
                if self.states[index].kind == "letter"
                and self.states[index].test(letter)
            }
            reached = self._reach(begin, start=False, end=end)
            if len(self._steps) < REMEMBERED:
                self._steps[key] = reached
        return reached

    def _reach(self, begin: set[int], *, start: bool, end: bool) -> frozenset[int]:
        """All states that need no further letter to be in."""
        waiting, reached = list(begin), set(begin)
        open_now = {"fork": True, "start": start, "end": end}
        while waiting:
            state = self.states[waiting.pop()]
            if open_now.get(state.kind, False):
                waiting += [index for index in state.following if index not in reached]
                reached.update(state.following)
        return frozenset(reached)

    def _add(self, kind: str, following: list[int], test: Letter = bool) -> int:
        self.states.append(MatcherState(kind, following, test))
        return len(self.states) - 1

    def _build(self, part: PatternPart, after: int) -> int:
        """The state from which `part` leads to `after`."""
        match part.kind:
            case "all":
                for inner in reversed(part.parts):
                    after = self._build(inner, after)
                return after
            case "any":
                return self._add("fork", [self._build(p, after) for p in part.parts])
            case "repeat":
                return self._build_repeat(part, after)
        return self._add(part.kind, [after], part.test)

    def _build_repeat(self, part: PatternPart, after: int) -> int:
        inner, end = part.parts[0], after
        if part.most is None:
            after = self._add("fork", [end])
            self.states[after].following.append(self._build(inner, after))
        else:
            for _time in range(part.most - part.fewest):
                after = self._add("fork", [self._build(inner, after), end])
        for _time in range(part.fewest):
            after = self._build(inner, after)
        return after


def _size(part: PatternPart) -> int:
    inner = sum(_size(inner_part) for inner_part in part.parts)
    if part.kind == "repeat":
        times = part.fewest + 1 if part.most is None else part.most
        return inner * max(times, part.fewest) + times + 1
    return inner + 1


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Matcher:
    """The matcher of a pattern, or ExpressionProblem."""
    return Matcher(read_pattern(pattern))
