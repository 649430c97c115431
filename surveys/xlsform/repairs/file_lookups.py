"""pulldata('file', …): the file that came along becomes a list that is looked up."""

import re
from pathlib import PurePosixPath

from surveys.engine.translatable import sentence as _
from surveys.xlsform.repairs.choice_files import add_rows
from surveys.xlsform.repairs.expressions import EXPRESSIONS, LITERAL
from surveys.xlsform.tables import MAX_ROWS

CALL = re.compile(r"\bpulldata\(")
OWN_COLUMNS = ("list_name", "name", "label")  # of the choices sheet
COLUMN = re.compile(r"[A-Za-z_][\w.-]*")


def repair_file_lookups(bench):
    """pulldata('file', …) → instance('file')/root/item[key = ${question}]/column."""
    lookups = _Lookups(bench)
    for place, header in enumerate(bench.headers("survey")):
        if header not in (*EXPRESSIONS, "repeat_count", "default"):
            continue
        for index, row in list(bench.rows("survey")):
            if CALL.search(row.get(header, "")):
                lookups.repair(index, place, header, row[header])


class _Lookups:
    """The files that are looked up, and the lists that they become."""

    def __init__(self, bench):
        self.bench, self.lists = bench, {}

    def repair(self, index, place, header, text):
        new = text
        while call := CALL.search(new):
            arguments, end = _arguments(new, call.end())
            names = [_literal(argument) for argument in arguments[:3]]
            if len(arguments) != 4 or not all(names):
                message = _("pulldata() must name its file and columns in quotes")
                example = "pulldata('file', 'column', 'key', ${question})"
                self._refuse(index, header, message, _("Write %(text)s.", text=example))
                return
            item = self._item(index, header, names, arguments[3])
            if not item:
                return
            new = new[: call.start()] + item + new[end:]
        why = _("The rows of the file are a list on the choices sheet now.")
        self.bench.write("survey", index, place, new, why)

    def _item(self, index, header, names, value):
        """The look-up in the list of a file, "" where that cannot be."""
        file, column, key = names
        file = f"{file.removesuffix('.csv')}.csv"
        lines = self.bench.file(file)
        if not lines:
            self._refuse(
                *(index, header),
                _(
                    "pulldata() reads the file %(file)s, which did not come along",
                    file=file,
                ),
                _("Send it together with the workbook."),
            )
            return ""
        columns = [cell.strip() for cell in lines[0]]
        missing = next((n for n in (column, key) if not _is_column(n, columns)), "")
        if missing:
            message = _(
                "the file %(file)s has no column “%(column)s”",
                file=file,
                column=missing,
            )
            self._refuse(index, header, message, _("Correct its name."))
            return ""
        if file not in self.lists:
            self.lists[file] = self._list_of(file, lines, columns)
        name, spelled = self.lists[file]
        if not name:
            message = _(
                "its list makes more than %(most)s choices in all",
                most=MAX_ROWS["choices"],
            )
            remedy = _("Keep only the choices that your interviewers need.")
            self._refuse(index, header, message, remedy)
            return ""
        test = f"{spelled[key]} = {value.strip()}"
        return f"instance('{name}')/root/item[{test}]/{spelled[column]}"

    def _refuse(self, index, header, message, remedy):
        self.bench.refuse("survey", index, header, message, remedy)

    def _list_of(self, file, lines, columns):
        """(name of the list or "", {column of the file: column of the list})."""
        if len(self.bench.lines("choices")) + len(lines) > MAX_ROWS["choices"]:
            return "", {}
        taken = {row.get("list_name") for _index, row in self.bench.rows("choices")}
        name = re.sub(r"[^A-Za-z0-9_]+", "_", PurePosixPath(file).stem)
        while name in taken:
            name += "_file"
        rows = [dict(zip(columns, line, strict=False)) for line in lines[1:]]
        codes = [row.get("name", "").strip() for row in rows]
        if len({*codes, ""}) <= len(codes):  # some are empty, or stand twice
            codes = [str(number) for number in range(1, len(rows) + 1)]
        spelled = {
            column: f"{name}_{column}" if column in OWN_COLUMNS else column
            for column in columns
            if COLUMN.fullmatch(column)
        }
        theirs = ["name", "label", *spelled.values()]
        cells = [
            [code, row.get("label") or code, *(row.get(c, "") for c in spelled)]
            for code, row in zip(codes, rows, strict=True)
        ]
        add_rows(self.bench, theirs, ((name, line) for line in cells))
        return name, spelled


def _is_column(name, columns):
    return name in columns and COLUMN.fullmatch(name)


def _literal(argument):
    """The text of an argument in quotes, "" for another."""
    text = argument.strip()
    return text[1:-1] if LITERAL.fullmatch(text) else ""


def _arguments(text, start):
    """(arguments of the call whose bracket opens before start, its end)."""
    masked = LITERAL.sub(lambda match: "'" + "_" * (len(match[0]) - 2) + "'", text)
    arguments, depth, begin = [], 1, start
    for place in range(start, len(masked)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(masked[place], 0)
        if depth == 0 or (depth == 1 and masked[place] == ","):
            arguments.append(text[begin:place])
            begin = place + 1
        if depth == 0:
            return arguments, place + 1
    return [], len(text)
