"""What a page shows of each question: words, options, what is typed."""

import re
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.conf import settings
from django.utils import translation
from django.utils.functional import cached_property

from surveys.engine.compiled_questions import needed
from surveys.engine.instrument import QuestionType, lone_choices
from surveys.engine.journey import REASON
from surveys.engine.values import ReservedState, plain_number
from surveys.instruments.answer_labels import (
    COMMON_BLOCK,
    IDENTIFYING,
    REASON_LABELS,
    STATE_LABELS,
    TEXT_LENGTH,
    as_text,
    in_language,
)
from surveys.instruments.markup import plain, rendered
from surveys.interviews.answers_in_texts import AnswersInTexts, named_in
from surveys.interviews.date_parts import parts_of
from surveys.interviews.forms import STATE_PREFIX, STATES
from surveys.interviews.identity_rules import reads_for_identity
from surveys.interviews.identity_scan import found_in

OFFERED_STATES = (ReservedState.DOES_NOT_KNOW, ReservedState.REFUSED)
ORGANISATIONS = "[organisations]"  # the consent script names who asks
LONG_LIST = 40
MOST_STEPS = 11  # a range of so few values is shown as a row of buttons
GRID = ("list-nolabel", "list")
MOST_APART = 2  # questions that belong together stand in one table from here on
NUMBERS = ":numbers"
CARD = re.compile(r"^(\d+)\s+[–-]\s+")  # a choice that is answered by its number


@dataclass(frozen=True, slots=True)
class TextInLanguage:
    """A text with its language; `second` is the same text in the second language."""

    text: str
    language: str
    second: "TextInLanguage | None" = None
    missing: str = ""  # the name of the language that there is no text in
    image: str = ""
    audio: str = ""
    answers: AnswersInTexts | None = None  # for those that the text names

    @property
    def html(self):
        text = rendered(self.text)
        return self.answers.html(text, self.language) if self.answers else text

    @property
    def plain(self):
        text = plain(self.text)
        return self.answers.plain(text, self.language) if self.answers else text

    def without(self, start):
        """The same text without the card number that it begins with."""
        second = self.second
        if second is not None:
            match = CARD.match(second.text)
            second = replace(second, text=second.text[match.end() if match else 0 :])
        return replace(self, text=self.text.removeprefix(start), second=second)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: TextInLanguage
    checked: bool
    alone: bool = False  # of several choices, one that excludes the others


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a date."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What the question template shows."""

    key: str
    kind: str
    label: TextInLanguage
    hint: TextInLanguage
    note: bool
    options: list[Option]
    states: list[Option]
    text: str
    max_length: int
    problem: str
    distress: int
    observed: bool
    appearance: str = ""
    boxes: list[Box] = field(default_factory=list)
    placed: list[Option] = field(default_factory=list)
    reasons: list[Option] = field(default_factory=list)
    soft: str = ""
    searched: str = ""
    match_count: int = 0
    bounds: tuple[str, str, str] = ()
    scanned: bool = False  # read for what points to a person
    worked_out: bool = False  # by a calculation: shown, not typed
    notice: str = ""
    guidance: TextInLanguage | None = None

    @property
    def card(self):
        """(number, words, option) of choices that are answered by a number."""
        numbered = [(CARD.match(option.label.text), option) for option in self.options]
        if len(numbered) < MOST_APART or not all(match for match, _ in numbered):
            return []
        return [
            (match[1], option.label.without(match[0]), option)
            for match, option in numbered
        ]

    @property
    def one_tap(self):
        """Whether one tap answers it: a single choice, all of it on the screen."""
        return (
            self.kind in (QuestionType.SELECT_ONE, QuestionType.RANGE)
            and bool(self.options)
            and not (self.minimal or self.long or self.reasons)
        )

    @property
    def tap_alone(self):
        """Whether one tap can answer it though several can be chosen."""
        return self.multiple and not self.long

    @property
    def multiple(self):
        return self.kind == QuestionType.SELECT_MULTIPLE

    @property
    def chooses(self):
        """Answered from a list, even when nothing on the list is offered now."""
        return self.kind in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)

    @property
    def long(self):
        return self.match_count > LONG_LIST

    @property
    def minimal(self):
        return "minimal" in self.appearance and self.kind == QuestionType.SELECT_ONE

    @property
    def across(self):
        words = ("horizontal", "likert", "quick", "columns")
        scale = self.kind == QuestionType.RANGE
        return scale or any(word in self.appearance for word in words)


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions with the same choices, shown as short items under one stem."""

    questions: list[AskedQuestion]
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Whole numbers one below the other, with what is worked out of them."""

    questions: list[AskedQuestion]
    results: list[tuple[TextInLanguage, str, str]]  # label, value, key
    kind: str = "numbers"


class ShownScreen:
    """Makes what a page shows out of a form. searched: key → letters looked for.

    theirs: only the second language is shown, for the person to read.
    """

    def __init__(self, form, searched=None, *, theirs=False):
        self.form, self.instrument, self.draft = form, form.instrument, form.draft
        self.searched = searched or {}
        language, other = form.draft.language, form.draft.second_language
        self.theirs = theirs
        self.first, self.second = (
            (other or language, "") if theirs else (language, other)
        )

    @cached_property
    def questions(self):
        return [self._question(question) for question in self.form.questions]

    def parts(self):
        """Questions and grids, in order."""
        shown = {question.key: question for question in self.questions}
        for kind, group in groupby(self.form.questions, key=self._together):
            questions = [shown[self.form.step.key(question)] for question in group]
            if not kind or len(questions) < MOST_APART:
                yield from questions
            elif kind == NUMBERS:
                yield NumberTable(questions, self._results())
            else:
                yield Grid(questions)

    def _together(self, question):
        """What a question has in common with those that stand in a table with it."""
        table = "table-list" in self.form.step.screen.appearance
        marked = table or question.appearance in GRID
        plain = not (question.choice_filter or question.soft_constraint)
        if marked and plain and question.choices:
            return question.list_name
        number = question.type == QuestionType.INTEGER and not question.soft_constraint
        return NUMBERS if number else ""

    def _results(self):
        """Calculations of the screen that have a label: sums, and what is missing."""
        step, journey = self.form.step, self.form.journey
        return [
            (
                self.text(question.label),
                journey.read(step.key(question)),
                step.key(question),
            )
            for question in step.questions
            if question.type == QuestionType.CALCULATE
            and any(question.label.values())
            and journey.is_relevant(step.key(question))
        ]

    @property
    def asks_one(self):
        """Whether one question alone is to be answered, whatever else is said."""
        notes = [q.type == QuestionType.NOTE for q in self.form.questions]
        return notes.count(False) == 1

    @property
    def asks_something(self):
        """Whether there is an answer that could be cleared."""
        return any(q.type != QuestionType.NOTE for q in self.form.questions)

    @property
    def is_live(self):
        """Whether an answer may change what else stands on the same screen."""
        known = self.instrument.plans.setdefault("live screens", {})
        screen = self.form.step.screen
        if screen.name not in known:
            known[screen.name] = _is_live(self.instrument, screen)
        return known[screen.name]

    @property
    def for_interviewer(self):
        """Whether all of a screen is for the interviewer alone."""
        return all(question.observed for question in self.form.questions)

    @property
    def has_something_for_them(self):
        """Whether the screen asks or says something that the person may read."""
        return any(not question.observed for question in self.form.questions)

    def text(self, labels, media=None):
        default = self.instrument.default_language
        text, language = in_language(labels, self.first, default)
        image, audio = (
            in_language((media or {}).get(kind, {}), self.first, default)[0]
            for kind in ("image", "audio")
        )
        other, missing = self._for_the_other(labels), self._missing(labels)
        return TextInLanguage(
            text, language, other, missing, image, audio, self._answers
        )

    def _for_the_other(self, labels):
        if not self.second or not labels.get(self.second):
            return None
        return TextInLanguage(labels[self.second], self.second, answers=self._answers)

    @property
    def _answers(self):
        step = self.form.step
        return AnswersInTexts(self.form.journey, step.screen.repeats, step.instance)

    def _missing(self, labels):
        if not self.second or labels.get(self.second) or not any(labels.values()):
            return ""
        names = {language.tag: language.name for language in self.instrument.languages}
        return names.get(self.second, self.second)

    def _question(self, question):
        form, key = self.form, self.form.step.key(question)
        posted = form.current(key)
        plain = [v for v in posted if v not in STATES]
        problems = form.errors.get(key) if form.is_bound else None
        options, match_count = self._options(question, key, posted)
        label = {
            tag: text.replace(ORGANISATIONS, self.draft.organisation.name)
            for tag, text in question.label.items()
        }
        return AskedQuestion(
            key=key,
            kind=str(question.type),
            label=self.text(label, question.media),
            hint=self.text(question.hint),
            note=question.type == QuestionType.NOTE,
            options=options,
            states=self._states(question, posted),
            text=self._worked_out(question, key) or (plain[0] if plain else ""),
            max_length=question.max_length or TEXT_LENGTH,
            problem=problems[0] if problems else "",
            distress=question.distress,
            observed=question.observed,
            appearance=question.appearance,
            boxes=self._boxes(question, plain),
            placed=self._placed(question, options, plain),
            reasons=self._reasons(question, key),
            soft=form.soft.get(key, ""),
            searched=self.searched.get(key, ""),
            match_count=match_count,
            bounds=self._bounds(question),
            scanned=reads_for_identity(self.instrument, question),
            worked_out=question.is_worked_out,
            notice=self._notice(question, plain),
            guidance=self._guidance(question),
        )

    def _worked_out(self, question, key):
        if not question.is_worked_out or not self.form.journey.read(key):
            return ""
        value = self.form.journey.answer(key)
        return as_text(value, question, self.first, self.instrument.default_language)

    def _guidance(self, question):
        """What is for the interviewer alone; nothing where the person reads."""
        if self.theirs or not any(question.guidance.values()):
            return None
        text, language = in_language(
            question.guidance, self.first, self.instrument.default_language
        )
        return TextInLanguage(text, language, answers=self._answers)

    def _options(self, question, key, posted):
        """(the options that are shown, how many there are in all)."""
        if question.type == QuestionType.RANGE:
            values = range_values(question)
            shown = self._narrowed(key, values, posted, str)
            return [
                Option(value, TextInLanguage(value, ""), value in posted)
                for value in shown
            ], len(values)
        choices = {
            choice.code: choice
            for choice in self.form.journey.offered(key)
            if choice.state is None
        }

        def words(code):
            default = self.instrument.default_language
            return in_language(choices[code].label, self.first, default)[0]

        alone = lone_choices(question)
        return [
            Option(
                code,
                self.text(choices[code].label, choices[code].media),
                code in posted,
                code in alone,
            )
            for code in self._narrowed(key, [*choices], posted, words)
        ], len(choices)

    def _narrowed(self, key, codes, posted, words):
        """Of a long list, the codes whose words match the search and those chosen."""
        if len(codes) <= LONG_LIST:
            return codes
        wanted = self.searched.get(key, "").casefold().strip()
        hits = [code for code in codes if wanted and wanted in words(code).casefold()]
        found = set(hits)
        chosen = [code for code in codes if code in posted and code not in found]
        return [*chosen, *hits[:LONG_LIST]]

    def _states(self, question, posted):
        acknowledged = question.type == QuestionType.ACKNOWLEDGE
        own_block = question.name.startswith(COMMON_BLOCK)
        if question.observed or own_block or acknowledged or question.is_worked_out:
            return []
        own = {choice.state: choice for choice in question.choices if choice.state}
        offered = []
        for state in dict.fromkeys([*OFFERED_STATES, *own]):
            value = f"{STATE_PREFIX}{state}"
            label = self.text(own[state].label) if state in own else self._stated(state)
            offered.append(Option(value, label, value in posted))
        return offered

    def _stated(self, state):
        """The label of a reserved state, in the languages of the screen."""
        label = STATE_LABELS[ReservedState(state)]
        texts = {}
        for tag, _name in settings.LANGUAGES:
            with translation.override(tag):
                texts[tag] = str(label)
        text, language = in_language(texts, self.first, translation.get_language())
        return TextInLanguage(text, language, self._for_the_other(texts))

    def _boxes(self, question, plain):
        if question.type != QuestionType.DATE:
            return []
        parts = parts_of(question.appearance)
        return [
            Box(part, text)
            for part, text in zip(parts, [*plain, "", "", ""], strict=False)
        ]

    def _placed(self, question, options, plain):
        if question.type != QuestionType.RANK:
            return []
        by_code = {option.value: option for option in options}
        return [by_code[code] for code in plain if code in by_code]

    def _reasons(self, question, key):
        posted = self.form.current(key + REASON) if question.soft_constraint else []
        if not posted and key not in self.form.soft:
            return []
        return [
            Option(value, TextInLanguage(str(label), ""), value in posted)
            for value, label in REASON_LABELS.items()
        ]

    def _notice(self, question, plain):
        """The notice that an answer may hold a name, which may stay; or nothing."""
        scanned = plain and reads_for_identity(self.instrument, question)
        named = scanned and "name" in found_in(plain[0])
        return str(IDENTIFYING["name"]) if named else ""

    @property
    def identifying(self):
        """kind → sentence for the page's own scan, where it has text to scan."""
        scanned = any(
            reads_for_identity(self.instrument, question)
            for question in self.form.step.questions  # one may come at once
        )
        return IDENTIFYING.items() if scanned else ()

    def _bounds(self, question):
        if question.type != QuestionType.RANGE:
            return ()
        numbers = question.parameters
        return tuple(plain_number(numbers[name]) for name in ("start", "end", "step"))


def _is_live(instrument, screen):
    names = {question.name for question in screen.questions}
    if names & named_in([screen.label]):
        return True
    return len(names) > 1 and any(
        names & _rests_on(instrument, question) for question in screen.questions
    )


def _rests_on(instrument, question):
    """The questions that decide what a question shows, also through others."""
    labels = [question.label, question.hint, question.guidance]
    labels += [choice.label for choice in question.choices]
    needs = instrument.plans.setdefault("needed for a screen", {})
    found, waiting = set(), needed(instrument, question) | named_in(labels)
    while waiting:
        name = waiting.pop()
        if name not in found and instrument.has(name):
            found.add(name)
            if name not in needs:
                needs[name] = needed(instrument, instrument.question(name))
            waiting |= needs[name]
    return found


def range_values(question):
    """Every value of a short range; a long one is typed."""
    start, end, step = (question.parameters[name] for name in ("start", "end", "step"))
    step = abs(step) or 1.0
    count = int(abs(end - start) / step + 1e-9) + 1
    if count > MOST_STEPS:
        return []
    sign = 1 if end >= start else -1
    return [
        plain_number(round(start + sign * step * index, 9)) for index in range(count)
    ]
