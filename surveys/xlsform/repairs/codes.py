"""Repairs of choice codes: typographic quotes, and codes that stand in a list twice."""

import re
from collections import Counter

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import TRANSLATED, split_language
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.repairs.expressions import LITERAL, WITH_PATHS
from surveys.xlsform.repairs.rows import referring_cells
from surveys.xlsform.rows import YES

QUOTES = {"‘": "'", "’": "'", "“": '"', "”": '"'}  # as pyxform writes them
CURLY = re.compile("|".join(QUOTES))
OWN_COLUMNS = (*TRANSLATED, "type", "name", "list_name", "daa_state")
WORD = re.compile(r"[A-Za-z_][\w.-]*")
CHOOSES = ("select_one", "select_multiple", "rank")


def repair_quotes_in_codes(bench):
    """don’t_know → don't_know, so that the code is the one in KoboToolbox and ODK."""
    headers = bench.headers("choices")
    if not {"list_name", "name"} <= set(headers):
        return
    place = headers.index("name")
    rows = list(bench.rows("choices"))
    taken = {(row.get("list_name"), row.get("name")) for _index, row in rows}
    straight_codes = {}
    why = _("KoboToolbox and ODK write this code with a straight quote.")
    for index, row in rows:
        code = row.get("name", "")
        new = CURLY.sub(lambda match: QUOTES[match[0]], code)
        if new != code and (row.get("list_name"), new) not in taken:
            straight_codes[code] = new
            bench.write("choices", index, place, new, why)
    if straight_codes:
        _write_codes(bench, straight_codes)


def _write_codes(bench, codes):
    """Write new codes wherever a filter, an expression or a default names the old."""
    why = _("The code of the choice is written so.")
    for index, row in list(bench.rows("choices")):
        for place, header in enumerate(bench.headers("choices")):
            old = row.get(header, "")
            if old in codes and split_language(header)[0] not in OWN_COLUMNS:
                bench.write("choices", index, place, codes[old], why)
    for index, row in list(bench.rows("survey")):
        for place, header in enumerate(bench.headers("survey")):
            old = row.get(header, "")
            if header not in WITH_PATHS or not old:
                continue
            new = codes.get(old) or LITERAL.sub(
                lambda literal: _quoted(codes.get(literal[0][1:-1]), literal[0]), old
            )
            if new != old:
                bench.write("survey", index, place, new, why)


def _quoted(code, literal):
    if code is None:
        return literal
    return f'"{code}"' if "'" in code else f"'{code}'"


# -- the same code twice ----------------------------------------------------------


def repair_codes_of_two_places(bench):
    """center → center_north and center_south, where a filter tells the rows apart.

    An answer is stored as its code, so tables and exports could not tell them apart.
    """
    headers = bench.headers("choices")
    if not {"list_name", "name"} <= set(headers):
        return
    codes = Counter(
        (row["list_name"], row["name"])
        for _index, row in bench.rows("choices")
        if row.get("list_name") and row.get("name")
    )
    for name in dict.fromkeys(name for (name, _code), n in codes.items() if n > 1):
        _CodesOfOneList(bench, name).repair()


class _CodesOfOneList:
    """The rows of a list whose codes stand in it more than once."""

    def __init__(self, bench, name):
        self.bench, self.name = bench, name
        self.headers = bench.headers("choices")
        self.choices = list(bench.rows("choices"))
        self.survey = list(bench.rows("survey"))
        rows_of = {}
        for index, row in self.choices:
            if row.get("list_name") == name and row.get("name"):
                rows_of.setdefault(row["name"], []).append((index, row))
        self.again = {code: rows for code, rows in rows_of.items() if len(rows) > 1}
        self.taken = set(rows_of)
        self.questions = {
            row.get("name"): row for _index, row in self.survey if self._asks(row)
        }

    def _asks(self, row):
        kind, rest = kind_of(row)
        return kind in CHOOSES and rest.split()[:1] == [self.name]

    def repair(self):
        columns, new_codes = self._new_codes()
        if not new_codes:
            self._number()
            return
        self.columns, self.new_codes = columns, new_codes
        changes, reader = self._changes()
        if reader:
            self._refuse(*reader)
            return
        place = self.headers.index("name")
        why = _(
            "The list “%(name)s” has this code more than once. The column %(column)s"
            " tells the rows apart.",
            name=self.name,
            column=" + ".join(columns),
        )
        for index, new in new_codes.items():
            self.bench.write("choices", index, place, new, why)
        why = _("The codes of the list “%(name)s” changed.", name=self.name)
        for sheet, index, header, new in changes:
            column = self.bench.headers(sheet).index(header)
            self.bench.write(sheet, index, column, new, why)

    def _number(self):
        """code_2 for a code that its author allows twice, and that nothing reads."""
        settings = (row for _index, row in self.bench.rows("settings"))
        allowed = next(settings, {}).get("allow_choice_duplicates", "").lower()
        if allowed not in YES:
            return
        cells = referring_cells(self.bench)
        place = self.headers.index("name")
        why = _(
            "The list “%(name)s” has this code more than once, and no expression uses"
            " it.",
            name=self.name,
        )
        for code, rows in self.again.items():
            new_codes = [f"{code}_{n}" for n in range(2, len(rows) + 1)]
            word = re.compile(rf"(?<![\w.-]){re.escape(code)}(?![\w.-])")
            if self.taken & set(new_codes) or any(map(word.search, cells)):
                continue
            for (index, _row), new in zip(rows[1:], new_codes, strict=True):
                self.bench.write("choices", index, place, new, why)

    # -- new codes ------------------------------------------------------------------

    def _new_codes(self):
        """(columns, {row index: code}); no codes where no filter tells rows apart."""
        used = self._filter_columns()
        for columns in (*([column] for column in used), used):
            codes = {
                index: "_".join([code, *self._parents(row, columns)])
                for code, rows in self.again.items()
                for index, row in rows
            }
            complete = all(
                row.get(column)
                for rows in self.again.values()
                for _index, row in rows
                for column in columns
            )
            distinct = len(set(codes.values())) == len(codes)
            if (
                columns
                and complete
                and distinct
                and not self.taken & set(codes.values())
            ):
                return columns, codes
        return [], {}

    def _parents(self, row, columns):
        return ["_".join(re.findall(r"\w+", row.get(column, ""))) for column in columns]

    def _filter_columns(self):
        """The columns that the choice filters of this list use, in their order."""
        filters = [row.get("choice_filter", "") for row in self.questions.values()]
        words = [word for text in filters for word in WORD.findall(text)]
        return [
            header
            for header in dict.fromkeys(words)
            if header in self.headers and header not in OWN_COLUMNS
        ]

    # -- what names the old codes -----------------------------------------------------

    def _changes(self):
        """(changes of other cells, first cell that may mean any of the rows)."""
        changes, copies = [], self._copies()
        for index, row in self.survey:
            unclear = self._read_as_a_copy(row, copies)
            if unclear:
                return [], ("survey", index, *unclear)
            if row.get("name") in self.questions and row.get("default") in self.again:
                return [], ("survey", index, "default", row["default"])
            for header in WITH_PATHS:
                text = row.get(header, "")
                new, unclear = self._rewritten(text, row) if text else (text, "")
                if unclear:
                    return [], ("survey", index, header, unclear)
                if new != text:
                    changes.append(("survey", index, header, new))
        parents, reader = self._children()
        return changes + parents, reader

    def _copies(self):
        """References to calculations that hold an answer of this list, as it is."""
        if not any(self.questions):
            return None
        names = "|".join(re.escape(name) for name in self.questions if name)
        asked = r"(?<!selected\()(?<!choice-name\()"  # about it, no copy of it
        plain = re.compile(rf"{asked}\$\{{\s*(?:{names})\s*\}}(?!\s*!?=)")
        held = [
            re.escape(row["name"])
            for _index, row in self.survey
            if row.get("name") and plain.search(row.get("calculation", ""))
        ]
        return re.compile(rf"\$\{{\s*(?:{'|'.join(held)})\s*\}}") if held else None

    def _read_as_a_copy(self, row, copies):
        """(column, code) of a cell that compares a copy of an answer with a code."""
        for header in WITH_PATHS if copies else ():
            text = row.get(header, "")
            codes = [literal[1:-1] for literal in LITERAL.findall(text)]
            named = next((code for code in codes if code in self.again), "")
            if header == "choice_filter" and not named:
                named = next(iter(self.again))
            if named and copies.search(text):
                return header, named
        return None

    def _rewritten(self, text, row):
        """(expression, code in it that may mean any of the rows or "")."""
        own = row.get("name") in self.questions
        names = "|".join(re.escape(name) for name in self.questions if name)
        subject = rf"\$\{{\s*(?:{names})\s*\}}" + (
            r"|(?<![\w.)])\.(?![\w.])" if own else ""
        )
        if not names or not re.search(subject, text):
            return text, ""
        for code, rows in self.again.items():
            literal = rf"(?:'{re.escape(code)}'|\"{re.escape(code)}\")"
            if not re.search(literal, text):
                continue
            codes = [self.new_codes[index] for index, _row in rows]
            text = _any_of(text, subject, literal, codes)
            rest = _without_other_questions(text, subject, literal)
            if re.search(literal, rest):
                return text, code
        return text, ""

    def _children(self):
        """Rows of other lists that name the old codes in the column of their filter."""
        changes = []
        for question, row in self._children_questions():
            list_name = kind_of(row)[1].split()[0]
            for column in self._columns_compared(row.get("choice_filter"), question):
                for index, choice in self.choices:
                    code = choice.get(column, "")
                    if choice.get("list_name") != list_name or code not in self.again:
                        continue
                    new = self._code_above(code, choice)
                    if not new:
                        return [], ("choices", index, column, code)
                    changes.append(("choices", index, column, new))
        return list(dict.fromkeys(changes)), None

    def _children_questions(self):
        for _index, row in self.survey:
            for name in self.questions:
                named = f"${{{name}}}" in row.get("choice_filter", "").replace(" ", "")
                if named and kind_of(row)[0] in CHOOSES and kind_of(row)[1]:
                    yield name, row

    def _columns_compared(self, text, question):
        reference = rf"\$\{{\s*{re.escape(question)}\s*\}}"
        compared = re.findall(
            rf"({WORD.pattern})\s*=\s*{reference}|{reference}\s*=\s*({WORD.pattern})"
            rf"|selected\(\s*{reference}\s*,\s*({WORD.pattern})\s*\)",
            text,
        )
        words = {word for words in compared for word in words if word}
        return [header for header in self.headers if header in words]

    def _code_above(self, code, choice):
        """The new code of the row above that has the same values in the columns."""
        wanted = [choice.get(column) for column in self.columns]
        return next(
            (
                self.new_codes[index]
                for index, row in self.again[code]
                if [row.get(column) for column in self.columns] == wanted
            ),
            "",
        )

    def _refuse(self, sheet, index, column, code):
        rows = self.again[code]
        self.bench.refuse(
            *("choices", next(iter(self.again.values()))[1][0], "name"),
            _(
                "“%(code)s” appears %(count)s times in the list “%(name)s”, and row"
                " %(row)s of the %(sheet)s sheet (%(column)s) may mean any of them",
                code=code,
                count=len(rows),
                name=self.name,
                row=index + 1,
                sheet=sheet,
                column=column,
            ),
            _("Give each row of the list its own code, and write the right one there."),
        )


def _any_of(text, subject, literal, codes):
    """Comparisons of a subject with a code → with any of the codes instead."""

    def equal(match):
        left, sign = match["left"] or match["right"], match["sign"] or match["sign2"]
        parts = (f"{left} {sign} {_quoted(code, '')}" for code in codes)
        return f"({(' or ' if sign == '=' else ' and ').join(parts)})"

    def chosen(match):
        parts = (f"selected({match['left']}, {_quoted(code, '')})" for code in codes)
        return f"({' or '.join(parts)})"

    start = r"(?<=[(,\[])\s*|(?<=\band)\s+|(?<=\bor)\s+|^\s*"
    end = r"(?=\s*(?:[),\]]|\band\b|\bor\b|$))"
    comparison = (
        rf"(?P<before>{start})(?:(?P<left>{subject})\s*(?P<sign>!?=)\s*{literal}"
        rf"|{literal}\s*(?P<sign2>!?=)\s*(?P<right>{subject})){end}"
    )
    text = re.sub(comparison, lambda match: match["before"] + equal(match), text)
    selected = rf"\bselected\(\s*(?P<left>{subject})\s*,\s*{literal}\s*\)"
    return re.sub(selected, chosen, text)


def _without_other_questions(text, subject, literal):
    """The expression without comparisons of other questions with the same code."""
    other = rf"(?!{subject})\$\{{[^}}]*\}}"
    return re.sub(
        rf"{other}\s*!?=\s*{literal}|{literal}\s*!?=\s*{other}"
        rf"|\bselected\(\s*{other}\s*,\s*{literal}\s*\)",
        "",
        text,
    )
