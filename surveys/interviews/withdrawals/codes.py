"""Codes to withdraw an interview with: made, and read as people type them.

A code looks like a number to call abroad: 00, ten random digits and a check digit.
Older codes are a 0 and ten random digits; their length tells them from the new ones,
and a new code from which a digit was left out is neither.

The check digit is that of H. Michael Damm (Total anti-symmetrische Quasigruppen,
Marburg 2004). It shows every wrong digit and every two neighbours that changed places.
"""

import secrets
import unicodedata

from django.utils.translation import gettext as _

from surveys.exceptions import Refused

RANDOM_DIGITS = 10
ABROAD, LENGTH = "00", 13
OLDER_START, OLDER_LENGTH = "0", 11
# Row: the check digit so far. Column: the next digit.
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
# Blanks, line ends, signs that steer the direction of text, dashes; the minus sign.
BETWEEN, MINUS = frozenset(["Zs", "Zl", "Zp", "Cc", "Cf", "Pd"]), "−"


def new_code() -> str:
    """The digits of a new code."""
    digits = "".join(secrets.choice("0123456789") for _place in range(RANDOM_DIGITS))
    return ABROAD + digits + check_digit(ABROAD + digits)


def spaced(code: str) -> str:
    """A new code in groups, as it is read aloud: 00123 4567 8901."""
    return f"{code[:5]} {code[5:9]} {code[9:]}"


def check_digit(digits: str) -> str:
    """Damm's check digit; of digits that end with their own check digit it is 0."""
    so_far = "0"
    for digit in digits:
        so_far = DAMM[int(so_far)][int(digit)]
    return so_far


def read_code(typed: str) -> str:
    """The digits 0 to 9 of a code typed in any script, with blanks and dashes or none.

    Raises Refused with what is wrong. It looks at the code alone: nobody learns whether
    there is an interview.
    """
    code = plain(typed)
    if not (code.isascii() and code.isdecimal()):
        raise Refused(_("A code has digits only. Look at your code and type it again."))
    if len(code) == OLDER_LENGTH and code.startswith(OLDER_START):
        return code
    if len(code) != LENGTH:
        raise Refused(
            _(
                "Digits typed: %(typed)d. A code has 13 digits, an older one 11. Look"
                " at your code and type it again."
            )
            % {"typed": len(code)}
        )
    if not code.startswith(ABROAD) or check_digit(code) != "0":
        raise Refused(
            _(
                "A digit of this code is wrong, or two digits changed places. Look at"
                " your code and type it again."
            )
        )
    return code


def plain(typed: str) -> str:
    """What was typed, digits of any script as 0 to 9, without blanks and dashes."""
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in typed
        if unicodedata.category(character) not in BETWEEN and character != MINUS
    )
