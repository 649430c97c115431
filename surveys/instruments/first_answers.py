"""What is known before the first question: the interview begins with these answers."""

from __future__ import annotations

from typing import Any

from surveys.instruments.versions import instrument_of, modules_answer
from surveys.models import InstrumentVersion, Round, Selection

CHOSEN = "m_recruit"
# Every k-th person may be of a list, of beds or at a door, and who was not chosen at
# random came by one of several ways: then the interviewer is asked.
HOW_CHOSEN: dict[str, str] = {
    Selection.LIST: "list",
    Selection.BED: "bed",
    Selection.ALL: "all",
}


def first_answers(
    version: InstrumentVersion, round: Round, *, selection: str = ""
) -> dict[str, Any]:
    """The answers that planning gave already; each can be corrected.

    1. The modules of the round.
    2. How the person was chosen, where the assignment says it in one way.
    """
    answers: dict[str, Any] = {**modules_answer(version, round)}
    instrument, code = instrument_of(version), HOW_CHOSEN.get(selection)
    if code and instrument.has(CHOSEN) and instrument.question(CHOSEN).choice(code):
        answers[CHOSEN] = code
    return answers
