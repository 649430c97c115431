"""What must be true of the rows of an XLSForm: names, expressions, no circles."""

import difflib
import re

from surveys.engine.compiled_questions import needed
from surveys.engine.evaluate import Draws, read_expression
from surveys.engine.expressions import ExpressionProblem, nodes, references
from surveys.engine.translatable import sentence as _
from surveys.xlsform.default_expressions import is_expression
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import FROM_FILES, SILENT_TYPES
from surveys.xlsform.sheets import SheetProblem
from surveys.xlsform.tied_expressions import Tie, form_places

PART = r"[A-Za-z0-9_-]*[A-Za-z_-][A-Za-z0-9_-]*"  # not digits alone: an instance
NAME = re.compile(rf"(?=.{{1,64}}$)[A-Za-z_][A-Za-z0-9_-]*(?:\.{PART})*")
RESERVED_NAMES = {"meta", "instanceID", "instanceName"}
SOFT = "daa::soft_constraint"
EXPRESSIONS = (
    *("relevant", "constraint", "calculation", "choice_filter", "repeat_count", SOFT),
)
DEFAULT = "default"
OWN_VALUE = ("constraint", "calculation", SOFT, DEFAULT)
DRAWS = {"calculation": Draws.IN_ONCE, DEFAULT: Draws.ANYWHERE}
UNNAMED = ("audit",)
FORM_ID = re.compile(r"[-a-zA-Z0-9_]{1,50}")
FILE_NAME = re.compile(r"(?!\.+$)[^/\\\x00-\x1f]{1,120}")
FILE_COLUMN = re.compile(r"(media::)?(image|audio)(::.*)?")
DAY = re.compile(r"(?<![\d'\"])\d{1,2}/\d{1,2}/\d{4}\b")
LONGEST_WAY = 8
MOST_HINTS = 30  # the search for the nearest name is slow; a few show what is wrong


def check_settings(sheets):
    """Problems of the settings sheet: its one row names the instrument."""
    cells = sheets.rows["settings"][0].cells if sheets.rows["settings"] else {}
    problems = [
        SheetProblem(
            *("settings", 2, column, ""),
            _("%(column)s is empty", column=column),
            _("Write a %(column)s.", column=column),
        )
        for column in ("form_id", "version")
        if not cells.get(column)
    ]
    code = cells.get("form_id", "")
    if code and not FORM_ID.fullmatch(code):
        problems.append(
            SheetProblem(
                *("settings", 2, "form_id", code[:80]),
                _("“%(code)s” cannot be a form_id here", code=code[:80]),
                _("Use up to 50 letters, digits, - and _."),
            )
        )
    return problems


def check_names(rows):
    problems, seen, groups = [], {}, {}
    for row in rows:
        name, kind = row.get("name"), row.get("type")
        if not kind or kind.startswith(("end_", "end ")) or kind in UNNAMED:
            continue  # a row without a type is a problem of its own
        if not NAME.fullmatch(name):
            message = _("the name is missing")
            if name:
                message = _("“%(name)s” cannot be a name", name=name)
            remedy = _("Use letters, digits and _ and begin with a letter.")
            problems.append(row.problem("name", message, remedy))
        elif name in RESERVED_NAMES:
            message = _("“%(name)s” is reserved", name=name)
            problems.append(row.problem("name", message, _("Choose another name.")))
        elif kind.replace(" ", "_").startswith("begin_group"):
            groups.setdefault(name, row.number)
            continue  # a group may share its name: only questions are referred to
        elif name in groups and kind.replace(" ", "_").startswith("begin_repeat"):
            message = _used(name, groups[name])
            remedy = _("Give each repeat a different name.")
            problems.append(row.problem("name", message, remedy))
        elif name in seen:
            remedy = _("Give each row a different name.")
            problems.append(row.problem("name", _used(name, seen[name]), remedy))
        seen.setdefault(name, row.number)
    return problems


def check_file_names(rows):
    """Problems of the file names of pictures and sounds."""
    problems = []
    for row in rows:
        for column, name in row.cells.items():
            named = name and FILE_COLUMN.fullmatch(column)
            if named and not FILE_NAME.fullmatch(name):
                problems.append(
                    row.problem(
                        column,
                        _("“%(name)s” cannot be the name of a file", name=name[:120]),
                        _(
                            "Write the name alone, without folders and at most 120"
                            " characters long: photo.png."
                        ),
                    )
                )
    return problems


def _used(name, number):
    return _("“%(name)s” is used in row %(row)s too", name=name, row=number)


def read_trees(rows, names, columns, *, language, disabled):
    """({(row number, column): tree}, problems): parse every expression.

    names: those of questions and repeats; columns: those a choice_filter may use;
    language: the default one; disabled: {name: number} of the rows that are left out.
    """
    trees, problems, places = {}, [], form_places(rows)
    for row in rows:
        place = places.rows[row.number]
        for column in (*EXPRESSIONS, DEFAULT):
            if not _is_read(row, column):
                continue
            try:
                tree = read_expression(
                    row.get(column),
                    columns if column == "choice_filter" else (),
                    draws=DRAWS.get(column, Draws.NEVER),
                )
            except ExpressionProblem as problem:
                problems.append(_bad_expression(row, column, problem))
                continue
            tie = Tie(row.get("name"), place, places.questions, language)
            trees[row.number, column] = tree = tie.tied(tree)
            hints = names if len(problems) < MOST_HINTS else ()
            problems += _unknown(row, column, tree, names, hints, disabled)
            problems += _own_value(row, column, tree)
    return trees, problems


def _is_read(row, column):
    """Whether a cell holds an expression that the form goes by."""
    kind = kind_of(row)[0]
    if kind in SILENT_TYPES:
        return False
    match column:
        case "calculation":
            return bool(row.get(column)) and _is_calculated(row)
        case "choice_filter" if kind in FROM_FILES:
            return False  # the columns of a file that is missing are not known
        case "default":
            return is_expression(row)
    return bool(row.get(column))


def _is_calculated(row):
    """Whether a row is calculated; no tool reads the calculation of a group."""
    return not row.get("type").startswith(("begin", "end"))


def _spoken(row, column):
    name = row.get("name")
    match column:
        case "relevant":
            return _("relevance of “%(name)s”", name=name)
        case "constraint":
            return _("constraint of “%(name)s”", name=name)
        case "choice_filter":
            return _("choice filter of “%(name)s”", name=name)
        case "repeat_count":
            return _("repeat count of “%(name)s”", name=name)
        case "default":
            return _("default of “%(name)s”", name=name)
        case "daa::soft_constraint":
            return _("soft constraint of “%(name)s”", name=name)
    return _("calculation of “%(name)s”", name=name)


def _bad_expression(row, column, problem):
    remedy = _("Look at character %(number)s.", number=problem.position + 1)
    if DAY.search(row.get(column)):
        remedy = _("Write a day as %(text)s.", text="date('2026-12-31')")
    return row.problem(
        column,
        _(
            "%(expression)s: %(problem)s",
            expression=_spoken(row, column),
            problem=problem.sentence,
        ),
        remedy,
    )


def _unknown(row, column, tree, names, hints, disabled):
    for name in sorted(references(tree) - set(names)):
        near = difflib.get_close_matches(name, sorted(hints), n=1)
        remedy = _("Add the question.")
        if name in disabled:
            near, remedy = (
                [],
                _(
                    "Row %(row)s is disabled: ask the question again, or change this.",
                    row=disabled[name],
                ),
            )
        if near:
            remedy = _("Did you mean %(text)s?", text=f"${{{near[0]}}}")
        message = _(
            "%(expression)s refers to %(reference)s, which is not a question",
            expression=_spoken(row, column),
            reference=f"${{{name}}}",
        )
        yield row.problem(column, message, remedy)


def _own_value(row, column, tree):
    if column not in OWN_VALUE and any(node[0] == "self" for node in nodes(tree)):
        yield row.problem(
            column,
            _(
                "%(expression)s uses “.” (this answer), which does not exist yet",
                expression=_spoken(row, column),
            ),
            _("Name the question it depends on."),
        )


def check_circles(instrument, rows):
    """Questions whose relevance or calculation comes back to themselves."""
    places = {row.get("name"): row for row in rows}
    needs = {q.name: needed(instrument, q) for q in instrument.questions()}
    problems, settled = [], set()
    for name in needs:
        circle = _circle(name, needs, settled)
        if circle:
            message = _("%(way)s: they depend on each other", way=_way(circle))
            remedy = _("Remove one of these conditions.")
            problems.append(places[circle[0]].problem("relevant", message, remedy))
    return problems


def _way(names):
    shown = [_("“%(text)s”", text=name) for name in names]
    if len(shown) > LONGEST_WAY:
        shown = [*shown[: LONGEST_WAY - 2], "…", shown[-1]]
    way, *others = shown
    for name in others:
        way = _("%(before)s needs %(after)s", before=way, after=name)
    return way


def _circle(start, needs, settled):
    """The first way from `start` back to a name on the way; without recursion."""
    if start in settled:
        return []
    trail, waiting = {start: None}, [iter(sorted(needs[start]))]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            settled.add(trail.popitem()[0])
        elif child in trail:
            settled.update(trail)
            way = list(trail)
            return [*way[way.index(child) :], child]
        elif child not in settled:
            trail[child] = None
            waiting.append(iter(sorted(needs[child])))
    return []
