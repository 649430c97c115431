"""Names of coded answers, as the questionnaires of a set of figures have them."""

from django.utils.translation import get_language

from surveys.instruments.answer_labels import without_card_number
from surveys.instruments.versions import instrument_of
from surveys.models import InstrumentVersion


class CodeNames(dict):
    """Code → name; a code that has no name is its own."""

    def __missing__(self, code):
        return code


def set_versions(figure_set):
    """The instrument versions that a set was computed with, the oldest first.

    They are named in the set, so that a version of later changes nothing in it.
    """
    versions = InstrumentVersion.objects.filter(uuid__in=figure_set.versions)
    return list(versions.select_related("instrument").order_by("pk"))


def text_of(labels):
    """A text of an instrument in the reader's language, else in its first one."""
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    return labels.get(language) or next(iter(labels.values()), "")


def choice_name(choice):
    """A choice in the reader's language, without its number on a show card."""
    return without_card_number(text_of(choice.label))


def names(figure_set, source, *questions):
    """Names of the codes of these questions, of the newest version that was used."""
    used = [
        version
        for version in set_versions(figure_set)
        if version.instrument.source == source
    ]
    return CodeNames(
        (choice.code, choice_name(choice))
        for version in used
        for question in instrument_of(version).questions()
        if question.name in questions
        for choice in question.choices
    )
