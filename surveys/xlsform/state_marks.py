"""Choices that stand for a reserved state: marked by the author, never by their code.

“ref” may be “refused” in one form and “refugee” in another.
"""

import re

from surveys.engine.translatable import sentence as _
from surveys.engine.values import ReservedState

# pyxform takes no “::” on the choices sheet but in columns that it knows.
STATE_COLUMN = "daa_state"
MARKS = tuple(
    str(state) for state in ReservedState if state != ReservedState.NOT_REACHED
)
# Every question offers these, so that a choice that says the same stands there twice.
OFFERED = {
    ReservedState.DOES_NOT_KNOW: _("Don’t know"),
    ReservedState.REFUSED: _("Prefer not to answer"),
}
MOST_SHOWN = 10  # choices in one note
SAYINGS = {
    ReservedState.DOES_NOT_KNOW: (
        *("don't know", "i don't know", "do not know", "i do not know"),
        *("doesn't know", "does not know", "ne sait pas", "je ne sais pas"),
        *("no sabe", "no sé", "no lo sé", "لا أعرف", "لا يعرف", "لا تعرف"),
    ),
    ReservedState.REFUSED: (
        *("refused", "refused to answer", "refuse to answer", "refuses to answer"),
        *("declined to answer", "prefer not to answer", "i prefer not to answer"),
        *("prefers not to answer", "prefer not to say", "i prefer not to say"),
        *("refus", "refus de répondre", "refuse de répondre", "a refusé de répondre"),
        *("préfère ne pas répondre", "je préfère ne pas répondre"),
        *("ne souhaite pas répondre", "ne veut pas répondre"),
        *("prefiere no responder", "prefiere no contestar", "prefiero no responder"),
        *("se niega a responder", "أفضل عدم الإجابة", "رفض الإجابة"),
    ),
    ReservedState.NOT_APPLICABLE: (
        *("not applicable", "n/a", "does not apply", "doesn't apply"),
        *("sans objet", "non applicable", "ne s'applique pas", "no aplica"),
        *("no corresponde", "لا ينطبق"),
    ),
}
STATES = {saying: state for state, sayings in SAYINGS.items() for saying in sayings}


def read_state(row):
    """(the state that the author marked or None, problems) of a row of choices."""
    mark = "_".join(row.get(STATE_COLUMN).lower().split())
    if not mark or mark in MARKS:
        return mark or None, []
    message = _("“%(text)s” is not a state", text=row.get(STATE_COLUMN)[:40])
    remedy = _("Write one of: %(names)s.", names=", ".join(MARKS))
    return None, [row.problem(STATE_COLUMN, message, remedy)]


def same_state_twice(row, choices, state):
    """A problem where another choice of the list stands for the same state."""
    other = next((c.code for c in choices.values() if state and c.state == state), "")
    if other and other != row.get("name"):
        message = _(
            "“%(code)s” and “%(other)s” of one list both stand for %(state)s",
            code=row.get("name"),
            other=other,
            state=state,
        )
        yield row.problem(STATE_COLUMN, message, _("Mark one of them only."))


def unmarked_states(instrument):
    """Notes: choices whose words say a state, and which are kept as answers."""
    choices_of = {}
    for name, choices in instrument.lists.items():
        for choice in choices:
            state = None if choice.state else _said(choice)
            if state:
                choices_of.setdefault(state, []).append(f"{choice.code} ({name})")
    for state, choices in choices_of.items():
        shown = [*choices[:MOST_SHOWN], *(["…"] if choices[MOST_SHOWN:] else [])]
        yield _note(state, ", ".join(shown))


def _note(state, choices):
    marks = {"choices": choices, "state": str(state), "column": STATE_COLUMN}
    if state in OFFERED:
        return _(
            "choices sheet: these choices say the same as “%(answer)s”, which we offer"
            " below each question: %(choices)s. It then stands twice on the screen, and"
            " that of the form is counted as an answer. Write %(state)s beside them in"
            " a column %(column)s: then it stands there once, and is counted apart.",
            answer=OFFERED[state],
            **marks,
        )
    return _(
        "choices sheet: these choices say that there is no answer, and are counted"
        " as answers: %(choices)s. If you want them counted apart, write %(state)s"
        " beside them in a column %(column)s.",
        **marks,
    )


def _said(choice):
    """The state that the label of a choice says in some language, or None."""
    texts = (_plain(text) for text in choice.label.values())
    return next((STATES[text] for text in texts if text in STATES), None)


def _plain(text):
    text = re.sub(r"\s+", " ", text.replace("’", "'").casefold())
    return text.strip(" .!()[]*_-–")
