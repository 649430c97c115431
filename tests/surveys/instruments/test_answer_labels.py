"""Choices as tables print them: the number of a show card says nothing there."""

import pytest

from surveys.instruments.answer_labels import CARD_NUMBER, without_card_number
from surveys.instruments.build import sources


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("3 – Sexual words or acts", "Sexual words or acts"),
        ("10 – Rien de tout cela", "Rien de tout cela"),
        ("18 – 24", "18 – 24"),
        ("18 to 24", "18 to 24"),
        ("8 to 28 days", "8 to 28 days"),
        ("No papers", "No papers"),
    ],
)
def test_a_number_of_a_card_is_left_out_and_a_range_is_not(label, printed):
    assert without_card_number(label) == printed


def test_each_choice_of_a_shipped_card_loses_its_number_in_both_languages():
    rows = [
        row[column]
        for row in sources("migrant")["choices"]
        if row["list_name"] in ("m_illtreat", "m_vuln", "m_discrim", "m_alt_barrier")
        for column in ("label::English (en)", "label::French (fr)")
    ]
    assert len(rows) > 70
    for text in rows:
        assert text[0].isdigit()
        assert not without_card_number(text)[0].isdigit()


def test_on_every_card_nought_is_the_wish_not_to_answer():
    """What stands beside a number heard is the same number on each card."""
    cards = 0
    for instrument in ("migrant", "child"):
        choices_of = {}
        for row in sources(instrument)["choices"]:
            choices_of.setdefault(row["list_name"], []).append(row)
        for choices in choices_of.values():
            for column in ("label::English (en)", "label::French (fr)"):
                numbers = {
                    row["name"]: CARD_NUMBER.match(row[column]) for row in choices
                }
                if not all(numbers.values()):
                    assert not any(numbers.values())
                    continue
                cards += 1
                said = {
                    code: number[0].removesuffix(" – ")
                    for code, number in numbers.items()
                }
                assert said.pop("ref", "0") == "0"
                assert list(said.values()) == [str(n + 1) for n in range(len(said))]
    assert cards == 7 * 2
