"""Answers that a text names: “Is ${name} at school?”. Twin: answers_in_texts.js."""

import html

from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

from surveys.engine.instrument import split_key
from surveys.instruments.answer_labels import as_text
from surveys.instruments.markup import NAMED

GAP = "…"  # in place of an answer that is missing


def named_in(labels):
    """The names in labels, which are {language: text}."""
    texts = (text for label in labels for text in label.values() if "${" in text)
    return {name for text in texts for name in NAMED.findall(text)}


def without_answers(text):
    """A text on a page that has no answers: each that it names is a gap."""
    return NAMED.sub(GAP, text)


class AnswersInTexts:
    """Puts the answers of a journey into texts.

    A choice is named by its label in the language of the text. An answer that is
    missing, not asked, or not shown because somebody may hear leaves a gap.
    repeats, instance: where the text stands; the answers nearest to it are meant.
    """

    def __init__(self, journey, repeats=(), instance=()):
        self.journey, self.repeats, self.instance = journey, repeats, instance

    @classmethod
    def around(cls, journey, key):
        """For the texts of one question, by its key."""
        repeats = journey.instrument.question(key).repeats
        return cls(journey, repeats, split_key(key)[1])

    def plain(self, text, language):
        """A text that is no HTML."""
        return NAMED.sub(lambda name: self._answer(name[1], language), text)

    def html(self, text, language):
        """A text that is rendered already, in which an answer is no markup."""

        def answer(name):
            return escape(self._answer(html.unescape(name[1]), language))

        return mark_safe(NAMED.sub(answer, text))  # noqa: S308 - escaped above

    def _answer(self, name, language):
        instrument = self.journey.instrument
        key = self.journey.nearest(name, self.repeats, self.instance)
        if not instrument.has(name) or not self.journey.read(key):
            return GAP
        with translation.override(language):
            text = as_text(
                self.journey.answer(key),
                instrument.question(name),
                language,
                instrument.default_language,
            )
        return without_answers(" ".join(text.split()))
