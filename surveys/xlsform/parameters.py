"""The cell parameters: “value=code, label=name”, as other XLSForm tools read it."""

import re

PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")


def read_parameters(text):
    """{name in small letters: value}; blanks, commas and semicolons part them."""
    return {name.lower(): value for name, value in PAIR.findall(text)}
