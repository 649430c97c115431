"""The modules of an instrument on the page where a version is published."""

from dataclasses import dataclass

from django.utils.translation import get_language

from surveys.instruments.answer_labels import in_language
from surveys.instruments.versions import instrument_of, modules_of, newest_version


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """One module. lost: what stays unknown where a round leaves it out."""

    code: str
    label: str
    lost: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """A round in which a version can be published, or its modules changed."""

    round: object
    is_used: bool
    modules: list[ModuleLine]


def round_choices(version, rounds):
    """Rounds that use another version, and those whose modules can still be changed."""
    choices = [
        RoundChoice(
            round=round,
            is_used=newest_version(round, version.instrument_id) == version,
            modules=module_lines(version, round),
        )
        for round in rounds
    ]
    return [choice for choice in choices if choice.modules or not choice.is_used]


def module_lines(version, round):
    instrument = instrument_of(version)
    chosen = modules_of(version, round)
    texts = (get_language(), instrument.default_language)
    return [
        ModuleLine(
            code=choice.code,
            label=in_language(choice.label, *texts)[0],
            lost=in_language(choice.lost, *texts)[0],
            chosen=choice.code in chosen,
        )
        for choice in instrument.modules
    ]


def module_names(version, round):
    """The labels of the modules that a round asks, in the reader's language."""
    return [line.label for line in module_lines(version, round) if line.chosen]
