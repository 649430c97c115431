"""The questions behind the figures, as people were asked them."""

from django.utils.translation import get_language

from surveys.instruments.answer_labels import without_card_number
from surveys.instruments.versions import instrument_of

WIDTHS = (16, 10, 18, 50, 50, 16, 60, 40, 20, 20)


def lines(versions):
    """One line a question of each version, under a header.

    versions: the instrument versions that a set was computed with.
    """
    rows = [
        (
            "instrument",
            "version",
            "name",
            "label_en",
            "label_fr",
            "type",
            "choices",
            "relevance",
            "standards",
            "repeat",
        )
    ]
    for version in sorted(versions, key=lambda v: (v.instrument.source, v.pk)):
        instrument = instrument_of(version)
        for question in instrument.questions():
            rows.append(_question(instrument, question))
    return rows


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


def expression_text(tree):
    """A parsed expression as text again, for people who read the codebook."""
    match tree:
        case ["num", number]:
            return f"{number:g}"
        case ["str", text]:
            return f"'{text}'"
        case ["ref", name]:
            return f"${{{name}}}"
        case ["self"]:
            return "."
        case ["column", name]:
            return name
        case ["position", _depth]:
            return "position(..)"
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
