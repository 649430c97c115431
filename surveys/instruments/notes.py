"""Notes about a file, in the language of the reader."""

from django.utils.translation import gettext

from surveys.engine.translatable import Value, from_data, translated
from surveys.xlsform.examination import with_sentences


def spoken(sentence: Value) -> str:
    return translated(sentence, gettext)


def in_words(examined):
    """The answer of an examination as people read it."""
    return with_sentences(examined, spoken)


def notes_of(version):
    """The notes kept with a version; the oldest are plain English and stay so."""
    return [spoken(from_data(warning)) for warning in version.warnings]
