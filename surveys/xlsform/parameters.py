"""The cell parameters: “value=code, label=name”, as other XLSForm tools read it."""

import re

PAIR = re.compile(r"([^\s=;]+)\s*=\s*([^\s;]*)")  # “start = 0”, “start=0;”
COMMA_BETWEEN = re.compile(r",\s*(?=[A-Za-z]|$)")  # not the one in “5,5”


def read_parameters(text):
    """{name in small letters: value}; blanks, commas and semicolons part them."""
    pairs = COMMA_BETWEEN.sub(" ", text)
    return {name.lower(): value for name, value in PAIR.findall(pairs)}
