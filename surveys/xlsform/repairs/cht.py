"""What the Community Health Toolkit fills in: its group inputs, about a person."""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of

FROM_THE_APP = re.compile(
    r"(?:\./|\$\{\s*)source(?:\s*\})?\s*=\s*(?:'user'|\"user\")", re.DOTALL
)


def repair_inputs(bench):
    """The group inputs is asked: its own question decides there whether it is."""
    headers = bench.headers("survey")
    if "relevant" not in headers:
        return
    place = headers.index("relevant")
    for index, row in bench.rows("survey"):
        inputs = kind_of(row)[0] == "begin_group" and row.get("name") == "inputs"
        if inputs and FROM_THE_APP.fullmatch(row.get("relevant", "")):
            why = _("It is on where the app fills nothing in, and here nothing does.")
            bench.write("survey", index, place, "", why)
