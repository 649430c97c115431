"""Repairs of expressions: quotes, true(), null, paths, and random numbers."""

import re

from surveys.engine.expressions import calls, parse, references
from surveys.engine.tokens import ExpressionProblem
from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import names_of

SOFT = "daa::soft_constraint"
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter")
WITH_PATHS = (*EXPRESSIONS, "repeat_count", "default", SOFT)
STRAIGHT = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"}
CURLY = re.compile("|".join(STRAIGHT))
TRUTH = {"TRUE": "true()", "FALSE": "false()"}
NULL = re.compile(
    r"((?:,|!=|(?<![<>!])=)\s*)null(?=\s*(?:[,)\]]|$|and\b|or\b))"
    r"|\bnull(?=\s*!?=)"
)
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
STEP = r"[A-Za-z_][\w.-]*"
PATH = re.compile(
    rf"(?<![\w.}})\]/])(?:(?P<up>current\(\)/|\.{{1,2}}/)(?:\.{{1,2}}/)*|/)"
    rf"(?:{STEP}/)*(?P<name>{STEP})(?![\w(/:\[.-])"
)
CURRENT = re.compile(r"current\(\)(?:/\.(?![\w./]))?(?![\w./])")
OPERATORS = re.compile(r"(?:^|[(,=<>+*\[-]|\b(?:and|or|div|mod))\s*$")


def repair_expressions(bench):
    """What spreadsheet programs and old habits leave in expressions."""
    headers = bench.headers("survey")
    places = {h: p for p, h in enumerate(headers) if h in EXPRESSIONS}
    for index, row in bench.rows("survey"):
        for header, place in places.items():
            old = row.get(header, "")
            new, why = mend_expression(old)
            if new != old:
                bench.write("survey", index, place, new, why)


def mend_expression(text):
    """(expression, why it changed): straight quotes, true(), an empty text for null."""
    if text in TRUTH:
        return TRUTH[text], _("The spreadsheet program changed it to TRUE or FALSE.")
    straight = straighten(text)
    why = _("Expressions do not accept null. Use an empty text instead.")
    if straight != text:
        why = _("Expressions accept straight quotes only.")
    return _replaced(NULL, _blank, straight), why


def _blank(match):
    return f"{match[1] or ''}''"


def straighten(text):
    """Leaves what stands between straight quotes as it is, where that can be read."""
    careful = _replaced(CURLY, lambda match: STRAIGHT[match[0]], text)
    if CURLY.search(careful) and not _is_read(careful):
        every = CURLY.sub(lambda match: STRAIGHT[match[0]], text)
        return every if _is_read(every) else careful
    return careful


def _is_read(text):
    try:
        parse(text)
    except ExpressionProblem:
        return False
    return True


def repair_paths(bench):
    """../name and /data/group/name mean a question: ${name}."""
    headers = bench.headers("survey")
    places = {h: p for p, h in enumerate(headers) if h in WITH_PATHS}
    names = names_of(row for _index, row in bench.rows("survey"))
    why = _("Write ${name} for a question, wherever it is.")
    for index, row in bench.rows("survey"):
        for header, place in places.items():
            old = row.get(header, "")
            new = without_paths(old, names, is_filter=header == "choice_filter")
            if new != old:
                bench.write("survey", index, place, new, why)


def without_paths(text, names, *, is_filter=False):
    """The expression with ${name} for each path that leads to a question.

    is_filter: a choice_filter, where “.” is a choice and ./name one of its columns.
    """
    if "/" not in text and "current()" not in text:
        return text

    def question(match):
        name, before = match["name"], match.string[: match.start()]
        if _is_inside(before, is_filter) and match[0] == f"./{name}":
            return name
        starts = match["up"] or OPERATORS.search(before)
        return f"${{{name}}}" if starts and name in names else match[0]

    def this_answer(match):
        before = match.string[: match.start()]
        return match[0] if _is_inside(before, is_filter) else "."

    text = _replaced(PATH, question, text)
    return _replaced(CURRENT, this_answer, text)


def _is_inside(before, is_filter):
    """Whether “.” is a choice here: in a choice_filter, or between [ and ]."""
    return is_filter or before.count("[") > before.count("]")


def _replaced(pattern, change, text):
    """re.sub that finds nothing between quotes."""
    masked = LITERAL.sub(lambda match: "'" + "_" * (len(match[0]) - 2) + "'", text)
    parts, start = [], 0
    for match in pattern.finditer(masked):
        parts += [text[start : match.start()], change(match)]
        start = match.end()
    return "".join([*parts, text[start:]])


def repair_random_numbers(bench):
    """A number of the device's own making: once, or not needed at all."""
    headers = bench.headers("survey")
    if "calculation" not in headers:
        return
    place = headers.index("calculation")
    for index, row in list(bench.rows("survey")):
        text = row.get("calculation", "")
        if kind_of(row)[0] != "calculate" or not ("uuid" in text or "random" in text):
            continue
        try:
            tree = parse(text)
        except ExpressionProblem:
            continue
        functions = {name for name, _arguments in calls(tree)}
        if "uuid" in functions:
            _take_out(bench, index, row, references(tree))
        elif "random" not in functions:
            continue
        elif "once" not in functions and not references(tree):
            why = _("The number is drawn once, and stays.")
            bench.write("survey", index, place, f"once({text})", why)


def _take_out(bench, index, row, read):
    """Take out a number that only tells interviews apart, where nothing reads it."""
    name = row.get("name", "")
    if read - {name}:
        return
    reference = re.compile(rf"\$\{{\s*{re.escape(name)}\s*\}}")
    readers = [
        (sheet, number)
        for sheet in ("survey", "choices")
        for number, other in bench.rows(sheet)
        if (sheet, number) != ("survey", index)
        and any(reference.search(cell) for cell in other.values())
    ]
    if readers:
        sheet, number = readers[0]
        bench.refuse(
            *("survey", index, "calculation"),
            _(
                "“%(name)s” is a random text (uuid), and row %(row)s of the %(sheet)s"
                " sheet uses it",
                name=name,
                row=number + 1,
                sheet=sheet,
            ),
            _(
                "Each interview has a number of its own. Take %(reference)s out there;"
                " then this row is not needed.",
                reference=f"${{{name}}}",
            ),
        )
        return
    why = _("Each interview has a number of its own, so this row is not needed.")
    bench.empty("survey", index, "calculation", why)
    _forget_in_settings(bench, reference)


def _forget_in_settings(bench, reference):
    """Other tools would refuse a setting that names a row which is gone."""
    for index, row in list(bench.rows("settings")):
        for place, header in enumerate(bench.headers("settings")):
            if reference.search(row.get(header, "")):
                why = _("It used a row that is not needed here.")
                bench.write("settings", index, place, "", why)
