"""The short form of an instrument: its core questions and what they lean on."""

import re

OPENING, CLOSING = ("begin_group", "begin_repeat"), ("end_group", "end_repeat")
EXPRESSIONS = (
    *("relevant", "constraint", "calculation", "choice_filter", "repeat_count"),
    "daa::soft_constraint",
)
REFERENCE = re.compile(r"\$\{([^}]+)\}")
SUFFIXES = {
    "form_id": "_rapid",
    "form_title": " (rapid)",
    "daa::title::French (fr)": " (rapide)",
}


def core_only(sheets):
    """{sheet: rows} of an instrument → those of its rapid variant.

    Kept: core questions, notes, whatever the expressions of a kept row or of the
    groups around it refer to, and groups and lists that still hold something.
    """
    survey = _core_rows(sheets["survey"])
    lists = {list_of(row) for row in survey}
    return {
        "survey": survey,
        "choices": [
            choice for choice in sheets["choices"] if choice["list_name"] in lists
        ],
        "settings": [_renamed(row) for row in sheets["settings"]],
    }


def list_of(row):
    """The choice list that a row of the survey sheet uses, or ""."""
    kind, _space, name = row["type"].partition(" ")
    return name if kind.startswith("select_") else ""


def _core_rows(rows):
    around = _groups_around(rows)
    needed = _needed(rows, around)
    groups_needed = {id(group) for name in needed for group in around[name]}
    core, shown = [], []
    for row in rows:
        if row["type"] in OPENING:
            shown.append(id(row) in groups_needed)
            wanted = shown[-1]
        elif row["type"] in CLOSING:
            wanted = shown.pop()
        else:
            wanted = row["name"] in needed
        if wanted:
            core.append(row)
    return core


def _groups_around(rows):
    """{name of a question: the rows that open the groups around it}."""
    groups_of, groups = {}, []
    for row in rows:
        if row["type"] in OPENING:
            groups.append(row)
        elif row["type"] in CLOSING:
            groups.pop()
        else:
            groups_of[row["name"]] = tuple(groups)
    return groups_of


def _needed(rows, around):
    questions = {row["name"]: row for row in rows if row["name"] in around}
    waiting = [
        row["name"]
        for row in questions.values()
        if row["type"] == "note" or row.get("daa::core") == "yes"
    ]
    needed = set()
    while waiting:
        name = waiting.pop()
        if name in questions and name not in needed:
            needed.add(name)
            for row in (questions[name], *around[name]):
                waiting += references(row)
    return needed


def references(row):
    """The names that the expressions of a row refer to."""
    return [
        name
        for column in EXPRESSIONS
        for name in REFERENCE.findall(row.get(column) or "")
    ]


def _renamed(row):
    return {key: value + SUFFIXES.get(key, "") for key, value in row.items()}
