"""The survey sheet, walked once: groups open and close like brackets.

A top-level group is a section, a field-list group is a screen, a question outside
one is a screen of its own; other groups only hand down their relevance.
"""

from dataclasses import dataclass

from surveys.compile_rows import QuestionReader, kind_of
from surveys.engine.instrument import Question, QuestionType, Screen, Section

QUESTION_TYPES = {kind.value for kind in QuestionType}
# Where a person is and what they look like must never be recorded.
REFUSED_TYPES = {
    *("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint"),
    *("image", "photo", "video", "audio", "background-audio", "file", "barcode"),
}
SILENT_TYPES = {
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit"),
    *("simserial", "subscriberid"),
}
DEFAULT_SECTION = "questions"
MAX_NESTED = 20


@dataclass(slots=True)
class Group:
    row: object
    relevance: tuple
    is_screen: bool


@dataclass(slots=True)
class OpenScreen:
    """depth: how many groups were open when it opened."""

    name: str
    label: dict
    relevance: tuple
    questions: list[Question]
    depth: int


def build_sections(rows, lists, trees, languages, default):
    """(sections, problems) of a survey sheet."""
    walk = _Walk(QuestionReader(lists, trees, languages, default))
    for row in rows:
        walk.row(row)
    return walk.finish(), walk.reader.problems


class _Walk:
    def __init__(self, reader):
        self.reader = reader
        self.groups = []
        self.sections = []
        self.screens = []  # of the section that is open
        self.screen = None

    def row(self, row):
        kind, rest = kind_of(row)
        if kind == "begin_group":
            self._open(row)
        elif kind == "end_group":
            self._close(row)
        elif kind in QUESTION_TYPES:
            self._ask(row, QuestionType(kind), rest)
        elif kind not in REFUSED_TYPES | SILENT_TYPES:
            self._refuse(row, kind)

    def _refuse(self, row, kind):
        if kind == "begin_repeat":
            message, remedy = "repeats are not asked yet", "Ask them one by one."
        elif kind == "end_repeat":
            return
        else:
            text = row.get("type")
            message = f"there is no question type “{text}”" if text else "type is empty"
            remedy = f"Use one of: {', '.join(sorted(QUESTION_TYPES))}."
        self.reader.say(row, "type", message, remedy)

    def _open(self, row):
        tree = self.reader.tree(row, "relevant")
        is_screen = "field-list" in row.get("appearance")
        if len(self.groups) == MAX_NESTED:
            message = f"more than {MAX_NESTED} groups are open"
            self.reader.say(row, "type", message, "Take some groups out.")
        if not self.groups:
            self._begin_section(row.get("name"), self.reader.labels(row), tree)
        self.groups.append(Group(row, (tree,) if tree else (), is_screen))
        if is_screen and self.screen is None:
            label = self.reader.labels(row) if len(self.groups) > 1 else {}
            depth = len(self.groups)
            gates = self._gates(1, depth)
            self.screen = OpenScreen(row.get("name"), label, gates, [], depth)

    def _gates(self, first, last=None):
        """Relevance of the open groups from one depth to another."""
        return tuple(tree for one in self.groups[first:last] for tree in one.relevance)

    def _close(self, row):
        if not self.groups:
            self.reader.say(row, "type", "no group is open here", "Take this row out.")
            return
        if self.screen is not None and self.screen.depth == len(self.groups):
            self._end_screen()
        self.groups.pop()

    def _end_screen(self):
        one, self.screen = self.screen, None
        if one.questions:
            questions = tuple(one.questions)
            self.screens.append(Screen(one.name, one.label, questions, one.relevance))

    def _ask(self, row, kind, rest):
        if not self.groups and (not self.sections or self.sections[-1][0]):
            self._begin_section("", {}, None)
        inside = self._gates(self.screen.depth) if self.screen else ()
        question = self.reader.read(row, kind, rest, inside)
        if self.screen is not None:
            self.screen.questions.append(question)
        else:
            screen = Screen(question.name, {}, (question,), self._gates(1))
            self.screens.append(screen)

    def _begin_section(self, name, label, tree):
        """A section without a name holds the questions outside every group."""
        self.screens = []
        relevance = (tree,) if tree else ()
        self.sections.append((name, label, relevance, self.screens))

    def finish(self):
        for group in self.groups:
            message = f"the group “{group.row.get('name')}” is not closed"
            self.reader.say(group.row, "type", message, "Add an end_group row.")
        taken = {name for name, *_rest in self.sections}
        return tuple(
            Section(name or _free(taken), label, tuple(screens), relevance)
            for name, label, relevance, screens in self.sections
            if screens
        )


def _free(taken):
    """A name for a section without one that no other section has."""
    name, number = DEFAULT_SECTION, 1
    while name in taken:
        number += 1
        name = f"{DEFAULT_SECTION}_{number}"
    taken.add(name)
    return name
