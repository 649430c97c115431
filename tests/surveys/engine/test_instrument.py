"""What an instrument says of its questions."""

import pytest

from surveys.engine.instrument import lone_choices
from tests.surveys.xlsform.workbooks import instrument_from

CHOICES = """
| list_name | name | label::English (en) |
| hurt      | hit  | Hit                 |
| hurt      | none | Nothing of this     |
"""


@pytest.mark.parametrize(
    ("constraint", "codes"),
    [
        ("not(selected(., 'none') and count-selected(.) > 1)", {"none"}),
        ("not(selected(., 'other') and count-selected(.) > 1)", set()),
        ("not(selected(., 'none') and count-selected(.) > 2)", set()),
        ("count-selected(.) <= 1", set()),
        ("", set()),
    ],
)
def test_a_choice_stands_alone_where_the_constraint_lets_none_stand_beside_it(
    constraint, codes
):
    instrument = instrument_from(
        f"""
| type                 | name | label::English (en) | constraint   |
| select_multiple hurt | hurt | What happened?      | {constraint} |
""",
        CHOICES,
    )
    assert lone_choices(instrument.question("hurt")) == codes
