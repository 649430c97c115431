"""Reads a regular expression into its parts, or says why it is refused.

Understood: letters, `.`, escapes, [classes], \\p{L}, groups, |, and ? * + {n,m}.
Look-around and back-references are not: they have no bounded time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from surveys.engine.tokens import ExpressionProblem
from surveys.engine.translatable import sentence as _

Letter = Callable[[str], bool]
MAX_PATTERN = 200
CATEGORY = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?")
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class PatternPart:
    """kind: letter, start, end, all (in this order), any (one of), repeat."""

    kind: str
    test: Letter = bool
    parts: tuple[PatternPart, ...] = ()
    fewest: int = 0
    most: int | None = None


def _digit(letter: str) -> bool:
    return "0" <= letter <= "9"


def _word(letter: str) -> bool:
    return letter == "_" or (letter.isascii() and letter.isalnum())


SETS: dict[str, Letter] = {"d": _digit, "w": _word, "s": str.isspace}


def _not_understood(text: str) -> ExpressionProblem:
    return ExpressionProblem(
        _("the regular expression uses %(text)s, which is not understood", text=text)
    )


class _Reader:
    """Recursive descent over the letters of a pattern."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        letter = self.peek()
        if not letter:
            raise ExpressionProblem(
                _("the regular expression ends too early; close what is open")
            )
        self.position += 1
        return letter

    def eat(self, wanted: str) -> bool:
        starts = self.text.startswith(wanted, self.position)
        self.position += len(wanted) if starts else 0
        return starts

    def choice(self) -> PatternPart:
        branches = [self.sequence()]
        while self.eat("|"):
            branches.append(self.sequence())
        return (
            branches[0]
            if len(branches) == 1
            else PatternPart("any", parts=tuple(branches))
        )

    def sequence(self) -> PatternPart:
        parts: list[PatternPart] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return PatternPart("all", parts=tuple(parts))

    def repeated(self, part: PatternPart) -> PatternPart:
        sign = self.peek()
        if sign not in ("*", "+", "?", "{"):
            return part
        if part.kind in ("start", "end"):
            raise ExpressionProblem(_("the regular expression repeats ^ or $"))
        self.take()
        if sign == "{":
            fewest, most = self.limits()
        else:
            fewest, most = (1 if sign == "+" else 0), (1 if sign == "?" else None)
        self.eat("?")  # a lazy repeat matches the same whole strings
        if self.peek() in ("*", "+", "{", "?"):
            raise ExpressionProblem(
                _(
                    "the regular expression has two repetitions after each other; keep"
                    " one"
                )
            )
        if most != 1 and _repeats(part):
            raise ExpressionProblem(
                _(
                    "the regular expression repeats a repetition and could stop a"
                    " tablet; write it without * or + inside a repeated group"
                )
            )
        return PatternPart("repeat", parts=(part,), fewest=fewest, most=most)

    def limits(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.position)
        inside = self.text[self.position : end] if end > 0 else ""
        low, comma, high = inside.partition(",")
        if not (low.isascii() and low.isdigit()) or (
            high and not (high.isascii() and high.isdigit())
        ):
            raise ExpressionProblem(
                _(
                    "the regular expression has a { that is not a number of"
                    " repetitions; write \\{"
                )
            )
        self.position = end + 1
        most = int(low) if not comma else int(high) if high else None
        if most is not None and most < int(low):
            raise ExpressionProblem(
                _(
                    "the regular expression repeats %(limits)s: the larger number comes"
                    " last",
                    limits=f"{{{low},{high}}}",
                )
            )
        return int(low), most

    def atom(self) -> PatternPart:
        letter = self.take()
        match letter:
            case "(":
                return self.group()
            case "[":
                return PatternPart("letter", self.letters())
            case ".":
                return PatternPart("letter", lambda character: character != "\n")
            case "^":
                return PatternPart("start")
            case "$":
                return PatternPart("end")
            case "\\":
                return PatternPart("letter", self.escaped())
            case "*" | "+" | "?" | "{":
                raise ExpressionProblem(
                    _(
                        "the regular expression has a %(sign)s with nothing before it",
                        sign=letter,
                    )
                )
        return PatternPart("letter", letter.__eq__)

    def group(self) -> PatternPart:
        if self.peek() == "?" and not self.eat("?:"):
            raise ExpressionProblem(
                _(
                    "the regular expression uses look-around or a named group, which is"
                    " not understood"
                )
            )
        inner = self.choice()
        if not self.eat(")"):
            raise ExpressionProblem(
                _("the regular expression has a ( that is not closed")
            )
        return inner

    def escaped(self) -> Letter:
        letter = self.take()
        if letter in SETS:
            return SETS[letter]
        if letter.lower() in SETS:
            test = SETS[letter.lower()]
            return lambda character: not test(character)
        if letter in "pP" and self.eat("{"):
            return self.category(letter == "P")
        return self.literal(letter).__eq__

    def literal(self, letter: str) -> str:
        if letter in CONTROLS:
            return CONTROLS[letter]
        if letter.isascii() and letter.isalnum():
            raise _not_understood(f"\\{letter}")
        return letter

    def category(self, negated: bool) -> Letter:
        end = self.text.find("}", self.position)
        name = self.text[self.position : end] if end > 0 else ""
        if not CATEGORY.fullmatch(name):
            raise _not_understood(f"\\p{{{name}}}")
        self.position = end + 1
        return lambda character: (
            unicodedata.category(character).startswith(name) != negated
        )

    def letters(self) -> Letter:
        negated = self.eat("^")
        tests: list[Letter] = []
        while not self.eat("]"):
            tests.append(self.range())
        if not tests:
            raise ExpressionProblem(_("the regular expression has an empty [ ]"))
        return lambda character: any(test(character) for test in tests) != negated

    def range(self) -> Letter:
        low = self.take()
        if low == "\\":
            kind = self.peek()
            if kind.lower() in SETS or kind in "pP":
                return self.escaped()
            low = self.literal(self.take())
        if self.peek() != "-" or self.text[self.position + 1 : self.position + 2] in (
            "]",
            "",
        ):
            return low.__eq__
        self.take()
        high = self.take()
        if high == "\\":
            high = self.literal(self.take())
        if high < low:
            raise ExpressionProblem(
                _(
                    "the regular expression has the range %(range)s, which runs"
                    " backwards",
                    range=f"{low}-{high}",
                )
            )
        return lambda character: low <= character <= high


def _repeats(part: PatternPart) -> bool:
    """Whether a part holds a repetition without end."""
    endless = part.kind == "repeat" and part.most is None
    return endless or any(_repeats(inner) for inner in part.parts)


def read_pattern(text: str) -> PatternPart:
    """The parts of a pattern, or ExpressionProblem."""
    if len(text) > MAX_PATTERN:
        raise ExpressionProblem(
            _(
                "the regular expression has more than %(most)s characters; split it in"
                " two",
                most=MAX_PATTERN,
            )
        )
    reader = _Reader(text)
    part = reader.choice()
    if reader.peek():
        raise ExpressionProblem(
            _("the regular expression has a ) that nothing opens; write \\)")
        )
    return part
