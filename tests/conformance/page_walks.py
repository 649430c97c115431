"""Random interviews, screen by screen, by the wizard's form and by the tablet's page.

The same strings are typed into both; after every button both must hold the same
answers, the same raw text, the same problems, and lead to the same screen.
"""

import random
from datetime import date
from functools import partial
from types import SimpleNamespace

from django.http import QueryDict

from surveys.engine.compiled_questions import PRIVACY
from surveys.engine.defaults import answers_at_start
from surveys.engine.instrument import QuestionType
from surveys.engine.journey import REASON, REASONS, Journey
from surveys.engine.relevance import OVERHEARD
from surveys.engine.repeats import without_instance
from surveys.instruments.screen_fragments import month_names
from surveys.interviews.breaks.ending import left_open
from surveys.interviews.draft_storage import REMOVED, merged
from surveys.interviews.forms import ABOUT, ScreenForm, as_posted
from tests.conformance.chance import TEXTS
from tests.conformance.node import Twin, differ
from tests.conformance.tables import NUMBER
from tests.surveys.instruments.shipped.plan import TODAY, guess, opening_of
from tests.surveys.xlsform.workbooks import instrument_from

MOST_SCREENS = 400
ODD = (
    *("a word", "Mr Smith said so", "call 0612345678", "on 3 May 2024", "٣٤", " 7 "),
    *(
        "-0",
        "1e3",
        "12,5",
        "state:refused",
        "state:not_reached",
        "",
        "\u00a0",
        "a\r\nb",
    ),
)
MONTHS = ("3", "mars", "Févr.", "March", "٣", "may", "avril", "13", "", "Smarch")
TWO_STATES = ["state:refused", "state:does_not_know"]
# Every kind of question, also those that no shipped instrument has.
EVERY_KIND = "every kind"
ALL_KINDS = instrument_from(
    """
| type | name | label::English (en) | relevant | choice_filter | constraint | appearance | parameters | calculation | trigger | required | default |
| date | born | Born? | | | | | | | | | |
| date | came | Came? | | | . <= today() | month-year | | | | | today() |
| date | left | Left? | | | | year | | | | yes | |
| rank need | order | In order? | | | | | | | | | |
| range | pain | How much? | | | | | start=0 end=10 step=2 | | | | 4 |
| acknowledge | read | Read this | | | | | | | | | |
| select_one land | land | Where? | | | | | | | | | |
| select_one town | town | Town? | | land=${land} | | minimal | | | | | |
| decimal | money | How much? | | | . >= 0 | | | | | | 2.5 |
| time | hour | When? | | | | | | | | | |
| dateTime | moment | When? | | | | | | | | | |
| text | words | Words? | ${pain} != 10 | | | | | | | | |
| calculate | first | | | | | | | once(${money}) | | | |
| calculate | late | | | | | | | ${pain} * 2 | ${land} | | |
| begin_repeat | child | Child | | | | | | | | | |
| text | child_name | Name? | | | | | | | | | Child |
| integer | age | Age? | | | . < 18 | | | | | yes | ${pain} + 1 |
| begin_repeat | school | School | ${age} > 5 | | | | | | | | |
| text | school_name | Which? | | | | | | | | | concat(${child_name}, ' goes') |
| date | since | Since? | | | | month-year | | | | | |
| end_repeat | | | | | | | | | | | |
| end_repeat | | | | | | | | | | | |
| select_multiple need | had | What? | | | | | | | | | food |
""",  # noqa: E501
    """
| list_name | name | label::English (en) | land | daa_state |
| land | ke | Kenya | | |
| land | ne | Niger | | |
| land | dk | Does not know | | does_not_know |
| town | nairobi | Nairobi | ke | |
| town | mombasa | Mombasa | ke | |
| town | niamey | Niamey | ne | |
| need | food | Food | | |
| need | water | Water | | |
| need | help | Help | | |
""",
)
DRAFT = SimpleNamespace(language="fr", second_language="")


class Page:
    """The page of a tablet, in node."""

    def __init__(self, instruments):
        self.twin = Twin("page.mjs")
        self.twin.ask(act="months", names=month_names())
        for name, instrument in instruments.items():
            self.twin.ask(act="load", name=name, compiled=instrument.to_json())

    def ask(self, act, **request):
        return self.twin.ask(act=act, **request)

    def close(self):
        self.twin.close()


class PairedWalk:
    """One random person at both; `unlike` is what differed first, or None."""

    def __init__(self, page, name, instrument, seed):
        self.page, self.instrument = page, instrument
        self.dice = random.Random(seed)
        self.today: date = TODAY
        self.journey_for = partial(Journey, instrument, today=TODAY, seed=NUMBER)
        self.usual = (opening_of(name) if name != EVERY_KIND else {}) | {
            "x_still_ok": "yes"
        }
        known, self.unchecked = self._modules(), {}
        self.answers = answers_at_start(instrument, known, self.journey_for)
        self.screens, self.compared, self.unlike = 0, 0, None
        day = {"today": str(TODAY), "seed": NUMBER}
        other = page.ask("begin", name=name, answers=known, **day)
        self._compare("begin", self.answers, other["answers"])
        self._walk()

    def _modules(self):
        codes = [choice.code for choice in self.instrument.modules]
        chosen = [code for code in codes if self.dice.random() < 0.5]
        question = self.instrument.modules_question
        return {question: chosen or ["none"]} if codes else {}

    @property
    def journey(self):
        return self.journey_for(self.answers)

    def _merged(self, accepted):
        return merged(self.instrument, self.answers, accepted, self.journey_for)

    def _walk(self):
        screens = self.journey.screens()
        name = screens[0].name if screens else None
        while name and self.screens < MOST_SCREENS and not self.unlike:
            self.screens += 1
            step = self.journey.step(name)
            name = self._list(step) if step.roster else self._screen(step)
            if self.dice.random() < 0.02:
                self._somebody_came_in()
        if self.dice.random() < 0.3 and not self.unlike:
            self._leave_open()
        if not self.unlike:
            self._compare("stored", self.journey.stored(), self.page.ask("stored"))

    # -- one screen --------------------------------------------------------------------

    def _screen(self, step):
        """The name of the screen that comes next at both."""
        shown = self._form(step, None)
        self._compare(
            "fields",
            [[k, as_posted(self.answers.get(k), q)] for k, q in self._asked(shown)],
            self.page.ask("fields", screen=step.name),
        )
        for attempt in range(4):
            typed = self._typed(shown, step, careful=attempt > 1)
            if self.dice.random() < 0.5:
                shown, typed = self._change(step, shown, typed, careful=attempt > 1)
            go = self.dice.choices(("continue", "save", "clear"), (20, 2, 1))[0]
            form = self._post(step, typed, go)
            if self.unlike or (go == "continue" and form.is_valid()):
                break
            shown = form if form.soft else self._form(step, None)
        else:
            self._post(step, self._typed(shown, step, careful=True), "save")
        following = self.journey.next_screen(step.name)
        return following.name if following else None

    def _change(self, step, shown, typed, *, careful):
        """Answers are tapped, and what they ask for is answered on the same screen.

        The wizard asks for it after a save; the page at once. (form, what is typed)
        """
        other = self.page.ask("change", screen=step.name, typed=typed)
        form = self._form(step, typed)
        form.full_clean()
        answers = self._merged(form.accepted())
        before, after = self._offers(self.answers, step), self._offers(answers, step)
        self._compare((step.name, "change"), before != after, other["changes"])
        if before == after:
            return shown, typed
        pending = self.unchecked.items()
        raw = {k: v for k, v in pending if k not in form.accepted()}
        self.answers, self.unchecked = answers, raw | form.unchecked()
        mine = {"answers": self.answers, "unchecked": self.unchecked}
        self._compare((step.name, typed), mine, {name: other[name] for name in mine})
        shown = self._form(step, None)
        return shown, self._typed(shown, step, careful=careful) | typed

    def _offers(self, answers, step):
        """What a screen asks and offers: (key, codes)."""
        journey = self.journey_for(answers)
        form = ScreenForm(
            instrument=self.instrument,
            step=step,
            draft=DRAFT,
            answers=answers,
            journey_for=self.journey_for,
        )
        return [
            (key, [choice.code for choice in journey.offered(key)])
            for key, _question in self._asked(form)
        ]

    def _asked(self, form):
        return [(form.step.key(question), question) for question in form.questions]

    def _form(self, step, typed):
        data = None
        if typed is not None:
            data = QueryDict(mutable=True)
            for name, values in typed.items():
                data.setlist(name, values)
        return ScreenForm(
            data=data,
            instrument=self.instrument,
            step=step,
            draft=DRAFT,
            answers=self.answers,
            journey_for=self.journey_for,
        )

    def _post(self, step, typed, go):
        """Press a button at both, as InterviewWizard does, and compare what is held."""
        form = self._form(step, typed)
        valid = form.is_valid()
        accepted, raw = form.accepted(), form.unchecked()
        if go == "clear":
            accepted, raw = dict.fromkeys(form.fields), {}
        if go != "continue" or valid:
            pending = {k: v for k, v in self.unchecked.items() if k not in accepted}
            self.answers = self._merged(accepted)
            self.unchecked = pending | raw
        problems = {key: found.as_data()[0].code for key, found in form.errors.items()}
        following = self.journey.next_screen(step.name)
        mine = {
            "problems": problems,
            "soft": list(form.soft),
            "answers": self.answers,
            "unchecked": self.unchecked,
            "next": following.name if following else "",
        }
        other = self.page.ask("screen", screen=step.name, typed=typed, go=go)
        where = step.name, typed, go
        self._compare(where, mine, {name: other[name] for name in mine})
        return form

    # -- what is typed -----------------------------------------------------------------

    def _typed(self, form, step, *, careful):
        typed = {}
        for key, question in self._asked(form):
            if question.type == QuestionType.NOTE:
                continue
            posted = self._posted(question, careful)
            typed[key] = posted
            if question.soft_constraint and self.dice.random() < (
                0.9 if careful else 0.5
            ):
                about = posted if careful or self.dice.random() < 0.8 else ["7"]
                typed[key + ABOUT] = about[:1]
                odd = () if careful else ("because",)
                typed[key + REASON] = [self.dice.choice((*REASONS, *odd))]
        return typed

    def _posted(self, question, careful):
        if question.name in self.usual and self.dice.random() < 0.95:
            return [self.usual[question.name]]
        if not careful and self.dice.random() < 0.03:
            return TWO_STATES
        if not careful and self.dice.random() < 0.12:
            return self.dice.sample((*ODD, *TEXTS), self.dice.choice((0, 1, 1, 2)))
        match question.type:
            case QuestionType.DATE:
                day = self.dice.choice(("", "7", "31", "٧"))
                return [
                    day,
                    self.dice.choice(MONTHS),
                    self.dice.choice(("2024", "1999", "x")),
                ][-self.dice.choice((1, 2, 3, 3)) :]
            case QuestionType.RANK:
                codes = [c.code for c in question.choices if c.state is None]
                return self.dice.sample(codes, len(codes))
            case QuestionType.ACKNOWLEDGE:
                return ["OK"]
            case QuestionType.RANGE:
                return [str(self.dice.randint(0, 10))]
            case QuestionType.TIME:
                return [self.dice.choice(("09:30", "24:00"))]
            case QuestionType.DATETIME:
                return [self.dice.choice(("2024-02-29T09:30", "2023-02-29T09:30"))]
        posted = as_posted(guess(question, self.dice, self.usual), question)
        if question.type == QuestionType.INTEGER and self.dice.random() < 0.1:
            return [
                text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
                for text in posted
            ]
        return posted

    # -- lists, privacy, the end -------------------------------------------------------

    def _list(self, step):
        for _tap in range(self.dice.choice((0, 1, 2, 3))):
            count = self.journey.count_of(step.screen.roster, step.instance)
            if count and self.dice.random() < 0.4:
                self._remove(step, self.dice.randint(1, count))
            else:
                self.answers = self._merged({step.roster: count + 1})
                self._compare_list(step, "add")
                for inner in self._inside(step, count + 1):
                    if not self.unlike:
                        self._screen(inner)
        count = self.journey.count_of(step.screen.roster, step.instance)
        self.answers = self._merged({step.roster: count})
        self.unchecked.pop(step.roster, None)
        self._compare_list(step, "continue")
        following = self.journey.next_screen(step.name)
        return following.name if following else None

    def _inside(self, step, place):
        instance = (*step.instance, place)
        return [
            inner
            for inner in self.journey.screens()
            if inner.instance[: len(instance)] == instance
            and inner.screen.repeats[: len(instance)][-1:] == (step.screen.roster,)
            and not inner.roster
        ]

    def _remove(self, step, place):
        repeat = step.screen.roster
        left = without_instance(
            self.instrument, self.answers, repeat, step.instance, place
        )
        gone = dict.fromkeys(self.answers.keys() - left.keys())
        raw = without_instance(
            self.instrument, self.unchecked, repeat, step.instance, place
        )
        raw.pop(step.roster, None)
        left[step.roster + REMOVED] = left.get(step.roster + REMOVED, 0) + 1
        accepted = gone | left
        pending = {k: v for k, v in raw.items() if k not in accepted}
        self.answers = self._merged(accepted)
        self.unchecked = pending | raw
        self._compare_list(step, f"remove:{place}")

    def _compare_list(self, step, go):
        other = self.page.ask("list", screen=step.name, go=go)
        mine = {"answers": self.answers, "unchecked": self.unchecked}
        self._compare((step.name, go), mine, {name: other[name] for name in mine})

    def _somebody_came_in(self):
        if PRIVACY not in self.answers or self.unlike:
            return
        for code in (OVERHEARD, self.dice.choice(("full", "hear", OVERHEARD))):
            self.answers = self.answers | {PRIVACY: code}
            other = self.page.ask("privacy", code=code)
            self._compare("privacy", self.answers, other["answers"])

    def _leave_open(self):
        self.answers = self.answers | left_open(self.journey)
        self._compare("left open", self.answers, self.page.ask("leave")["answers"])

    def _compare(self, where, mine, other):
        self.compared += 1
        if not self.unlike and differ(mine, other):
            self.unlike = {"at": where, "python": mine, "page": other}
