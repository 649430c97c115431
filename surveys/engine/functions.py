"""The functions of the expression language, on strings, numbers and booleans.

A blank is "". As a number a blank is NaN, and NaN or infinity read as blank again.
With a blank `b`, what is not known stays unknown in arithmetic and is false in tests:

    b + 1, -b, b div 2, round(b), int(b)      blank
    b < 5, b > 5, b = 5, b = b + 1            false
    b != 5, not(b), not(b < 5)                true
    b = '', b = an other blank                true
    b and x, b or x, if(b, x, y)              false; x as true or false; y
    sum(b, 2), min(b, 2), max(b, 2)           2: of what was answered; of none blank
    count-non-empty(b), count-selected(b)     0
    coalesce(b, x), concat(b, 'a')            x, 'a'
    selected(b, 'a'), regex(b, 'a')           false

functions.js is the twin; one table and random trees judge both (tests/conformance).
Whatever every machine does in its own way is spelled out here: sums are rounded once,
whole powers are multiplied, other powers keep twelve digits.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from typing import Any

from surveys.engine import number_functions, text_functions
from surveys.engine.dates import (
    day_fraction,
    days,
    format_moment,
    from_days,
    moment_of,
)
from surveys.engine.regex_matcher import matcher
from surveys.engine.tokens import ExpressionProblem
from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _
from surveys.engine.values import plain_number, significant

Plain = str | float | bool
NAN = math.nan
MOST_STEPS = 2**31
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")


def to_number(value: Plain) -> float:
    """XPath number(): strict digits, dates as days since 1970, else NaN."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if value.isascii() and value.isdigit():
        return float(value)
    if _NUMBER.fullmatch(value):
        return float(value)
    day = days(value)
    return NAN if day is None else float(day)


def to_string(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return ""
    return plain_number(significant(value))


def to_boolean(value: Plain) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return value != ""


def equal(a: Plain, b: Plain) -> bool:
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if isinstance(a, bool) or isinstance(b, bool):
        return to_boolean(a) == to_boolean(b)
    return to_number(a) == to_number(b)


def half_up(value: float, places: float = 0.0) -> float:
    """XPath round: halves go up, so round(-2.5) is -2."""
    if not math.isfinite(value) or math.isnan(places):
        return NAN
    scale = 10.0 ** math.trunc(max(-12.0, min(12.0, places)))
    if abs(value) * scale >= 2**53:
        return value  # it has no more digits than these
    return significant(math.floor(value * scale + 0.5) / scale)


def selected(value: Plain, code: Plain) -> bool:
    return to_string(code).strip() in to_string(value).split()


def selected_at(value: Plain, place: Plain) -> str:
    codes, index = to_string(value).split(), to_number(place)
    if math.isnan(index) or not 0 <= index < len(codes):
        return ""
    return codes[int(index)]


def substr(value: Plain, start: Plain, end: Plain = math.inf) -> str:
    """From `start`, counted from 0, up to and without `end`; below 0 from the end."""
    text = to_string(value)
    first, last = to_number(start), to_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return text[_place(first, len(text)) : _place(last, len(text))]


def _place(index: float, length: int) -> int:
    return int(max(0.0, min(length, index if index >= 0 else length + index)))


def regex(value: Plain, pattern: Plain) -> bool:
    """The whole string fits; a pattern that reads past its ^ $ fits nothing."""
    return matcher(to_string(pattern)).fits(to_string(value))


def _numbers(values: tuple[Plain, ...]) -> list[float]:
    return [n for n in map(to_number, values) if math.isfinite(n)]


def total(*values: Plain) -> float:
    """Sum of what was answered; blank when nothing was."""
    numbers = _numbers(values)
    try:
        return math.fsum(numbers) if numbers else NAN
    except OverflowError:
        return NAN


def smallest(*values: Plain) -> float:
    numbers = _numbers(values)
    return min(numbers) if numbers else NAN


def largest(*values: Plain) -> float:
    numbers = _numbers(values)
    return max(numbers) if numbers else NAN


def count_non_empty(*values: Plain) -> float:
    return float(sum(1 for value in values if to_string(value) != ""))


def power(a: Plain, b: Plain) -> float:
    base, times = to_number(a), to_number(b)
    if not math.isfinite(base) or not math.isfinite(times):
        return NAN
    try:
        if times.is_integer() and abs(times) < MOST_STEPS:
            product = _multiplied(base, int(abs(times)))
            result = 1 / product if times < 0 else product
        else:
            result = significant(math.pow(base, times))
    except (OverflowError, ZeroDivisionError, ValueError):
        return NAN
    return result if math.isfinite(result) else NAN


def _multiplied(base: float, times: int) -> float:
    product = 1.0
    while times:
        if times % 2:
            product *= base
        base *= base
        times //= 2
    return product


def to_date(value: Plain) -> str:
    """The day of a date, a moment or a number of days since 1970-01-01."""
    return from_days(to_number(value))


def to_moment(value: Plain) -> str:
    text = to_string(value)
    return (
        text if "T" in text and days(text) is not None else moment_of(to_number(value))
    )


def format_date(value: Plain, pattern: Plain, language: Plain = "en") -> str:
    """language: written by the compiler where the pattern asks for names."""
    return format_moment(to_moment(value), to_string(pattern), to_string(language))


def join(separator: Plain, *values: Plain) -> str:
    return to_string(separator).join(map(to_string, values))


def boolean_from_string(value: Plain) -> bool:
    return to_string(value).strip().lower() in ("1", "true")


def checklist(fewest: Plain, most: Plain, *values: Plain) -> bool:
    met = map(to_boolean, values)
    return number_functions.checklist(to_number(fewest), to_number(most), *met)


def weighted_checklist(fewest: Plain, most: Plain, *values: Plain) -> bool:
    """values: each condition with its weight behind it."""
    met, weights = map(to_boolean, values[::2]), map(to_number, values[1::2])
    return number_functions.weighted_checklist(
        to_number(fewest), to_number(most), *zip(met, weights, strict=True)
    )


def _of_texts(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*map(to_string, values))


def _of_numbers(function: Callable[..., float]) -> Callable[..., float]:
    return lambda *values: function(*map(to_number, values))


def _exact(function: Callable[..., float]) -> Callable[..., float]:
    return _of_numbers(number_functions.twelve_digits(function))


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
    "substring": (
        2,
        3,
        lambda v, *numbers: text_functions.substring(
            to_string(v), *map(to_number, numbers)
        ),
    ),
    "substring-before": (2, 2, _of_texts(text_functions.substring_before)),
    "substring-after": (2, 2, _of_texts(text_functions.substring_after)),
    "translate": (3, 3, _of_texts(text_functions.translate)),
    "normalize-space": (1, 1, _of_texts(text_functions.normalize_space)),
    "regex": (2, 2, regex),
    "number": (1, 1, to_number),
    "int": (1, 1, lambda v: _truncated(to_number(v))),
    "round": (1, 2, lambda v, p=0.0: half_up(to_number(v), to_number(p))),
    "floor": (1, 1, _of_numbers(number_functions.whole(math.floor))),
    "ceiling": (1, 1, _of_numbers(number_functions.whole(math.ceil))),
    "abs": (1, 1, lambda v: abs(to_number(v))),
    "pow": (2, 2, power),
    "sqrt": (1, 1, _exact(math.sqrt)),
    "exp": (1, 1, _exact(math.exp)),
    "exp10": (1, 1, lambda v: power(10.0, v)),
    "log": (1, 1, _exact(math.log)),
    "log10": (1, 1, _exact(math.log10)),
    "pi": (0, 0, lambda: math.pi),
    "sin": (1, 1, _exact(math.sin)),
    "cos": (1, 1, _exact(math.cos)),
    "tan": (1, 1, _exact(math.tan)),
    "asin": (1, 1, _exact(math.asin)),
    "acos": (1, 1, _exact(math.acos)),
    "atan": (1, 1, _exact(math.atan)),
    "atan2": (2, 2, _exact(math.atan2)),
    "checklist": (3, 50, checklist),
    "weighted-checklist": (4, 50, weighted_checklist),
    "sum": (1, 50, total),
    "min": (1, 50, smallest),
    "max": (1, 50, largest),
    "count-non-empty": (1, 50, count_non_empty),
    "date": (1, 1, to_date),
    "date-time": (1, 1, to_moment),
    "format-date": (2, 2, format_date),
    "format-date-time": (2, 2, format_date),
    "decimal-date-time": (1, 1, to_number),
    "decimal-time": (1, 1, lambda v: day_fraction(to_string(v))),
}
# Evaluated with care for what they skip or ask of the scope (see evaluate.py).
SPECIAL = {
    "if": (3, 3),
    "coalesce": (1, 50),
    "once": (1, 1),
    "random": (0, 0),
    "uuid": (0, 0),
    "today": (0, 0),
    "now": (0, 0),
    "count": (1, 1),
    "position": (1, 1),
    "indexed-repeat": (3, 7),
    "jr:choice-name": (2, 2),
}


REFUSED = {
    "pulldata": _(
        "%(name)s() reads files, which an instrument cannot store",
        name="pulldata",
    ),
}


def _truncated(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else NAN


def check_call(name: str, count: int) -> None:
    """Raise ExpressionProblem for an unknown function or a wrong argument count."""
    if name in REFUSED:
        raise ExpressionProblem(REFUSED[name])
    limits = SPECIAL.get(name) or (FUNCTIONS[name][:2] if name in FUNCTIONS else None)
    if limits is None:
        near = difflib.get_close_matches(name, [*FUNCTIONS, *SPECIAL], n=1)
        refusal = _("there is no function %(name)s()", name=name)
        if near:
            refusal = _(
                "%(problem)s; did you mean %(text)s?",
                problem=refusal,
                text=f"{near[0]}()",
            )
        raise ExpressionProblem(refusal)
    fewest, most = limits
    if not fewest <= count <= most:
        raise ExpressionProblem(_wrong_count(name, fewest, most, count))


def _wrong_count(name: str, fewest: int, most: int, count: int) -> Sentence:
    if fewest < most:
        return _(
            "%(name)s() takes %(fewest)s to %(most)s values, not %(count)s",
            name=name,
            fewest=fewest,
            most=most,
            count=count,
        )
    if most == 0:
        return _("%(name)s() takes no value", name=name)
    if most == 1:
        return _("%(name)s() takes one value, not %(count)s", name=name, count=count)
    return _(
        "%(name)s() takes %(most)s values, not %(count)s",
        name=name,
        most=most,
        count=count,
    )
