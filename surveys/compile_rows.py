"""Rows of an XLSForm → sections, screens and questions."""

from surveys.engine.instrument import Choice, Question, QuestionType, Screen, Section
from surveys.engine.values import STATE_CODES

QUESTION_TYPES = {kind.value for kind in QuestionType} | {"int", "string"}
ALIASES = {"int": "integer", "string": "text"}
# Where a person is and what they look like must never be recorded.
REFUSED_TYPES = {"geopoint", "geotrace", "geoshape", "image", "photo", "video"}
SILENT_TYPES = {"start", "end", "deviceid", "username", "phonenumber", "audit"}
TEXT_LENGTH = 2_000
DEFAULT_SECTION = "questions"


def read_choices(rows, languages):
    """({list name: choices}, problems)."""
    lists, problems = {}, []
    for row in rows:
        name, code = row.get("list_name"), row.get("name")
        if not name or not code:
            column = "name" if name else "list_name"
            problems.append(row.problem(column, f"{column} is empty", "Fill it in."))
            continue
        known = lists.setdefault(name, {})
        if code in known:
            problems.append(
                row.problem(
                    "name",
                    f"“{code}” stands twice in the list “{name}”",
                    "Take one out or give it another name.",
                )
            )
        if " " in code:
            problems.append(
                row.problem("name", f"“{code}” has a space", "Write _ for the space.")
            )
        label = _labels(row, "label", languages)
        known[code] = Choice(code, label, _state(code))
    return {name: tuple(known.values()) for name, known in lists.items()}, problems


def _state(code):
    state = STATE_CODES.get(code)
    return str(state) if state else None


def _labels(row, column, languages):
    labels = {
        language.tag: row.get(f"{column}::{language.name} ({language.tag})")
        for language in languages
    }
    if row.get(column) and not any(labels.values()):
        labels[languages[0].tag] = row.get(column)
    return {tag: text for tag, text in labels.items() if text}


class _Builder:
    """Walks the survey sheet once; groups open and close like brackets."""

    def __init__(self, lists, trees, languages, default):
        self.lists, self.trees = lists, trees
        self.languages, self.default = languages, default
        self.problems = []
        self.groups = []  # open groups: (row, is_screen)
        self.sections = []  # [name, labels, relevance, screens]
        self.screen = None  # an open field-list: [name, labels, questions, relevance]

    def walk(self, rows):
        for row in rows:
            kind, _space, rest = row.get("type").partition(" ")
            self._row(row, kind.replace("-", "_"), rest.replace("-", " ").strip())
        for row, _is_screen in self.groups:
            self._say(row, "type", "this group is not closed", "Add an end_group row.")
        return tuple(
            Section(name, labels, tuple(screens), relevance)
            for name, labels, relevance, screens in self.sections
            if screens
        )

    def _row(self, row, kind, rest):
        if kind in ("begin", "begin_group") and rest in ("", "group"):
            self._open(row)
        elif kind in ("end", "end_group") and rest in ("", "group"):
            self._close(row)
        elif kind in ("begin", "begin_repeat", "end_repeat") or (
            kind == "end" and rest == "repeat"
        ):
            self._say(
                row, "type", "repeats are not asked yet", "Ask the items one by one."
            )
        elif kind in REFUSED_TYPES or kind in SILENT_TYPES:
            return
        elif ALIASES.get(kind, kind) in QUESTION_TYPES:
            self._ask(row, QuestionType(ALIASES.get(kind, kind)), rest)
        else:
            self._say(
                row,
                "type",
                f"there is no question type “{row.get('type')}”",
                "Use one of: " + ", ".join(sorted(QUESTION_TYPES)) + ".",
            )

    def _say(self, row, column, message, remedy):
        self.problems.append(row.problem(column, message, remedy))

    def _open(self, row):
        label = _labels(row, "label", self.languages)
        relevance = self._relevance(row)
        is_screen = "field-list" in row.get("appearance")
        if not self.groups:
            self.sections.append([row.get("name"), label, relevance, []])
            inherited = ()
        else:
            inherited = self._inherited() + relevance
        if is_screen and self.screen is None:
            self.screen = [row.get("name"), label if self.groups else {}, [], inherited]
        self.groups.append((row, is_screen))

    def _inherited(self):
        """Relevance of the open groups below the section."""
        trees = [
            self.trees.get((row.number, "relevant")) for row, _s in self.groups[1:]
        ]
        return tuple(tree for tree in trees if tree)

    def _close(self, row):
        if not self.groups:
            self._say(row, "type", "no group is open here", "Take this row out.")
            return
        _row, is_screen = self.groups.pop()
        if is_screen and self.screen and not any(s for _r, s in self.groups):
            name, label, questions, relevance = self.screen
            if questions:
                screen = Screen(name, label, tuple(questions), relevance)
                self.sections[-1][3].append(screen)
            self.screen = None

    def _relevance(self, row):
        tree = self.trees.get((row.number, "relevant"))
        return (tree,) if tree else ()

    def _ask(self, row, kind, rest):
        question = self._question(row, kind, rest)
        if not self.groups and (
            not self.sections or self.sections[-1][0] != DEFAULT_SECTION
        ):
            self.sections.append([DEFAULT_SECTION, {}, (), []])
        if self.screen is not None:
            self.screen[2].append(question)
            return
        screen = Screen(question.name, {}, (question,), self._inherited())
        self.sections[-1][3].append(screen)

    def _question(self, row, kind, rest):
        label = _labels(row, "label", self.languages)
        answerable = kind not in (QuestionType.CALCULATE, QuestionType.HIDDEN)
        if answerable and not label.get(self.default):
            self._say(row, "label", "there is no text to ask", "Write the question.")
        if kind == QuestionType.CALCULATE and not row.get("calculation"):
            self._say(row, "calculation", "nothing is calculated", "Write how.")
        return Question(
            name=row.get("name"),
            type=kind,
            label=label,
            hint=_labels(row, "hint", self.languages),
            choices=self._choices(row, kind, rest),
            relevance=self.trees.get((row.number, "relevant")),
            constraint=self.trees.get((row.number, "constraint")),
            constraint_message=_labels(row, "constraint_message", self.languages),
            required=_yes(row.get("required")),
            calculation=self.trees.get((row.number, "calculation")),
            appearance=row.get("appearance"),
            standards=tuple(row.get("daa::standards").split()),
            sensitivity=self._level(row, "daa::sensitivity", 1, 4, 1),
            distress=self._level(row, "daa::distress", 0, 2, 0),
            core=_yes(row.get("daa::core")),
            sealed=self._sealed(row, kind),
            observed=_yes(row.get("daa::observed")),
            slot=row.get("daa::slot") or None,
            max_length=TEXT_LENGTH if kind == QuestionType.TEXT else None,
        )

    def _choices(self, row, kind, rest):
        if kind not in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE):
            return ()
        name = rest.split(" ")[0]
        if name not in self.lists:
            self._say(
                row,
                "type",
                f"there is no list “{name}” on the choices sheet",
                "Add the list or correct its name.",
            )
        return self.lists.get(name, ())

    def _sealed(self, row, kind):
        """A person's own words are sealed unless the author says they are not."""
        given = row.get("daa::sealed")
        return _yes(given) if given else kind == QuestionType.TEXT

    def _level(self, row, column, low, high, default):
        text = row.get(column)
        if not text:
            return default
        if text.isdigit() and low <= int(text) <= high:
            return int(text)
        self._say(row, column, f"“{text}” is not a level", f"Write {low} to {high}.")
        return default


def _yes(text):
    return text.strip().lower() in ("yes", "true", "true()", "1")


def build_sections(rows, lists, trees, languages, default):
    """(sections, problems) of a survey sheet."""
    builder = _Builder(lists, trees, languages, default)
    sections = builder.walk(rows)
    return sections, builder.problems
