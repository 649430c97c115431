"""The words for answers, and for what is wrong with them."""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveys.engine.instrument import QuestionType
from surveys.engine.values import ReservedState, is_state, plain_number, whole_day
from surveys.instruments.markup import plain

STATE_LABELS = {
    ReservedState.DOES_NOT_KNOW: gettext_lazy("Don’t know"),
    ReservedState.REFUSED: gettext_lazy("Prefer not to answer"),
    ReservedState.NOT_ASKED_PRIVACY: gettext_lazy("Not asked: someone could hear"),
    ReservedState.NOT_APPLICABLE: gettext_lazy("Does not apply"),
    ReservedState.NOT_REACHED: gettext_lazy("Interview ended before this question"),
}
REASON_LABELS = {
    "sure": gettext_lazy("Yes, the person is sure"),
    "document": gettext_lazy("Yes, I read it on a document"),
    "estimate": gettext_lazy("It is an estimate"),
}
COMMON_BLOCK = "x_"  # filled by the interviewer; a safeguard is never skipped
TEXT_LENGTH = 2_000
CARD_NUMBER = re.compile(r"[0-9]+ – (?=[^0-9])")  # “3 – …”; not “18 – 24”


# code of a problem → the sentence about it
SENTENCES = {
    "constraint": gettext_lazy("This answer does not fit the question. Check it."),
    "unlikely": gettext_lazy("This is unusual. Change it, or say why it is right."),
    "unknown_choice": gettext_lazy(
        "“%(value)s” is not one of the answers. Choose from the list."
    ),
    "not_a_number": gettext_lazy("Write the answer in digits, such as 12."),
    "thousands": gettext_lazy(
        "“%(value)s” can be read in two ways. Write %(whole)s or %(part)s."
    ),
    "not_an_integer": gettext_lazy("Write the answer in digits, such as 12."),
    "out_of_range": gettext_lazy("The number must be between %(low)s and %(high)s."),
    "between_steps": gettext_lazy("Use steps of %(step)s."),
    "rank_incomplete": gettext_lazy("Put all %(whole)d in order. So far: %(placed)d."),
    "control_character": gettext_lazy(
        "The text contains a character we cannot save. Type it again."
    ),
    "not_a_date": gettext_lazy(
        "Write a date that exists. If the day or month is not known, leave it empty."
    ),
    "not_a_time": gettext_lazy("Write a time of day, such as 14:30."),
    "not_a_moment": gettext_lazy("Write a date that exists, with a time."),
    "both": gettext_lazy(
        "Choose an answer or one of the options at the end, not both."
    ),
}
# What was found in free text → what to write in its place.
IDENTIFYING = {
    "email": gettext_lazy("Remove the e-mail address. Write “an address” instead."),
    "coordinates": gettext_lazy("Remove the coordinates. Write “a place” instead."),
    "date": gettext_lazy(
        "Remove the exact date. Write the month and the year instead."
    ),
    "file": gettext_lazy("Remove the file number. Write “a file number” instead."),
    "phone": gettext_lazy("Remove the phone number. Write “a number” instead."),
    "number": gettext_lazy(
        "Remove the long number. Write “a number” instead. You may keep a sum of"
        " money, with its currency."
    ),
    "name": gettext_lazy(
        "Is this a person’s name? If so, write who it is, such as “a guard” or “my"
        " brother”."
    ),
}


def in_language(labels, language, default):
    """(text, language) of a label, in the language asked for where there is one."""
    if labels.get(language):
        return labels[language], language
    return labels.get(default, ""), default


def without_card_number(text):
    """A choice as tables print it: its number on the show card says nothing there."""
    return CARD_NUMBER.sub("", text, count=1) if CARD_NUMBER.match(text) else text


def own_name(language):
    """The name of a language in that language, as its speakers look for it."""
    try:
        return get_language_info(language.tag)["name_local"].capitalize()
    except KeyError:
        return language.name


def required_text(question):
    """What to do about a question without an answer; a safeguard has no way round."""
    if question.name.startswith(COMMON_BLOCK):
        return _("Choose an answer.")
    if question.choices:
        return _("Choose an answer, or choose Don’t know or Prefer not to answer.")
    return _("Write an answer, or choose Don’t know or Prefer not to answer.")


def problem_text(code, params, question, own=""):
    """One sentence: what is wrong and what to do. own: the instrument's own."""
    if code in ("constraint", "required", "unlikely") and own:
        return own
    if code == "required":
        return required_text(question)
    if code == "identifying":
        return " ".join(str(IDENTIFYING[kind]) for kind in params["kinds"])
    if code == "too_long":
        limit = int(params["limit"])
        return ngettext(
            "Shorten the text to %(limit)d character.",
            "Shorten the text to %(limit)d characters.",
            limit,
        ) % {"limit": limit}
    values = {**params, "value": str(params.get("value", ""))[:40]}
    return str(SENTENCES.get(code, SENTENCES["constraint"])) % values


def date_text(stored):
    """A date as people write it, as far as it is known."""
    day = date.fromisoformat(whole_day(stored))
    pattern = {4: "Y", 7: "F Y"}.get(len(stored), "DATE_FORMAT")
    return date_format(day, pattern)


def as_text(value, question, language, default) -> str:
    """A stored value as a person reads it on a check page."""
    if is_state(value):
        own = {c.state: c for c in question.choices if c.state}
        state = ReservedState(value["state"])
        if state in own:
            return in_language(own[state].label, language, default)[0]
        return str(STATE_LABELS[state])
    if question.type == QuestionType.ACKNOWLEDGE:
        return _("Read and understood")
    if question.type == QuestionType.DATE:
        return date_text(str(value))
    if isinstance(value, float):
        return plain_number(value)
    if not question.choices:
        return str(value)

    def label(code):
        choice = question.choice(code)
        return (
            plain(in_language(choice.label, language, default)[0]) if choice else code
        )

    if question.type == QuestionType.RANK:
        return ", ".join(f"{rank}. {label(code)}" for rank, code in enumerate(value, 1))
    if isinstance(value, list):
        return ", ".join(map(label, value))
    return label(str(value))
