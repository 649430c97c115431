"""The JavaScript twin before the same tables: one test for each file that node runs."""

import pytest

from surveys.engine.evaluate import read_expression
from tests.conformance.node import FOLDER, run_table
from tests.conformance.tables import NUMBER, drawn, table


def expressions():
    """The table's rows with the trees that the compiler would hand to a tablet."""
    return [
        [text, read_expression(text), answers, expected]
        for text, answers, expected in table("expressions")
    ]


def journeys():
    drawings = table("journeys")
    instruments = drawings["instruments"].items()
    return drawings | {
        "number": NUMBER,
        "instruments": {name: drawn(text).to_json() for name, text in instruments},
    }


CASES = {
    "expressions": expressions,
    "identifying": lambda: table("identifying"),
    "journeys": journeys,
    "regexes": lambda: table("regexes"),
    "units": list,
    "values": lambda: table("values"),
}


@pytest.mark.parametrize("name", CASES)
def test_node_agrees_with_the_table(name, tmp_path):
    run_table(name, CASES[name](), tmp_path)


def test_every_file_for_node_is_run():
    assert {path.name.split(".")[0] for path in FOLDER.glob("*.test.mjs")} == {*CASES}
