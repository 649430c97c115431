"""Repairs of choices, and of rows without a text."""

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import TRANSLATED, split_language
from surveys.xlsform.question_types import kind_of, lists_of_several
from surveys.xlsform.sections import QUESTION_TYPES

SPOKEN = QUESTION_TYPES - {"calculate", "hidden", "acknowledge"}
TEXTS_OF_CHOICES = ("label", "image", "audio", "media::image", "media::audio")


def repair_duplicates(bench):
    """A choice that stands twice with the same words stands once."""
    headers = bench.headers("choices")
    first = {}
    for index, row in bench.rows("choices"):
        key = row.get("list_name", ""), row.get("name", "")
        if not all(key):
            continue
        if key not in first:
            first[key] = row
        elif _adds_nothing(row, first[key], headers):
            why = _(
                "“%(code)s” appears twice in the list “%(name)s” with the same text.",
                code=key[1],
                name=key[0],
            )
            bench.empty("choices", index, "name", why)


def _adds_nothing(row, first, headers):
    for header in headers:
        text = row.get(header, "")
        if split_language(header)[0] in TRANSLATED:
            if text != first.get(header, ""):
                return False
        elif text and text != first.get(header, ""):
            return False
    return True


def repair_spaces(bench):
    """A space inside a choice's name becomes _, where nothing refers to the name.

    Only in lists of which several are chosen: codes are stored between spaces there.
    """
    headers = bench.headers("choices")
    if not {"list_name", "name"} <= set(headers):
        return
    place, cells = headers.index("name"), None
    several = lists_of_several(row for _index, row in bench.rows("survey"))
    rows = [
        numbered
        for numbered in bench.rows("choices")
        if numbered[1].get("list_name") in several
    ]
    taken = {(row.get("list_name"), row.get("name")) for _index, row in rows}
    for index, row in rows:
        code = row.get("name", "")
        new = "_".join(code.split())
        if new == code or (row.get("list_name"), new) in taken:
            continue
        cells = referring_cells(bench) if cells is None else cells
        if any(code in cell for cell in cells):
            continue
        taken.add((row.get("list_name"), new))
        why = _(
            "Spaces separate choice names, so a name has none. No expression uses"
            " this one."
        )
        bench.write("choices", index, place, new, why)


def repair_rows_without_text(bench):
    """What has a text in no language is shown by its name, as by other tools."""
    why = _("The choice has no text, and other tools show its code.")
    for index, row in list(bench.rows("choices")):
        if row.get("list_name") and row.get("name"):
            _name_as_text(bench, "choices", index, row, why)
    why = _("The question has no text. Its name stands for it until you write one.")
    for index, row in list(bench.rows("survey")):
        if row.get("name") and kind_of(row)[0] in SPOKEN:
            _name_as_text(bench, "survey", index, row, why)


def _name_as_text(bench, sheet, index, row, why):
    """Write the name under each language; the column is added where there is none."""
    headers = bench.headers(sheet)
    shown = TEXTS_OF_CHOICES if sheet == "choices" else ("label",)
    if any(row.get(h) for h in headers if split_language(h)[0] in shown):
        return
    labels = [h for h in headers if split_language(h)[0] == "label"]
    if not labels:
        survey = bench.headers("survey")
        labels = [h for h in survey if split_language(h)[0] == "label"]
        labels = labels or [f"label::{bench.language}"]
        for header in labels:
            bench.write(sheet, 0, len(bench.headers(sheet)), header, why)
    for header in labels:
        place = bench.headers(sheet).index(header)
        bench.write(sheet, index, place, row["name"], why)


def referring_cells(bench):
    """Every cell that may mean a choice by its name."""
    own_columns = {*TRANSLATED, "name", "type", "list_name"}
    return {
        text
        for sheet in ("survey", "choices")
        for _index, row in bench.rows(sheet)
        for header, text in row.items()
        if text and split_language(header)[0] not in own_columns
    }
