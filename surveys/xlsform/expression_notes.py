"""What authors should know of their expressions: always blank, never true."""

import difflib
import re

from surveys.engine.expressions import nodes, references
from surveys.engine.translatable import sentence as _
from surveys.xlsform.default_expressions import is_expression
from surveys.xlsform.problem import place, shortened
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import KNOWN_MOMENTS, REFUSED_TYPES, SILENT_TYPES
from surveys.xlsform.texts import text_references

MOST_PLACES = 10
CALL = re.compile(r"[A-Za-z]\w*\(")
COMPARISONS = ("=", "!=")


def expression_notes(instrument, sheets, trees):
    kinds = {row.get("name"): kind_of(row)[0] for row in sheets.rows["survey"]}
    return [
        *_blank_references(sheets, trees, kinds),
        *_moments(trees, kinds),
        *_hours(trees),
        *_literal_defaults(sheets.rows["survey"]),
        *_unknown_codes(instrument, sheets.rows["survey"], trees),
    ]


def _blank_references(sheets, trees, kinds):
    """References to what is never kept: device data, pictures, positions."""
    unkept = (REFUSED_TYPES | SILENT_TYPES) - set(KNOWN_MOMENTS)
    places = {}
    for (row, column), tree in trees.items():
        for name in sorted(references(tree)):
            if kinds.get(name) in unkept:
                places.setdefault(name, []).append(("survey", row, column))
    for row, column, name in text_references(sheets):
        if kinds.get(name) in unkept:
            places.setdefault(name, []).append((row.sheet, row.number, column))
    for name, cells in places.items():
        yield _(
            "“%(name)s” is never kept, so %(reference)s is always blank and no"
            " condition on its value is ever true: %(places)s.",
            name=name,
            reference=f"${{{name}}}",
            places=_listed(cells),
        )


def _moments(trees, kinds):
    cells = [
        ("survey", row, column)
        for (row, column), tree in trees.items()
        if any(kinds.get(name) in ("start", "end") for name in references(tree))
    ]
    if cells:
        yield _(
            "The start and the end of an interview are not told apart, so a duration"
            " between them is always 0: %(places)s.",
            places=_listed(cells),
        )


def _hours(trees):
    cells = [
        ("survey", row, column)
        for (row, column), tree in trees.items()
        if any(node[:2] == ["call", "now"] for node in nodes(tree))
    ]
    if cells:
        yield _(
            "now() is 00:00 of the day of the interview, because forms do not read the"
            " hour. So any hour of that day counts as later: %(places)s.",
            places=_listed(cells),
        )


def _literal_defaults(rows):
    """Defaults of texts that look like an expression, and are kept as they stand."""
    for row in rows:
        text = row.get("default")
        if kind_of(row)[0] == "text" and CALL.search(text) and not is_expression(row):
            yield _(
                "survey sheet, row %(row)s: the default “%(text)s” is kept as a text"
                " and is not worked out.",
                row=row.number,
                text=shortened(text, 80),
            )


def _unknown_codes(instrument, rows, trees):
    """Comparisons with a code that the question's list has not."""
    names = {row.number: row.get("name") for row in rows}
    places = {}
    for (number, column), tree in trees.items():
        for name, code in _compared(tree, names[number]):
            question = instrument.question(name) if instrument.has(name) else None
            if question and question.choices and not _has(question, code):
                cells = places.setdefault((name, code), {})
                cells["survey", number, column] = True  # once for each cell
    for (name, code), cells in places.items():
        note = _(
            "%(where)s: the list of “%(name)s” has no code “%(code)s”, so no"
            " answer ever equals it.",
            where=_listed([*cells]),
            name=name,
            code=code,
        )
        likely = likely_code(instrument.question(name).choices, code)
        if likely:
            hint = _("Did you mean %(text)s?", text=likely)
            note = _("%(note)s %(hint)s", note=note, hint=hint)
        yield note


def _compared(tree, own):
    """(question, code) of every comparison with a fixed text or number."""
    for node in nodes(tree):
        if node[0] in COMPARISONS:
            sides = (node[1], node[2]), (node[2], node[1])
        elif node[:2] == ["call", "selected"]:
            sides = ((node[2][0], node[2][1]),)
        else:
            continue
        for asked, fixed in sides:
            name = {"ref": asked[1:], "each": asked[1:], "self": [own]}.get(asked[0])
            if name and fixed[0] in ("str", "num") and str(fixed[1]).strip():
                yield name[0], _code(fixed[1])


def _code(value):
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()


def _has(question, code):
    codes = {choice.code for choice in question.choices}
    if code in codes or len(code.split()) > 1:  # several codes at once
        return True
    return any(_number(code) == _number(other) is not None for other in codes)


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None


def likely_code(choices, text):
    """The code of a list that somebody meant by another spelling or by its label."""
    plain = text.casefold()
    for choice in choices:
        labels = (label.casefold() for label in choice.label.values())
        if plain == choice.code.casefold() or plain in labels:
            return choice.code
    codes = [choice.code for choice in choices]
    return next(iter(difflib.get_close_matches(text, codes, n=1)), "")


def _listed(cells):
    """survey sheet, row 3, column relevant; survey sheet, row 5, …"""
    listed, *others = [place(*cell) for cell in cells[:MOST_PLACES]]
    for other in others:
        listed = _("%(before)s; %(after)s", before=listed, after=other)
    left = len(cells) - MOST_PLACES
    if left > 0:
        listed = _("%(before)s; and %(count)s more", before=listed, count=left)
    return listed
