"""Repairs of what hides rows and answers: a title above the headers, merged cells."""

import re
from datetime import date, timedelta

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import NEEDED, read_headers, split_language
from surveys.xlsform.question_types import kind_of

MOST_TITLE_ROWS = 5
FIRST_DAY = date(1899, 12, 30)  # of the calendar of spreadsheet programs
SERIAL_DAYS = range(18_264, 73_051)  # 1950 to 2099
ONE_ANSWER = ("select_one", "select_multiple")


def repair_title_rows(bench):
    """Move the headers to row 1; their own row stays, empty, so no number changes."""
    for sheet in ("survey", "choices"):
        lines, columns = bench.lines(sheet), set(NEEDED[sheet])
        if not lines or columns <= set(read_headers(lines[0])):
            continue
        for index, line in enumerate(lines[1 : MOST_TITLE_ROWS + 1], start=1):
            if columns <= set(read_headers(line)):
                why = _("The headers are in row %(row)s.", row=index + 1)
                for above in range(index):
                    bench.empty(sheet, above, "A", why)
                lines[0], lines[index] = line, []
                break


def repair_merged_lists(bench):
    """Write the name of a list beside each of its choices, as merged cells mean it."""
    headers, name = bench.headers("choices"), ""
    if not {"list_name", "name"} <= set(headers):
        return
    place = headers.index("list_name")
    for index, row in bench.rows("choices"):
        if not any(row.values()):
            name = ""  # an empty row ends a list
        own = row.get("list_name", "")
        if not own and name and row.get("name") and _labelled(row):
            why = _("The cell is empty, and the list above it goes on.")
            bench.write("choices", index, place, name, why)
        name = own or name


def _labelled(row):
    return any(text for header, text in row.items() if header.startswith("label"))


def repair_defaults(bench):
    """A code for its label, a date for its number of days, nothing for no choice."""
    headers = bench.headers("survey")
    if not {"type", "default"} <= set(headers):
        return
    place, codes = headers.index("default"), _codes_by_label(bench)
    for index, row in bench.rows("survey"):
        text, (kind, rest) = row.get("default", ""), kind_of(row)
        if kind == "date" and text.isdecimal() and int(text) in SERIAL_DAYS:
            day = FIRST_DAY + timedelta(days=int(text))
            why = _("The spreadsheet program stored the date as a number of days.")
            bench.write("survey", index, place, day.isoformat(), why)
        elif kind in ONE_ANSWER and text:
            choices = codes.get(rest.split(" ")[0], {})
            code = choices.get(text.casefold(), text)
            if text not in choices.values() and code != text:
                why = _("This is the code of the choice.")
                bench.write("survey", index, place, code, why)
            elif choices and _is_no_choice(row, {*choices.values()}):
                why = _("It is not in the list, so the question begins without it.")
                bench.write("survey", index, place, "", why)


def _is_no_choice(row, codes):
    """Whether a default is none of the codes, also when written a little otherwise."""
    text = row["default"]
    if "(" in text or "${" in text:  # an expression, which the compiler judges
        return False
    kind, rest = kind_of(row)
    codes = {_plain(code) for code in codes} | ({"other"} if "other" in rest else set())
    chosen = re.split(r"[\s,;]+", text) if kind == "select_multiple" else [text]
    return any(_plain(code) not in codes for code in chosen)


def _plain(code):
    return code.replace("’", "'").replace("‘", "'")


def _codes_by_label(bench):
    """{list: {code or label in small letters: code}}; a code goes before a label."""
    codes, labels, again = {}, {}, set()
    for _index, row in bench.rows("choices"):
        name, code = row.get("list_name", ""), row.get("name", "")
        codes.setdefault(name, {}).setdefault(code.casefold(), code)
        texts = labels.setdefault(name, {})
        for header, text in row.items():
            if split_language(header)[0] == "label":
                same = texts.setdefault(text.casefold(), code)
                again |= {(name, text.casefold())} if same != code else set()
    for name, text in again:  # a label of two choices says neither
        del labels[name][text]
    return {name: labels[name] | codes[name] for name in codes}
