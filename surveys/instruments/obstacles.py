"""What keeps a form from being stored, and what a version needs before publishing.

Checking a file, the upload page, loading and publishing all ask here, so that they say
the same.
"""

import re
from collections.abc import Collection

from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.instrument import QuestionType
from surveys.engine.translatable import Sentence
from surveys.engine.translatable import sentence as _
from surveys.instruments import media
from surveys.instruments.identity_questions import questions_of_identity
from surveys.models import Instrument, InstrumentVersion
from surveys.xlsform.problem import SheetProblem

MOST_NAMES = 20
SOURCE = "daa::source"  # the column of the settings sheet that says who answers
AGREEMENT = re.compile(
    r"(?:^|_)(?:consent|agree|assent|accord(?![a-z])|consentimiento)", re.IGNORECASE
)
AGREEMENT_TYPES = (
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
    QuestionType.ACKNOWLEDGE,
)
ABOUT_PERSONS = (Instrument.Source.MIGRANT, Instrument.Source.CHILD)


def against_storing(definition: CompiledInstrument, source: str) -> SheetProblem | None:
    """The problem that keeps a form from being stored; None when it can be.

    An instrument keeps its source: figures of two sources are never pooled.
    """
    if source not in Instrument.Source.values:
        return _of_settings(
            SOURCE,
            source,
            _("it is not said who answers this instrument"),
            _(
                "Choose it, or write it under daa::source on the settings sheet:"
                " %(sources)s.",
                sources=", ".join(Instrument.Source.values),
            ),
        )
    instrument = Instrument.objects.filter(code=definition.id).first()
    if instrument is None:
        return None
    if instrument.source != source:
        return _of_settings(
            "form_id",
            definition.id,
            _(
                "“%(code)s” is already an instrument for another group of people"
                " (%(source)s)",
                code=definition.id,
                source=instrument.get_source_display(),
            ),
            _("Give this one another form_id."),
        )
    stored = instrument.versions.filter(version=definition.version).first()
    if stored is None or stored.fingerprint == definition.fingerprint:
        return None
    return _of_settings(
        "version",
        definition.version,
        _(
            "version %(version)s of %(instrument)s is already saved with other content",
            version=definition.version,
            instrument=definition.id,
        ),
        _("Give the settings sheet a new version."),
    )


def _of_settings(
    column: str, value: str, message: Sentence, remedy: Sentence
) -> SheetProblem:
    return SheetProblem("settings", 2, column, value, message, remedy)


def against_publishing(
    definition: CompiledInstrument, source: str, files: Collection[str] = ()
) -> list[Sentence]:
    """What is missing before a version can be checked and published.

    files: names of the pictures and sounds that were sent already.
    """
    missing = []
    if definition.has_respondent and not definition.has("x_consent"):
        missing.append(
            _(
                "The survey sheet has no question x_consent. Agreement comes before"
                " the first question: add the common opening block, as the shipped"
                " instruments have it."
            )
        )
        own = _own_agreement(definition)
        if own:
            missing.append(
                _(
                    "The question “%(name)s” seems to ask for agreement too. With the"
                    " opening block, people would be asked twice: its row can be taken"
                    " out, and x_consent written wherever it is read.",
                    name=own,
                )
            )
    asking = questions_of_identity(definition) if source in ABOUT_PERSONS else []
    if asking:
        names = ", ".join(question.name for question in asking)
        missing.append(
            _(
                "These questions ask who somebody is: %(names)s. Interviews with"
                " migrants and children hold no names, numbers or addresses. Take the"
                " questions out, or offer choices.",
                names=names,
            )
        )
    absent = sorted(media.media_names(definition).keys() - set(files))
    if absent:
        names = ", ".join(absent[:MOST_NAMES])
        missing.append(
            _("These pictures or sounds are missing: %(names)s.", names=names)
        )
    return missing


def _own_agreement(definition: CompiledInstrument) -> str:
    """The first question that asks for agreement by its name, "" where none does."""
    names = (q.name for q in definition.questions() if q.type in AGREEMENT_TYPES)
    return next((name for name in names if AGREEMENT.search(name)), "")


def files_of(definition: CompiledInstrument) -> set[str]:
    """Names of the pictures and sounds that are stored with the same form."""
    same = InstrumentVersion.objects.filter(fingerprint=definition.fingerprint)
    return set(same.filter(media__isnull=False).values_list("media__name", flat=True))
