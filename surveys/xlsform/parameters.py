"""The cell parameters: “value=code, label=name”, as other XLSForm tools read it."""

import re

COMMA_BETWEEN = re.compile(r",(?= ?(?:[A-Za-z]|$))")  # not the one in “5,5”


def read_parameters(text):
    """{name in small letters: value}; blanks, commas and semicolons part them."""
    plain = " ".join(text.replace(";", " ").split())
    plain = COMMA_BETWEEN.sub(" ", plain.replace(" =", "=").replace("= ", "="))
    pairs = (word.partition("=") for word in plain.split())
    return {name.lower(): value for name, sign, value in pairs if name and sign}
