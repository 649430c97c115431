"""Repairs of expressions: quotes, true(), null, paths, and random numbers."""

import re

from surveys.engine.expressions import calls, parse, references
from surveys.engine.tokens import ExpressionProblem
from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.repairs.places import leaves_its_repeat, placed_rows, target_of
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
# The text of a choice, which pyxform keeps apart: jr:itext(instance(…)/…/itextId).
CHOICE_TEXT = re.compile(r"jr:itext\(\s*(instance\((?:(?!jr:itext).)*?)/itextId\s*\)")
UUID, RANDOM = re.compile(r"\buuid\([^()]*\)"), re.compile(r"\brandom\(\s*\)")
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
    if CHOICE_TEXT.search(straight):
        why = _("The text of a choice is read from its column label.")
        return CHOICE_TEXT.sub(r"\1/label", straight), why
    why = _("Expressions do not accept null. Use an empty text instead.")
    if straight != text:
        why = _("Expressions accept straight quotes only.")
    return replaced(NULL, _blank, straight), why


def _blank(match):
    return f"{match[1] or ''}''"


def straighten(text):
    """Leaves what stands between straight quotes as it is, where that can be read."""
    careful = replaced(CURLY, lambda match: STRAIGHT[match[0]], text)
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
    rows, questions = list(placed_rows(bench)), {}
    for row in rows:
        questions.setdefault(row.name, []).append(row)
    names = names_of(row.cells for row in rows)
    why = _("Write ${name} for a question, wherever it is.")
    for row in rows:
        for header, place in places.items():
            old = row.cells.get(header, "")

            def means_a_question(path, name, row=row, header=header):
                same = questions.get(name, ())
                if any(leaves_its_repeat(path, row, question) for question in same):
                    _refuse_all_instances(bench, row, header, path)
                    return False
                beside = target_of(f"../{name}", row)
                several = len(same) > 1 and target_of(path, row) != beside
                return name in names and not several

            is_filter = header == "choice_filter"
            new = without_paths(old, means_a_question, is_filter=is_filter)
            if new != old:
                bench.write("survey", row.index, place, new, why)


def _refuse_all_instances(bench, row, header, path):
    message = _(
        "“%(path)s” means all instances of the repeat, read inside it",
        path=path,
    )
    remedy = _("Work it out in a row after the repeat, where ${name} means them all.")
    bench.refuse("survey", row.index, header, message, remedy)


def without_paths(text, means_a_question, *, is_filter=False):
    """The expression with ${name} for each path that leads to a question.

    means_a_question: called with a path and the name at its end. is_filter: a
    choice_filter, where “.” is a choice and ./name one of its columns.
    """
    if "/" not in text and "current()" not in text:
        return text

    def question(match):
        name, before = match["name"], match.string[: match.start()]
        if is_inside(match, is_filter) and match[0] == f"./{name}":
            return name
        starts = match["up"] or OPERATORS.search(before)
        return (
            f"${{{name}}}" if starts and means_a_question(match[0], name) else match[0]
        )

    def this_answer(match):
        return match[0] if is_inside(match, is_filter) else "."

    text = replaced(PATH, question, text)
    return replaced(CURRENT, this_answer, text)


def is_inside(match, is_filter):
    """Whether “.” is a choice here: in a choice_filter, or between [ and ]."""
    before = match.string[: match.start()]
    return is_filter or before.count("[") > before.count("]")


def replaced(pattern, change, text):
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
    place, repeats = headers.index("calculation"), 0
    for index, row in list(bench.rows("survey")):
        text, kind = row.get("calculation", ""), kind_of(row)[0]
        repeats += (kind == "begin_repeat") - (kind == "end_repeat")
        if kind != "calculate" or not ("uuid" in text or "random" in text):
            continue
        try:
            tree = parse(text)
        except ExpressionProblem:
            continue
        functions = {name for name, _arguments in calls(tree)}
        others = references(tree) - {row.get("name", "")}
        if "uuid" in functions and not others:
            _repair_uuid(bench, index, place, row, is_once="once" in functions)
        elif "random" in functions - {"once"} and "once" not in functions:
            _draw_once(bench, index, place, row, others=others, in_repeat=repeats > 0)


def _repair_uuid(bench, index, place, row, *, is_once):
    """Take out a number that only tells interviews apart, where nothing reads it."""
    name, text = row.get("name", ""), row["calculation"]
    reference = re.compile(rf"\$\{{\s*{re.escape(name)}\s*\}}")
    is_read = any(
        reference.search(cell)
        for sheet in ("survey", "choices")
        for number, other in bench.rows(sheet)
        if (sheet, number) != ("survey", index)
        for cell in other.values()
    )
    if is_read:
        number = UUID.sub("random()", text)
        why = _("A number that is drawn once, and stays, tells apart as well.")
        new = number if is_once else f"once({number})"
        bench.write("survey", index, place, new, why)
        return
    why = _("Each interview has a number of its own, so this row is not needed.")
    bench.empty("survey", index, "calculation", why)
    _forget_in_settings(bench, reference)


def _draw_once(bench, index, place, row, *, others, in_repeat):
    """once(random()); apart from what it is reckoned with, which may still change."""
    text, name = row["calculation"], f"{row.get('name', '')}_draw"
    why = _("The number is drawn once, and stays.")
    if not others:
        bench.write("survey", index, place, f"once({text})", why)
        return
    names = {other.get("name") for _index, other in bench.rows("survey")}
    if in_repeat or name in names or text.count("random") > 1:
        return
    new = RANDOM.sub(f"${{{name}}}", text)
    bench.write("survey", index, place, new, why)
    draw = {"type": "calculate", "name": name, "calculation": "once(random())"}
    bench.insert("survey", len(bench.lines("survey")), [draw], why)


def _forget_in_settings(bench, reference):
    """Other tools would refuse a setting that names a row which is gone."""
    for index, row in list(bench.rows("settings")):
        for place, header in enumerate(bench.headers("settings")):
            if reference.search(row.get(header, "")):
                why = _("It used a row that is not needed here.")
                bench.write("settings", index, place, "", why)
