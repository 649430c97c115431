"""A code is read however it was typed, and a slip of the finger is told."""

import pytest

from surveys.exceptions import Refused
from surveys.interviews.withdrawals.codes import (
    check_digit,
    new_code,
    plain,
    read_code,
    spaced,
)


def test_the_check_digit_is_that_of_the_published_example():
    """Damm's own example, 572, has the check digit 4."""
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


def test_a_new_code_is_read_as_it_is_shown():
    for _code in range(200):
        code = new_code()
        assert read_code(spaced(code)) == code


def test_every_wrong_digit_and_every_swap_of_neighbours_is_told():
    code = new_code()
    wrong = {
        code[:place] + digit + code[place + 1 :]
        for place in range(len(code))
        for digit in "0123456789"
    }
    wrong |= {
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(len(code) - 1)
    }
    wrong.remove(code)
    assert len(wrong) >= 9 * len(code)
    for typed in wrong:
        with pytest.raises(Refused, match="A digit of this code is wrong"):
            read_code(typed)


@pytest.mark.parametrize("place", range(1, 13))
def test_a_new_code_without_one_of_its_digits_is_no_older_code(place):
    code = new_code()
    with pytest.raises(Refused, match="Digits typed: 12"):
        read_code(code[:place] + code[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    [
        "041 5123 4567",
        "041-5123—4567",
        "\u200e041\u00a05123\u20114567\n",
        "٠٤١ ٥١٢٣ ٤٥٦٧",
        "۰۴۱۵۱۲۳۴۵۶۷",
        "०४१ ५१२३ ४५६७",
        "০৪১৫১২৩৪৫৬৭",
        "０４１－５１２３－４５６７",
        "041−5123−4567",
    ],
)
def test_blanks_dashes_and_digits_of_any_script_are_read_alike(typed):
    assert read_code(typed) == "04151234567"


@pytest.mark.parametrize("typed", ["", " – ", "abc", "0415123456x", "²²²²²²²²²²²", "½"])
def test_what_is_no_digit_is_told(typed):
    with pytest.raises(Refused, match="has digits only"):
        read_code(typed)


@pytest.mark.parametrize("typed", ["1", "14151234567", "001234567890", "0" * 80])
def test_how_many_digits_are_needed_is_told(typed):
    with pytest.raises(Refused, match="has 13 digits, an older one 11"):
        read_code(typed)


def test_a_reference_keeps_its_letters():
    assert plain(" k7m۴ – ۴2qx ") == "k7m442qx"
