"""Flags of field quality as sentences: what is unusual, and why it matters."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import QualityFlag

MINUTE = 60
RANKS = {
    "look_first": gettext_lazy("Look first"),
    "look_soon": gettext_lazy("Look soon"),
    "good_to_know": gettext_lazy("Good to know"),
}
# kind → (what is unusual, why it matters)
TEXTS = {
    "short": (
        gettext_lazy(
            "It took %(minutes)d minutes; half of all took %(usual)d or more."
        ),
        gettext_lazy("Questions may have been left out, or not read aloud."),
    ),
    "long": (
        gettext_lazy(
            "It took %(minutes)d minutes; half of all took %(usual)d or less."
        ),
        gettext_lazy("Often a break. Or the tablet was left open."),
    ),
    "dont_know": (
        gettext_lazy("%(percent)s of answers are “don’t know”; of others %(others)s."),
        gettext_lazy("People may not trust, not understand, or not be given time."),
    ),
    "refused": (
        gettext_lazy("%(percent)s of questions were refused; of others %(others)s."),
        gettext_lazy("People may be afraid, or questions are asked in a hard way."),
    ),
    "same_in_grids": (
        gettext_lazy("%(percent)s of answers in tables are the same."),
        gettext_lazy("The rows of a table may not have been read one by one."),
    ),
    "long_run": (
        gettext_lazy("%(value)d answers in a row are the same."),
        gettext_lazy("The rows of a table may not have been read one by one."),
    ),
    "near_duplicate": (
        gettext_lazy("%(percent)s of answers are the same as in another interview."),
        gettext_lazy("One conversation may have been sent twice."),
    ),
    "alike_answers": (
        gettext_lazy(
            "Interviews of one interviewer are alike: %(percent)s of answers are equal,"
            " of others %(others)s."
        ),
        gettext_lazy("Answers may be invented, or one kind of person was asked."),
    ),
    "privacy": (
        gettext_lazy("In %(percent)s of interviews somebody could hear."),
        gettext_lazy("People answer otherwise when somebody listens."),
    ),
    "day_in_future": (
        gettext_lazy("The day is %(value)d days in the future."),
        gettext_lazy("The clock of the tablet may be wrong."),
    ),
    "before_round": (
        gettext_lazy("The day is %(value)d days before the round."),
        gettext_lazy("The clock of the tablet may be wrong, or it was practice."),
    ),
    "outside_plan": (
        gettext_lazy("%(value)d interviews; %(planned)d were assigned."),
        gettext_lazy("People who were not chosen by the plan change the weights."),
    ),
    "many_a_day": (
        gettext_lazy("%(value)d interviews of one interviewer on one day."),
        gettext_lazy("Nobody can do so many well."),
    ),
}


def flag_sentence(flag: QualityFlag) -> str:
    """What is unusual, with its numbers."""
    values = {
        "value": round(flag.value),
        "minutes": round(flag.value / MINUTE),
        "usual": round(flag.comparison / MINUTE),
        "planned": round(flag.comparison),
        "percent": _percent(flag.value),
        "others": _percent(flag.comparison),
    }
    return str(TEXTS[flag.kind][0]) % values


def why_it_matters(flag: QualityFlag) -> str:
    return str(TEXTS[flag.kind][1])


def _percent(share: float) -> str:
    return _("%(share)d%%") % {"share": round(100 * share)}
