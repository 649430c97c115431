"""An instrument as its authors look at it: every question, in one language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from surveys.engine.instrument import Instrument, Language
from surveys.instruments.answer_labels import in_language, own_name
from surveys.instruments.markup import rendered
from surveys.instruments.versions import instrument_of
from surveys.xlsform.translation_coverage import COLUMNS, coverage_of

MOST_CHOICES = 60
MOST_NAMED = 40
COLUMN_NAMES = {
    "label": _("Questions"),
    "hint": _("Hints"),
    "guidance_hint": _("Guidance"),
    "constraint_message": _("Messages"),
    "choices label": _("Choices"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the language it is in, and whether the one asked for is missing."""

    text: str
    language: str
    direction: str
    missing: bool

    @property
    def html(self):
        return rendered(self.text)


class Preview:
    """The sections of a version, in the language asked for."""

    def __init__(self, version, tag):
        self.instrument = instrument_of(version)
        self.written = version.written
        self.tags = {language.tag: language for language in self.instrument.languages}
        self.tag = tag if tag in self.tags else self.instrument.default_language

    def text(self, labels):
        text, tag = in_language(labels, self.tag, self.instrument.default_language)
        direction = self.tags[tag].direction if tag in self.tags else "auto"
        return Text(text, tag, direction, bool(text) and tag != self.tag)

    @property
    def languages(self):
        return [
            {
                "tag": language.tag,
                "name": own_name(language),
                "direction": language.direction,
            }
            for language in self.instrument.languages
        ]

    def sections(self):
        return [
            {
                "name": section.name,
                "label": self.text(section.label),
                "relevant": self.written.get(section.name, {}).get("relevant", ""),
                "screens": [self._screen(screen) for screen in section.screens],
            }
            for section in self.instrument.sections
        ]

    def _screen(self, screen):
        alone = len(screen.questions) == 1 and screen.questions[0].name == screen.name
        return {
            "name": "" if alone else screen.name,
            "label": self.text(screen.label),
            "relevant": ""
            if alone
            else self.written.get(screen.name, {}).get("relevant", ""),
            "questions": [self._question(question) for question in screen.questions],
        }

    def _question(self, question):
        choices = [
            (choice.code, self.text(choice.label)) for choice in question.choices
        ]
        return {
            "name": question.name,
            "type": str(question.type),
            "required": question.required,
            "label": self.text(question.label),
            "hint": self.text(question.hint),
            "guidance": self.text(question.guidance),
            "message": self.text(question.constraint_message),
            "choices": choices[:MOST_CHOICES],
            "more_choices": max(0, len(choices) - MOST_CHOICES),
            "written": self.written.get(question.name, {}),
            "sensitivity": question.sensitivity,
            "distress": question.distress,
            "standards": question.standards,
            "sealed": question.sealed,
        }


def with_languages(versions):
    """(version, [(tag, own name of a language)]); the whole instrument is not read."""
    return [
        (
            version,
            [
                (language["tag"], own_name(Language(**language)))
                for language in version.spoken
            ],
        )
        for version in versions
    ]


def coverage_of_file(examined):
    """coverage_rows of a file that is not stored; none where it has problems."""
    if examined["instrument"] is None:
        return []
    return coverage_rows(Instrument.from_json(examined["instrument"]))


def coverage_rows(instrument):
    """One row a language; a cell is (n, m, the first of those that are missing)."""
    cells = {
        (coverage.language, coverage.column): coverage
        for coverage in coverage_of(instrument)
    }
    rows = []
    for language in instrument.languages:
        in_columns = [cells[language.tag, column] for column in COLUMNS]
        rows.append(
            {
                "name": own_name(language),
                "tag": language.tag,
                "direction": language.direction,
                "cells": [
                    {
                        "n": coverage.n,
                        "m": coverage.m,
                        "missing": coverage.missing[:MOST_NAMED],
                        "more": max(0, len(coverage.missing) - MOST_NAMED),
                    }
                    for coverage in in_columns
                ],
            }
        )
    return rows
