"""The same seam: with which words and answers an indicator's questions were asked.

Two rounds are compared only where these are the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assessment.child_frames import versions_used
from assessment.frames import measures
from surveys.services import instrument_of

if TYPE_CHECKING:
    from analysis.change import Question
    from assessment.models import Indicator
    from surveys.engine.instrument import Instrument
    from surveys.models import Round


def questions(
    round: Round, source: str, indicators: Sequence[Indicator]
) -> Mapping[str, Question]:
    """Indicator → its questions as the round's interviews asked them.

    Of the words those of the instrument's own language: a better translation is the
    same question. Two versions with other words are another question than either.
    """
    from analysis.change import Question

    asked = [instrument_of(one) for one in versions_used(round, source)]
    found = {}
    for indicator, measure in zip(indicators, measures(indicators), strict=True):
        said = sorted({_said(one, measure.names, indicator) for one in asked})
        found[indicator.pk] = Question(
            indicator.pk,
            hashlib.sha256("\n".join(said).encode()).hexdigest(),
            _codes(asked, measure.names),
        )
    return found


def _said(asked: Instrument, names: Sequence[str], indicator: Indicator) -> str:
    """One text of everything that makes the question what it is."""
    language = asked.default_language
    labels = [
        [name, asked.question(name).label.get(language, "")]
        for name in names
        if asked.has(name)
    ]
    rule = [indicator.statistic, indicator.numerator, indicator.denominator]
    return json.dumps([rule, labels], ensure_ascii=False)


def _codes(asked: Sequence[Instrument], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                f"{name}: {choice.code}"
                for one in asked
                for name in names
                if one.has(name)
                for choice in one.question(name).choices
            }
        )
    )
