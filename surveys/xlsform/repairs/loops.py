"""begin loop over a list: its questions stand once for each choice, in a group."""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.checks import NAME
from surveys.xlsform.headers import split_language
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.rows import REFERENCE
from surveys.xlsform.sections import CLOSES
from surveys.xlsform.tables import MAX_ROWS

BEGIN = re.compile(r"begin[ _]loop over (\S+)")
END = re.compile(r"end[ _]loop")
NOT_ASKED = "none"  # other tools leave this choice out


def repair_loops(bench):
    """Write the rows of each loop out, so that expressions can name each question."""
    if not {"type", "name"} <= set(bench.headers("survey")):
        return
    while loop := _next_loop(bench):
        first, last, choices = loop
        added = len(choices) * (last - first + 1)
        if len(bench.lines("survey")) + added > MAX_ROWS["survey"]:
            _refuse(bench, first, added)
            return
        rows = [row for index, row in bench.rows("survey") if first < index < last]
        written = [
            cells for choice in choices for cells in _rows_for(choice, rows, bench)
        ]
        why = _("The rows of the loop stand once for each choice.")
        place = bench.headers("survey").index("type")
        bench.write("survey", first, place, "begin_group", why)
        bench.write("survey", last, place, "end_group", why)
        for index in range(first + 1, last):
            bench.empty("survey", index, "type", why)
        bench.insert("survey", last, written, why)


def _refuse(bench, index, added):
    message = _("its loop makes %(count)s rows, more than a form may have", count=added)
    remedy = _("Write a repeat for it, or split the form.")
    bench.refuse("survey", index, "type", message, remedy)


def _next_loop(bench):
    """(first row, last row, rows of its choices) of an innermost loop, or None."""
    first = match = None
    for index, row in bench.rows("survey"):
        text = " ".join(row.get("type", "").lower().split())
        begins = BEGIN.fullmatch(text)
        if begins:
            first, match = index, BEGIN.fullmatch(" ".join(row["type"].split()))
        elif END.fullmatch(text) and first is not None:
            choices = _choices(bench, match[1] if match else begins)
            return (first, index, choices) if choices else None
    return None


def _choices(bench, name):
    """The rows of a list whose codes can stand in names; none where one cannot."""
    rows = [
        row
        for _index, row in bench.rows("choices")
        if row.get("list_name") == name and row.get("name") != NOT_ASKED
    ]
    return rows if all(NAME.fullmatch(row.get("name", "")) for row in rows) else []


def _rows_for(choice, rows, bench):
    """The group of one choice: the rows of the loop with its code and its words."""
    code = choice["name"]
    own = {row["name"]: f"{code}_{row['name']}" for row in rows if row.get("name")}
    labels = {
        header: text
        for header, text in choice.items()
        if split_language(header)[0] == "label" and header in bench.headers("survey")
    }
    yield {"type": "begin_group", "name": code, **labels}
    for row in rows:
        cells = {
            header: _filled(text, header, choice, own)
            for header, text in row.items()
            if text
        }
        if row.get("name") and kind_of(row)[0] not in CLOSES:
            cells["name"] = f"{code}_{row['name']}"
        yield cells
    yield {"type": "end_group"}


def _filled(text, header, choice, own):
    """%(label)s and %(name)s of the choice, and names of the questions beside it."""
    language = split_language(header)[1]
    label = choice.get(f"label::{language}" if language else "label", "")
    text = text.replace("%(label)s", label or choice["name"])
    text = text.replace("%(name)s", choice["name"])
    return REFERENCE.sub(
        lambda match: f"${{{own.get(match[1].strip(), match[1])}}}", text
    )
