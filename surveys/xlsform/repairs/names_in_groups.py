"""One name in two groups: age of the mother and age of the father.

Other tools take it where no expression refers to the name. Here each question has a
name of its own, made of the group's and its own.
"""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.checks import NAME, UNNAMED
from surveys.xlsform.repairs.expressions import PATH, WITH_PATHS, is_inside, replaced
from surveys.xlsform.repairs.places import placed_rows, target_of
from surveys.xlsform.sections import CLOSES, OPENS


def repair_paths_to_shared_names(bench):
    """../mother/age is ${mother_age}, where two questions are named age.

    A path to the one outside all groups stays: the engine reads it by its name.
    """
    headers, rows = bench.headers("survey"), list(placed_rows(bench))
    shared = {name: (same, new) for name, same, new in _shared_names(rows, set())}
    why = _("The question at the end of the path is meant.")
    for row in rows if shared else ():
        for header, old in row.cells.items():
            if header not in WITH_PATHS or "/" not in old:
                continue
            is_filter = header == "choice_filter"

            def question(match, row=row, is_filter=is_filter):
                same, new_names = shared.get(match["name"], ((), {}))
                target = target_of(match[0], row)
                meant = [other for other in same if _place(other) == target]
                if len(meant) != 1 or is_inside(match, is_filter):
                    return match[0]
                new = new_names[_scope(meant[0])]
                return match[0] if new == match["name"] else f"${{{new}}}"

            new = replaced(PATH, question, old)
            if new != old:
                bench.write("survey", row.index, headers.index(header), new, why)


def _place(row):
    return tuple(name for _index, name in row.groups), row.name


def _shared_names(rows, taken):
    """(name, its questions, their new names) of the names that groups tell apart.

    taken: names that are given meanwhile are added by whoever gives them.
    """
    taken |= {row.name for row in rows}
    by_name = {}
    for row in rows:
        if _is_question(row):
            by_name.setdefault(row.name, []).append(row)
    for name, same in by_name.items():
        new_names = _new_names(same, taken) if len(same) > 1 else None
        if new_names:
            yield name, same, new_names


def repair_names_in_groups(bench):
    """mother_age and father_age for two questions named age, where that is clear."""
    rows, taken = list(placed_rows(bench)), set()
    for name, same, new_names in _shared_names(rows, taken):
        reference = re.compile(rf"\$\{{\s*{re.escape(name)}\s*\}}")
        readers = _readers(bench, rows, reference)
        unclear = next((r for r in readers if _meant(r, new_names) is None), None)
        if unclear:
            _refuse(bench, name, same, unclear)
        else:
            taken.update(new_names.values())
            _rename(bench, same, new_names)
            _write_references(bench, readers, new_names, reference)


def repair_repeat_names(bench):
    """gps_repeat for a repeat named as a question, where nothing reads the name."""
    rows = list(placed_rows(bench))
    taken = {row.name for row in rows if row.name}
    questions = {row.name for row in rows if _is_question(row)}
    why = _("A repeat and a question of one name are told apart.")
    for row in rows:
        new = f"{row.name}_repeat"
        if row.kind != "begin_repeat" or row.name not in questions or new in taken:
            continue
        reference = re.compile(rf"\$\{{\s*{re.escape(row.name)}\s*\}}")
        if not list(_readers(bench, rows, reference)):
            place = bench.headers("survey").index("name")
            bench.write("survey", row.index, place, new, why)


def _is_question(row):
    return bool(row.name) and row.kind not in (*OPENS, *CLOSES, *UNNAMED)


def _scope(row):
    """The row of the group in which a question stands; 0 outside all groups."""
    return row.groups[-1][0] if row.groups else 0


def _new_names(same, taken):
    """{row of the group: new name}; None where the groups do not tell them apart."""
    if len({_scope(row) for row in same}) < len(same):
        return None
    inner = _names_with(same, lambda row: row.groups[-1:])
    for names in (inner, _names_with(same, lambda row: row.groups)):
        new = [name for scope, name in names.items() if scope]
        free = len(set(new)) == len(new) and not set(new) & taken
        if free and all(NAME.fullmatch(name) for name in new):
            return names
    return None


def _names_with(same, groups_of):
    return {
        _scope(row): "_".join([*(name for _index, name in groups_of(row)), row.name])
        for row in same
    }


def _readers(bench, rows, reference):
    """(sheet, row index, groups around it) of each row that names it."""
    readers = [
        ("survey", row.index, row.groups)
        for row in rows
        if any(reference.search(cell) for cell in row.cells.values())
    ]
    for sheet in ("choices", "settings"):
        readers += [
            (sheet, index, ())
            for index, row in bench.rows(sheet)
            if any(reference.search(cell) for cell in row.values())
        ]
    return readers


def _meant(reader, new_names):
    """The new name that a row means: that of the nearest group around it, or None."""
    _sheet, _index, groups = reader
    scopes = (index for index, _name in reversed(groups))
    return next((new_names[scope] for scope in scopes if scope in new_names), None)


def _rename(bench, same, new_names):
    place = bench.headers("survey").index("name")
    for row in same:
        new = new_names[_scope(row)]
        if new != row.name:
            why = _(
                "“%(name)s” is the name of %(count)s questions. The name of the group"
                " tells them apart.",
                name=row.name,
                count=len(same),
            )
            bench.write("survey", row.index, place, new, why)


def _write_references(bench, readers, new_names, reference):
    why = _("The question in the same group is meant.")
    for sheet, index, groups in readers:
        new = f"${{{_meant((sheet, index, groups), new_names)}}}"
        for place, cell in enumerate(list(bench.lines(sheet)[index])):
            mended = reference.sub(lambda _match, new=new: new, cell)
            if mended != cell:
                bench.write(sheet, index, place, mended.strip(), why)


def _refuse(bench, name, same, reader):
    sheet, index, _groups = reader
    bench.refuse(
        *("survey", same[1].index, "name"),
        _(
            "“%(name)s” is used in row %(first)s too, and row %(row)s of the %(sheet)s"
            " sheet uses ${%(name)s}, which may mean either",
            name=name,
            first=same[0].index + 1,
            row=index + 1,
            sheet=sheet,
        ),
        _("Give each question a different name, and write the right one there."),
    )
