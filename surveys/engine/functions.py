"""The functions of the expression language, on strings, numbers and booleans.

A blank is "". As a number a blank is NaN, so `${blank} < 5` is false and
`${blank} != 5` is true; a NaN result reads as blank again.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from surveys.engine.expressions import ExpressionProblem
from surveys.engine.values import day_number, significant

Plain = str | float | bool
NAN = math.nan
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
REGEX_LIMIT = 200
_NESTED_REPEAT = re.compile(r"\([^()]*[*+{][^()]*\)\s*[*+{]")


def to_number(value: Plain) -> float:
    """XPath number(): strict digits, dates as days since 1970, else NaN."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if _NUMBER.fullmatch(value):
        return float(value)
    days = day_number(value)
    return NAN if days is None else float(days)


def to_string(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return ""
    value = significant(value)
    return str(int(value)) if value.is_integer() else repr(value)


def to_boolean(value: Plain) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return value != ""


def equal(a: Plain, b: Plain) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return to_boolean(a) == to_boolean(b)
    if isinstance(a, float) or isinstance(b, float):
        return to_number(a) == to_number(b)
    return a == b


def half_up(value: float, places: float = 0.0) -> float:
    """XPath round: halves go up, so round(-2.5) is -2."""
    if not math.isfinite(value) or not math.isfinite(places):
        return NAN
    scale = 10.0 ** max(-12.0, min(12.0, places))
    return significant(math.floor(value * scale + 0.5) / scale)


def selected(value: Plain, code: Plain) -> bool:
    return to_string(code) in to_string(value).split()


def selected_at(value: Plain, place: Plain) -> str:
    codes, at = to_string(value).split(), to_number(place)
    if not math.isfinite(at) or not 0 <= at < len(codes):
        return ""
    return codes[int(at)]


def substr(value: Plain, start: Plain, end: Plain = math.inf) -> str:
    text = to_string(value)
    first, last = to_number(start), to_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    stop = len(text) if last == math.inf else int(last)
    return text[int(first) : stop]


def check_regex(pattern: str) -> None:
    """Refuse patterns that can take exponential time or do not compile."""
    if len(pattern) > REGEX_LIMIT or _NESTED_REPEAT.search(pattern):
        raise ExpressionProblem(
            "the regular expression repeats a repetition or is too long, and could"
            " stop a tablet; write it without nested * or +"
        )
    try:
        re.compile(pattern)
    except re.error as reason:
        raise ExpressionProblem(
            f"the regular expression is not valid: {reason}"
        ) from None


def regex(value: Plain, pattern: Plain) -> bool:
    return re.fullmatch(to_string(pattern), to_string(value)[:2_000]) is not None


def _numbers(values: tuple[Plain, ...]) -> list[float]:
    return [n for n in map(to_number, values) if not math.isnan(n)]


def total(*values: Plain) -> float:
    """Sum of what was answered; blank when nothing was."""
    found = _numbers(values)
    return math.fsum(found) if found else NAN


def smallest(*values: Plain) -> float:
    found = _numbers(values)
    return min(found) if found else NAN


def largest(*values: Plain) -> float:
    found = _numbers(values)
    return max(found) if found else NAN


def count_non_empty(*values: Plain) -> float:
    return float(sum(1 for value in values if to_string(value) != ""))


def power(a: Plain, b: Plain) -> float:
    try:
        result = to_number(a) ** to_number(b)
    except (OverflowError, ZeroDivisionError):
        return NAN
    return result if isinstance(result, float) and math.isfinite(result) else NAN


def to_date(value: Plain) -> str:
    text = to_string(value)
    if day_number(text) is not None:
        return text
    days = to_number(value)
    if not math.isfinite(days) or abs(days) > 1_000_000:
        return ""
    try:
        return (date(1970, 1, 1) + timedelta(days=int(days))).isoformat()
    except OverflowError:
        return ""


def format_date(value: Plain, pattern: Plain) -> str:
    text = to_date(value)
    if not text:
        return ""
    year, month, day = text.split("-")
    parts = {"%Y": year, "%m": month, "%d": day, "%y": year[2:]}
    parts |= {"%n": str(int(month)), "%e": str(int(day))}
    out = to_string(pattern)
    for mark, word in parts.items():
        out = out.replace(mark, word)
    return out


def join(separator: Plain, *values: Plain) -> str:
    return to_string(separator).join(map(to_string, values))


def boolean_from_string(value: Plain) -> bool:
    return to_string(value).strip().lower() in ("1", "true")


# name → (fewest arguments, most arguments, function of plain values)
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "selected": (2, 2, selected),
    "count-selected": (1, 1, lambda v: float(len(to_string(v).split()))),
    "selected-at": (2, 2, selected_at),
    "not": (1, 1, lambda v: not to_boolean(v)),
    "boolean": (1, 1, to_boolean),
    "boolean-from-string": (1, 1, boolean_from_string),
    "true": (0, 0, lambda: True),
    "false": (0, 0, lambda: False),
    "string": (1, 1, to_string),
    "concat": (1, 50, lambda *v: "".join(map(to_string, v))),
    "join": (1, 50, join),
    "string-length": (1, 1, lambda v: float(len(to_string(v)))),
    "contains": (2, 2, lambda v, part: to_string(part) in to_string(v)),
    "starts-with": (2, 2, lambda v, p: to_string(v).startswith(to_string(p))),
    "ends-with": (2, 2, lambda v, p: to_string(v).endswith(to_string(p))),
    "substr": (2, 3, substr),
    "regex": (2, 2, regex),
    "number": (1, 1, to_number),
    "int": (1, 1, lambda v: _whole(to_number(v))),
    "round": (1, 2, lambda v, p=0.0: half_up(to_number(v), to_number(p))),
    "pow": (2, 2, power),
    "sum": (1, 50, total),
    "min": (1, 50, smallest),
    "max": (1, 50, largest),
    "count-non-empty": (1, 50, count_non_empty),
    "date": (1, 1, to_date),
    "format-date": (2, 2, format_date),
    "decimal-date-time": (1, 1, lambda v: to_number(to_date(v))),
}
# Evaluated with care for what they skip or ask of the scope (see evaluate.py).
SPECIAL = {
    "if": (3, 3),
    "coalesce": (1, 50),
    "once": (1, 1),
    "today": (0, 0),
    "jr:choice-name": (2, 2),
}


def _whole(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else NAN


def check_call(name: str, count: int) -> None:
    """Raise ExpressionProblem for an unknown function or a wrong argument count."""
    limits = SPECIAL.get(name) or (FUNCTIONS[name][:2] if name in FUNCTIONS else None)
    if limits is None:
        near = difflib.get_close_matches(name, [*FUNCTIONS, *SPECIAL], n=1)
        hint = f"; did you mean {near[0]}()?" if near else ""
        raise ExpressionProblem(f"there is no function {name}(){hint}")
    fewest, most = limits
    if not fewest <= count <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise ExpressionProblem(f"{name}() takes {wanted} values, not {count}")
