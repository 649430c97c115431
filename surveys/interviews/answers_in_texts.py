"""Answers that a text names: “Is ${name} at school?”. Twin: answers_in_texts.js."""

import re

from django.utils import translation

from surveys.engine.instrument import split_key
from surveys.instruments.answer_labels import as_text

REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
MARKDOWN = re.compile(r"[\\`*_&]")
GAP = "…"  # in place of an answer that is missing


def without_answers(text):
    """A text on a page that has no answers: each that it names is a gap."""
    return REFERENCE.sub(GAP, text)


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
        """A text without Markdown, or one that is shown as it is typed."""
        return REFERENCE.sub(lambda name: self._answer(name[1], language), text)

    def marked(self, text, language):
        """A text with Markdown, in which an answer stays as it was given."""

        def answer(name):
            return MARKDOWN.sub(r"\\\g<0>", self._answer(name[1], language))

        return REFERENCE.sub(answer, text)

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
        return " ".join(text.split())
