"""What is known before the first question: the interview begins with these answers."""

from __future__ import annotations

from typing import Any

from surveys.instruments.versions import instrument_of, modules_answer
from surveys.models import InstrumentVersion, Round, Selection

SPOKEN, CHOSEN = "x_lang", "m_recruit"
# Every k-th person may be of a list, of beds or at a door, and who was not chosen at
# random came by one of several ways: then the interviewer is asked.
HOW_CHOSEN: dict[str, str] = {
    Selection.LIST: "list",
    Selection.BED: "bed",
    Selection.ALL: "all",
}


def first_answers(
    version: InstrumentVersion,
    round: Round,
    *,
    selection: str = "",
    language: str = "",
    second_language: str = "",
) -> dict[str, Any]:
    """The answers that planning and set-up gave already; each can be corrected.

    1. The modules of the round.
    2. How the person was chosen, where the assignment says it in one way.
    3. The language of the talk, where the questions are read in one language alone.
    """
    answers: dict[str, Any] = {**modules_answer(version, round)}
    spoken = "" if second_language not in ("", language) else language
    instrument = instrument_of(version)
    for name, code in ((CHOSEN, HOW_CHOSEN.get(selection)), (SPOKEN, spoken)):
        if code and instrument.has(name) and instrument.question(name).choice(code):
            answers[name] = code
    return answers
