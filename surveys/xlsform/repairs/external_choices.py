"""select_one_external: the rows of its own sheet become lists of the choices sheet."""

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import read_headers
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.repairs.choice_files import add_rows
from surveys.xlsform.tables import MAX_ROWS

SHEET = "external_choices"
FILE = "itemsets.csv"  # what other tools make of that sheet
KIND = "select_one_external"


def repair_external_choices(bench):
    """select_one_external districts → select_one districts, with the same filter."""
    if "type" not in bench.headers("survey"):
        return
    questions = [
        (index, *list_and_rest)
        for index, row in bench.rows("survey")
        if (list_and_rest := _external_list(row))
    ]
    if not questions:
        return
    table = bench.lines(SHEET) or bench.file(FILE)
    lists = _lists_of(table)
    new_names = _new_names(bench, dict.fromkeys(name for _i, name, _r in questions))
    if not _fits(bench, lists, new_names):
        _refuse_length(bench, questions[0][0])
        return
    for index, name, rest in questions:
        if not lists.get(name):
            _refuse_missing(bench, index, name, has_table=bool(table))
            continue
        _write_type(bench, index, f"{new_names[name]}{rest}", lists[name])
    rows = [
        (new, line) for old, new in new_names.items() for line in lists.get(old, ())
    ]
    if rows:
        add_rows(bench, [_header(cell) for cell in table[0]], rows)
    if bench.title(SHEET):
        del bench.tables[bench.title(SHEET)]


def _external_list(row):
    """(list, what stands after it) of such a question, else None."""
    kind, rest = kind_of(row)
    name, blank, more = rest.partition(" ")
    return (name, blank + more) if kind == KIND else None


def _lists_of(table):
    """{list name: its lines} of a table with a column list_name."""
    headers = read_headers(table[0]) if table else []
    if "list_name" not in headers:
        return {}
    place, lists = headers.index("list_name"), {}
    for line in table[1:]:
        name = line[place].strip() if place < len(line) else ""
        lists.setdefault(name, []).append(line)
    return lists


def _header(cell):
    return read_headers([cell])[0]


def _new_names(bench, names):
    """{list: its name on the choices sheet}, where another may be called the same."""
    taken = {row.get("list_name") for _index, row in bench.rows("choices")}
    return {name: f"{name}_external" if name in taken else name for name in names}


def _fits(bench, lists, names):
    count = sum(len(lists.get(name, ())) for name in names)
    return len(bench.lines("choices")) + count <= MAX_ROWS["choices"]


def _write_type(bench, index, rest, lines):
    why = _(
        "Choices stand on the choices sheet here, also the %(count)s of %(sheet)s.",
        count=len(lines),
        sheet=SHEET,
    )
    place = bench.headers("survey").index("type")
    bench.write("survey", index, place, f"select_one {rest}", why)


def _refuse_missing(bench, index, name, *, has_table):
    if has_table:
        message = _(
            "the sheet %(sheet)s has no list “%(name)s”", sheet=SHEET, name=name
        )
        remedy = _("Add the list or correct its name.")
    else:
        message = _("the sheet %(sheet)s did not come along", sheet=SHEET)
        remedy = _(
            "Add it to the workbook, or send %(file)s together with it.", file=FILE
        )
    bench.refuse("survey", index, "type", message, remedy)


def _refuse_length(bench, index):
    bench.refuse(
        *("survey", index, "type"),
        _("its list makes more than %(most)s choices in all", most=MAX_ROWS["choices"]),
        _("Keep only the choices that your interviewers need."),
    )
