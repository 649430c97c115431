"""The survey sheet, walked once: groups and repeats open and close like brackets.

A top-level group is a section, a field-list group is a screen, a question outside
one is a screen of its own; other groups only hand down their relevance. A repeat is
asked once for each instance; one without a count has a screen that lists its
instances, adds and takes away (its roster).
"""

import difflib
import re
from dataclasses import dataclass, replace

from surveys.engine.expressions import nodes, parse
from surveys.engine.instrument import Question, QuestionType, Repeat, Screen, Section
from surveys.engine.translatable import sentence as _
from surveys.xlsform.dialects import SURVEYCTO, kobo_table_problem
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.rows import OR_OTHER, QuestionReader

QUESTION_TYPES = {kind.value for kind in QuestionType}
# Where a person is and what they look like must never be recorded.
REFUSED_TYPES = {
    *("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint"),
    *("image", "photo", "video", "audio", "background-audio", "file", "barcode", "osm"),
}
# What a device knows of its user and its day is not asked and not kept.
SILENT_TYPES = {
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit"),
    *("simserial", "subscriberid", "imei", "entity"),
    *SURVEYCTO,
}
KNOWN_MOMENTS = {"today": "today()", "start": "now()", "end": "now()"}
NOT_STORED = {*SILENT_TYPES - set(KNOWN_MOMENTS)}
FROM_FILES = {"select_one_from_file", "select_multiple_from_file", "csv-external"}
FROM_FILES |= {"select_one_external", "xml-external"}
# search('towns') of Kobo and SurveyCTO: the choices stand in towns.csv.
SEARCH = re.compile(r"\bsearch\(\s*['\"]([^'\"]+)['\"]")
DEFAULT_SECTION = "questions"
MAX_NESTED = 20
OPENS, CLOSES = ("begin_group", "begin_repeat"), ("end_group", "end_repeat")


@dataclass(slots=True)
class Group:
    row: object
    relevance: tuple
    is_screen: bool
    repeat: str = ""


@dataclass(slots=True)
class OpenScreen:
    """depth: how many groups were open when it opened."""

    name: str
    label: dict
    relevance: tuple
    questions: list[Question]
    depth: int
    appearance: str
    parts: int = 1


def names_of(rows):
    """Every name that an expression may read."""
    kinds = QUESTION_TYPES | REFUSED_TYPES | SILENT_TYPES | {"begin_repeat"}
    names = set()
    for row in rows:
        kind, rest = kind_of(row)
        if kind in kinds:
            names.add(row.get("name"))
        if rest.partition(" ")[2] in OR_OTHER:
            names.add(f"{row.get('name')}_other")
    return names


def faulty_names(rows):
    """Names in rows of a type that we do not know, which are told once."""
    kinds = QUESTION_TYPES | REFUSED_TYPES | SILENT_TYPES | {*OPENS, *CLOSES}
    return {row.get("name") for row in rows if kind_of(row)[0] not in kinds}


def build_sections(rows, lists, trees, languages, default):
    """(sections, repeats, lists, problems) of a survey sheet."""
    walk = _Walk(QuestionReader(lists, trees, languages, default))
    for row in rows:
        walk.row(row)
    return walk.finish(), tuple(walk.repeats), walk.lists(), walk.reader.problems


class _Walk:
    def __init__(self, reader):
        self.reader = reader
        self.groups = []
        self.sections = []
        self.repeats = []
        self.screens = []  # of the section that is open
        self.screen = None
        self.used = {}
        self.taken = set()

    def row(self, row):
        kind, rest = kind_of(row)
        if kind in OPENS:
            self._open(row, kind)
        elif kind in CLOSES:
            self._close(row, kind)
        elif kind in QUESTION_TYPES:
            self._ask(row, QuestionType(kind), rest)
        elif kind in REFUSED_TYPES | SILENT_TYPES:
            self._keep_silent(row, kind)
        else:
            self._refuse(row, kind)

    def _refuse(self, row, kind):
        text = row.get("type")
        near = difflib.get_close_matches(kind, sorted(QUESTION_TYPES), 1, 0.8)
        remedy = _("Use one of: %(types)s.", types=", ".join(sorted(QUESTION_TYPES)))
        if near:
            remedy = _("Did you mean %(text)s?", text=near[0])
        if kind in FROM_FILES:
            file = kind_of(row)[1].partition(" ")[0] or text
            message = _("the file %(file)s did not come along", file=file)
            remedy = _("Send it together with the workbook.")
            if kind == "select_one_external":
                message = _(
                    "there is no list “%(name)s” on the external_choices sheet",
                    name=file,
                )
                remedy = _(
                    "Write the list on the choices sheet, and select_one as the type."
                )
        elif kobo_table_problem(row):
            message, remedy = kobo_table_problem(row)
        elif kind in ("begin_loop", "end_loop"):
            message = _("“%(type)s” asks its questions once for each choice", type=text)
            remedy = _("Write these questions once for each choice, in a group.")
        elif text:
            message = _("there is no question type “%(type)s”", type=text)
        else:
            message = _("%(column)s is empty", column="type")
        self.reader.add_problem(row, "type", message, remedy)

    # -- groups and repeats -------------------------------------------------------

    def _open(self, row, kind):
        tree = self.reader.tree(row, "relevant")
        if len(self.groups) == MAX_NESTED:
            message = _("more than %(most)s groups are open", most=MAX_NESTED)
            self.reader.add_problem(row, "type", message, _("Remove some groups."))
        if not self.groups:
            self._begin_section(row.get("name"), self.reader.labels(row), tree)
        own = (tree,) if tree else ()
        if kind == "begin_repeat":
            self._open_repeat(row, own)
        appearance = row.get("appearance")
        is_screen = "field-list" in appearance or "table-list" in appearance
        repeat = row.get("name") if kind == "begin_repeat" else ""
        self.groups.append(Group(row, own, is_screen, repeat))
        if is_screen and self.screen is None:
            name = f"{row.get('name')}:each" if repeat else row.get("name")
            named = len(self.groups) > 1 or repeat
            label = self.reader.labels(row) if named else {}
            self._open_screen(name, label, appearance)

    def _open_screen(self, name, label, appearance):
        depth = len(self.groups)
        gates = self._gates(1, depth)
        self.screen = OpenScreen(name, label, gates, [], depth, appearance)

    def _open_repeat(self, row, own):
        """A repeat inside a screen ends that screen; what follows is a screen more."""
        if self.screen is not None:
            self._end_screen(reopen=True)
        name, label = row.get("name"), self.reader.labels(row)
        count = self.reader.tree(row, "repeat_count")
        around = self._repeats()
        section = self.sections[-1][2]
        outside = self._gates(1) + (own if self.groups else ())
        self.repeats.append(Repeat(name, label, count, section + outside, around))
        if count is None:
            self._add(Screen(name, label, (), outside, repeats=around, roster=name))

    def _repeats(self):
        return tuple(group.repeat for group in self.groups if group.repeat)

    def _gates(self, first, last=None):
        """Relevance of the open groups from one depth to another."""
        return tuple(
            tree for group in self.groups[first:last] for tree in group.relevance
        )

    def _close(self, row, kind):
        if not self.groups:
            message = _("no group is open here")
            self.reader.add_problem(row, "type", message, _("Delete this row."))
            return
        repeat = self.groups[-1].repeat
        if bool(repeat) != (kind == "end_repeat"):
            opened = self.groups[-1].row
            message = _(
                "it closes “%(name)s” of row %(row)s",
                name=opened.get("name"),
                row=opened.number,
            )
            remedy = _("Write %(text)s.", text=f"end_{'repeat' if repeat else 'group'}")
            self.reader.add_problem(row, "type", message, remedy)
        if self.screen is not None and self.screen.depth == len(self.groups):
            self._end_screen()
        self.groups.pop()
        if repeat:
            self._go_on_with_screen()

    def _end_screen(self, reopen=False):
        screen = self.screen
        if screen.questions:
            name = screen.name if screen.parts == 1 else f"{screen.name}:{screen.parts}"
            questions = tuple(screen.questions)
            self._add(
                Screen(
                    name,
                    screen.label,
                    questions,
                    screen.relevance,
                    repeats=self._repeats(),
                    appearance=screen.appearance,
                )
            )
            screen = replace(screen, questions=[], parts=screen.parts + 1)
        self.screen = None
        if reopen:
            self.used[screen.depth] = screen

    def _go_on_with_screen(self):
        """After a repeat inside a screen, that screen goes on as another one."""
        for depth in range(len(self.groups), 0, -1):
            if depth in self.used and self.groups[depth - 1].is_screen:
                self.screen = self.used.pop(depth)
                return

    # -- questions ----------------------------------------------------------------

    def _ask(self, row, kind, rest):
        selects = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
        if kind in selects and row.get("appearance") == "label":  # head of an old grid
            kind = QuestionType.NOTE if self.reader.labels(row) else QuestionType.HIDDEN
        searched = SEARCH.search(row.get("appearance"))
        if searched:
            file = f"{searched[1].removesuffix('.csv')}.csv"
            message = _("search() takes the choices from the file %(file)s", file=file)
            remedy = _(
                "Write select_one_from_file %(file)s as the type, and send that file"
                " together with the workbook.",
                file=file,
            )
            self.reader.add_problem(row, "appearance", message, remedy)
        inside = self._gates(self.screen.depth) if self.screen else ()
        question = self.reader.read(row, kind, rest, inside, self._repeats())
        self._put(question)
        if rest.partition(" ")[2] in OR_OTHER:
            self._put(self.reader.specify(row, question))

    def _keep_silent(self, row, kind):
        """Add a question that is never asked; expressions that name it read a blank."""
        if not row.get("name"):
            return
        text = KNOWN_MOMENTS.get(kind)
        self._put(
            Question(
                name=row.get("name"),
                type=QuestionType.HIDDEN,
                label={},
                relevance=None if text else parse("false()"),
                calculation=parse(text) if text else None,
                repeats=self._repeats(),
            )
        )

    def _put(self, question):
        if not self.groups and (not self.sections or self.sections[-1][0]):
            self._begin_section("", {}, None)
        if self.screen is not None:
            self.screen.questions.append(question)
            return
        screen = Screen(
            question.name, {}, (question,), self._gates(1), repeats=self._repeats()
        )
        self._add(screen)

    def _add(self, screen):
        """Add a screen under a name that no other screen has."""
        name, number = screen.name, 1
        while name in self.taken:
            number += 1
            name = f"{screen.name}:{number}"
        self.taken.add(name)
        self.screens.append(replace(screen, name=name))

    def _begin_section(self, name, label, tree):
        """A section without a name holds the questions outside every group."""
        self.screens = []
        relevance = (tree,) if tree else ()
        self.sections.append((name, label, relevance, self.screens))

    def lists(self):
        """The choice lists that a question or an expression uses."""
        used = {
            question.list_name
            for *_section, screens in self.sections
            for screen in screens
            for question in screen.questions
        }
        looked_up = {
            node[1]
            for tree in self.reader.trees.values()
            for node in nodes(tree)
            if node[0] == "item"
        }
        lists = self.reader.lists
        return {name: lists[name] for name in lists if name in used | looked_up}

    def finish(self):
        for group in self.groups:
            name = group.row.get("name")
            if group.repeat:
                message = _("the repeat “%(name)s” is not closed", name=name)
                remedy = _("Add an end_repeat row.")
            else:
                message = _("the group “%(name)s” is not closed", name=name)
                remedy = _("Add an end_group row.")
            self.reader.add_problem(group.row, "type", message, remedy)
        taken = set()
        return tuple(
            Section(_free(taken, name), label, tuple(screens), relevance)
            for name, label, relevance, screens in self.sections
            if screens
        )


def _free(taken, wanted):
    """The name of a section, or one like it that no other section has."""
    first = name = wanted or DEFAULT_SECTION
    number = 1
    while name in taken:
        number += 1
        name = f"{first}_{number}"
    taken.add(name)
    return name
