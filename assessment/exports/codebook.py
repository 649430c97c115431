"""The questions behind the figures, as people were asked them."""

from django.utils.translation import get_language

from assessment.exports.csv_text import text_table
from assessment.presentation.code_labels import set_versions
from surveys.instruments.answer_labels import without_card_number
from surveys.instruments.versions import instrument_of

FIELDS = (
    ("instrument", "string"),
    ("version", "string"),
    ("name", "string"),
    ("label_en", "string"),
    ("label_fr", "string"),
    ("type", "string"),
    ("choices", "string"),
    ("relevance", "string"),
    ("standards", "string"),
    ("repeat", "string"),
)
KEY = ("instrument", "version", "name")
WIDTHS = (16, 10, 18, 50, 50, 16, 60, 40, 20, 20)
CHOICE_FIELDS = (
    *FIELDS[:3],
    ("choice", "string"),
    ("label_en", "string"),
    ("label_fr", "string"),
)
CHOICE_KEY = ("instrument", "version", "name", "choice")
CHOICE_WIDTHS = (16, 10, 18, 16, 50, 50)


def lines(versions):
    """One line a question of each version.

    versions: the instrument versions that a set was computed with.
    """
    for instrument in _instruments(versions):
        for question in instrument.questions():
            yield _question(instrument, question)


def choice_lines(versions):
    """One line a choice of each question."""
    for instrument in _instruments(versions):
        for question in instrument.questions():
            for choice in question.choices:
                yield (
                    instrument.id,
                    instrument.version,
                    question.name,
                    choice.code,
                    without_card_number(_text(choice.label, "en")),
                    without_card_number(_text(choice.label, "fr")),
                )


def codebook_csv(reader):
    versions = set_versions(reader.figure_set)
    return text_table([name for name, _type in FIELDS], lines(versions))


def choices_csv(reader):
    versions = set_versions(reader.figure_set)
    return text_table([name for name, _type in CHOICE_FIELDS], choice_lines(versions))


def _instruments(versions):
    for version in sorted(versions, key=lambda v: (v.instrument.source, v.pk)):
        yield instrument_of(version)


def _question(instrument, question):
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    choices = "; ".join(
        f"{choice.code} = {without_card_number(_text(choice.label, language))}"
        for choice in question.choices
    )
    section, screen, _same = instrument.place_of(question.name)
    trees = [*section.relevance, *screen.relevance]
    if question.relevance:
        trees.append(question.relevance)
    return (
        instrument.id,
        instrument.version,
        question.name,
        _text(question.label, "en"),
        _text(question.label, "fr"),
        str(question.type),
        choices[:32_000],
        " and ".join(expression_text(tree) for tree in trees),
        " ".join(question.standards),
        " > ".join(question.repeats),
    )


def _text(labels, language):
    return labels.get(language) or next(iter(labels.values()), "")


TIED_TO_A_PLACE = {"position": "position(..)", "random": "random()", "uuid": "uuid()"}


def expression_text(tree):
    """A parsed expression as text again, for people who read the codebook."""
    match tree:
        case ["num", number]:
            return f"{number:g}"
        case ["str", text]:
            return f"'{text}'"
        case ["ref" | "each", name]:
            return f"${{{name}}}"
        case ["self"]:
            return "."
        case ["column", name]:
            return name
        case [("position" | "random" | "uuid") as name, _place]:
            return TIED_TO_A_PLACE[name]
        case ["item", name, test, column]:
            return f"instance('{name}')/root/item[{expression_text(test)}]/{column}"
        case ["neg", inner]:
            return f"-{expression_text(inner)}"
        case ["call", name, arguments]:
            texts = ", ".join(expression_text(argument) for argument in arguments)
            return f"{name}({texts})"
        case ["or" | "and" as word, left, right]:
            return f"({expression_text(left)} {word} {expression_text(right)})"
        case [operator, left, right]:
            return f"{expression_text(left)} {operator} {expression_text(right)}"
    return ""
