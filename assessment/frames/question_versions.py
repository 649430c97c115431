"""The wording and answer choices with which an indicator's questions were asked.

Two rounds are compared only where these are the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from assessment.frames.children import versions_used
from assessment.frames.measures import compile_measures
from surveys.engine.compiled_questions import PRIVACY, gates
from surveys.engine.expressions import Tree, references
from surveys.instruments.versions import instrument_of

if TYPE_CHECKING:
    from analysis.comparison.change_between_rounds import QuestionVersion
    from assessment.models import Indicator
    from surveys.engine.instrument import Instrument
    from surveys.models import Round

CONSENT = "x_consent"


def questions(
    round: Round,
    source: str,
    indicators: Sequence[Indicator],
    versions: Collection[int] | None = None,
) -> Mapping[str, QuestionVersion]:
    """Indicator → its questions as the round's interviews asked them.

    versions: keys of the instrument versions that ask them; None for all of the round.

    Of the words those of the instrument's own language: a better translation is the
    same question. Two versions with other words are another question than either.
    """
    from analysis.comparison.change_between_rounds import QuestionVersion

    instruments = _instruments(round, source, versions)
    questions_by_indicator = {}
    for indicator, measure in zip(
        indicators, compile_measures(indicators), strict=True
    ):
        wordings = sorted(
            {
                _wording(instrument, measure.names, indicator)
                for instrument in instruments
            }
        )
        questions_by_indicator[indicator.pk] = QuestionVersion(
            indicator.pk,
            hashlib.sha256("\n".join(wordings).encode()).hexdigest(),
            _codes(instruments, measure.names),
        )
    return questions_by_indicator


def _instruments(
    round: Round, source: str, versions: Collection[int] | None
) -> list[Instrument]:
    return [
        instrument_of(version)
        for version in versions_used(round, source)
        if versions is None or version.pk in versions
    ]


def conditional_indicators(
    round: Round,
    source: str,
    indicators: Sequence[Indicator],
    versions: Collection[int] | None = None,
) -> frozenset[str]:
    """Indicators whose questions are put only to some, for what they said before.

    That somebody agreed, and that nobody can hear, is asked of everybody.
    """
    instruments = _instruments(round, source, versions)
    return frozenset(
        indicator.pk
        for indicator, measure in zip(
            indicators, compile_measures(indicators), strict=True
        )
        if any(
            gating_questions(instrument, measure.names) for instrument in instruments
        )
    )


def gating_questions(instrument: Instrument, names: Sequence[str]) -> set[str]:
    """The questions that decide whether others are asked.

    One that alone stops the interview decides nothing among those who went on.
    """
    trees = [
        tree
        for name in names
        if instrument.has(name)
        for tree in gates(instrument, instrument.question(name))
    ]
    return _names(trees) - _stopping_questions(instrument)


def _names(trees: Sequence[Tree]) -> set[str]:
    """Questions in conditions; that somebody agreed is a condition of everything."""
    named = {name for tree in trees for name in references(tree)}
    return named - {CONSENT, PRIVACY}


def _stopping_questions(instrument: Instrument) -> set[str]:
    """The questions that each stop an interview by themselves, such as the age."""
    stops = [
        _names(gates(instrument, question))
        for question in instrument.questions()
        if question.outcome
    ]
    return {name for names in stops if len(names) == 1 for name in names}


def _wording(instrument: Instrument, names: Sequence[str], indicator: Indicator) -> str:
    """One text of everything that makes the question what it is."""
    language = instrument.default_language
    labels = [
        [name, instrument.question(name).label.get(language, "")]
        for name in names
        if instrument.has(name)
    ]
    rule = [indicator.statistic, indicator.numerator, indicator.denominator]
    return json.dumps([rule, labels], ensure_ascii=False)


def _codes(instruments: Sequence[Instrument], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                f"{name}: {choice.code}"
                for instrument in instruments
                for name in names
                if instrument.has(name)
                for choice in instrument.question(name).choices
            }
        )
    )
