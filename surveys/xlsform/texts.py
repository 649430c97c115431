"""Answers that are named in texts: ${name} in labels, hints and messages."""

import difflib

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import split_language
from surveys.xlsform.rows import named_in

WITH_ANSWERS = {
    *("label", "hint", "guidance_hint", "constraint_message", "required_message"),
    *("daa::soft_message", "trigger"),
}
MOST_HINTS = 30


def text_references(sheets):
    """(row, column, name) of every ${name} in a text of the survey or a choice."""
    for sheet in ("survey", "choices"):
        columns = [
            column
            for column in sheets.headers[sheet]
            if split_language(column)[0].removesuffix("::") in WITH_ANSWERS
            or column.startswith("daa::soft_message")
        ]
        for row in sheets.rows[sheet]:
            for column in columns:
                for name in dict.fromkeys(named_in(row.get(column))):
                    yield row, column, name


def check_texts(sheets, names):
    """Problems: texts that name an answer which no question asks for."""
    problems = []
    for row, column, name in text_references(sheets):
        if name in names:
            continue
        remedy = _("Correct the name, or take it out of the text.")
        near = difflib.get_close_matches(name, names, n=1)
        if near and len(problems) < MOST_HINTS:
            remedy = _("Did you mean %(text)s?", text=f"${{{near[0]}}}")
        message = _(
            "the text refers to %(reference)s, which is not a question",
            reference=f"${{{name}}}",
        )
        problems.append(row.problem(column, message, remedy))
    return problems
