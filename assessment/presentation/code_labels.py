"""Names of coded answers, as the questionnaire of a round has them."""

from django.utils.translation import get_language

from surveys.instruments.versions import instrument_of
from surveys.models import InstrumentVersion


class CodeNames(dict):
    """Code → name; a code that has no name is its own."""

    def __missing__(self, code):
        return code


def names(round, source, *questions):
    """Names of the codes of these questions, of the newest version that was used."""
    used = InstrumentVersion.objects.filter(
        interview__round=round, instrument__source=source
    )
    version = used.select_related("instrument").order_by("-pk").first()
    if version is None or not version.compiled.get("sections"):
        return CodeNames()
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    instrument = instrument_of(version)
    questions_by_name = {
        question.name: question
        for question in instrument.questions()
        if question.name in questions
    }
    return CodeNames(
        (choice.code, choice.label.get(language) or next(iter(choice.label.values())))
        for question in questions_by_name.values()
        for choice in question.choices
    )
