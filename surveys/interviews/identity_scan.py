"""Finds in free text what would point to a person; identifying.js is its twin.

Strong kinds are patterns that are hardly ever anything else: they are refused. The
weak one, a name, is only pointed out, because a capital letter proves nothing. Names
in scripts without capitals are not found: people must look themselves.

Group 1 of every pattern is what stands before the find and is no part of it.
"""

import re

STRONG = ("email", "coordinates", "date", "file", "phone", "number")
WEAK = ("name",)
LOOKED_AT = 4_000  # characters

_DIGITS = {
    first + digit: str(digit)
    for first in (
        0x0660,
        0x06F0,
        0x0966,
        0x09E6,
        0xFF10,
    )  # Arabic, Persian, Indic …
    for digit in range(10)
}
_UNSEEN = [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF]
_SPACES = [0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000]
_DASHES = [*range(0x2010, 0x2016), 0x2212, 0xFE63, 0xFF0D]
_PLAIN = {
    **_DIGITS,
    **dict.fromkeys(_UNSEEN, ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    0xFF20: "@",
    0xFF0B: "+",
}

_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_YEAR = "(?:1[34]|19|20)[0-9]{2}"  # 13xx and 14xx: Persian and Hijri years
_MONTHS = (
    "jan(?:uary|vier|v)?|feb(?:ruary)?|f[ée]vr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?"
    "|avr(?:il)?|may|mai|june?|juin|july?|juil(?:let)?|aug(?:ust)?|ao[uû]t"
    "|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?"
    "|dec(?:ember)?|d[ée]c(?:embre)?"
    "|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
_UNIT = (
    "dollars?|euros?|francs?|pounds?|dinars?|dirhams?|livres?|shillings?|naira|baht"
    "|pesos?|usd|eur|gbp|chf|cfa|fcfa|xaf|xof|mad|tnd|dzd|egp|lyd|cad|aud|thb|myr"
    "|kes|ngn|people|persons?|personnes?|migrants?|cases|cas|beds|lits|places"
)
_LETTER = "A-Za-zÀ-ÖØ-öø-ſ"
_NAME = f"[A-ZÀ-ÖØ-ÞĀ-ſ][{_LETTER}'’-]+"
_TITLE = (
    "Mr|Mrs|Ms|Miss|Mister|Dr|Doctor|Docteur|M|Mme|Mlle|Monsieur|Madame|Mademoiselle"
    "|Sheikh|Cheikh|[Oo]fficer|[Ii]nspector|[Cc]aptain|[Ss]ergeant|[Jj]udge"
    "|[Ii]nspecteur|[Cc]apitaine|[Ss]ergent|[Jj]uge|[Mm]a[iî]tre|Me"
)
_RELATIVE = (
    "(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur) (?:brother|sister|mother|father|son"
    "|daughter|husband|wife|uncle|aunt|cousin|friend|lawyer|child|baby|cellmate)"
    "|(?:[Mm]on|[Mm]a|[Ss]on|[Ss]a|[Nn]otre|[Ll]eur) (?:frère|sœur|soeur|mère|père"
    "|fils|fille|mari|femme|oncle|tante|cousine?|amie?|avocate?|enfant|bébé)"
)
_CALLED = (
    "[Nn]ames? (?:is|was|are)|(?:is|was|am|are) (?:called|named)|[Nn]amed"
    "|call(?:s|ed)? (?:me|him|her)|(?:[Ss]|[Mm])['’]appel(?:le|ait|lent|aient)"
    "|[Aa]ppelée?|[Nn]ommée?|[Nn]oms? (?:est|était|de famille est)|[Ss]e nomme"
)


def without_disguise(text):
    """The text in plain digits, blanks and dashes, without letters that nobody sees."""
    return text.translate(_PLAIN)


_PATTERNS = {
    "email": [
        re.compile(
            r"()[^ \n\r@,;:<>()\[\]]{1,64} ?(?:@|[(\[] ?(?:at|arobase) ?[)\]]) ?"
            r"[^ \n\r@,;:<>()\[\]]{1,64}\.[^ \n\r@,;:<>()\[\].]{2,24}",
            re.IGNORECASE,
        )
    ],
    "coordinates": [
        re.compile(
            r"(^|[^0-9.,])-?[0-9]{1,3}[.,][0-9]{4,} ?[,; ] ?-?[0-9]{1,3}[.,][0-9]{4,}"
        ),
        re.compile(r"(^|[^0-9])[0-9]{1,3} ?° ?[0-9]{1,2}(?:[.,][0-9]+)? ?['’′]"),
        re.compile(
            r"(^|[^0-9])[0-9]{1,3}[.,][0-9]+ ?°? ?[NS][ ,;]{1,2}"
            r"[0-9]{1,3}[.,][0-9]+ ?°? ?[EWO]"
        ),
    ],
    "date": [
        re.compile(rf"(^|[^0-9]){_YEAR}([-/.]){_MONTH}\2{_DAY}(?![0-9])"),
        re.compile(
            rf"(^|[^0-9.])(?:{_DAY} ?[-/.] ?{_MONTH}|{_MONTH} ?[-/.] ?{_DAY})"
            rf" ?[-/.] ?{_YEAR}(?![0-9])"
        ),
        re.compile(
            rf"(^|[^0-9./-])(?:{_DAY}[-/]{_MONTH}|{_MONTH}[-/]{_DAY})[-/][0-9]{{2}}"
            r"(?![-/.]?[0-9])"
        ),
        re.compile(
            rf"(^|[^0-9]){_DAY}(?:st|nd|rd|th|er)? ?[-./]? ?(?:of |de )?(?:{_MONTHS})"
            rf"\.?,? ?[-/]? ?{_YEAR}(?![0-9])",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(^|[^A-Za-z])(?:{_MONTHS})\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?![0-9])",
            re.IGNORECASE,
        ),
    ],
    "file": [
        re.compile(
            r"(^|[^A-Za-z])(?:file|case|dossier|passport|passeport|permit|visa"
            r"|registration|ticket|badge|card|carte|matricule|id)"
            r" ?(?:(?:number|numéro|numero|nr|no|n)[.°º:# ]{1,3}|#:? ?)"
            r"[A-Z]{0,4}[-/ ]?[0-9][0-9A-Z/-]{2,}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(^|[^A-Za-z0-9])(?!(?:{_UNIT})[0-9])[A-Za-z]{{1,4}}[-/.#]?[0-9]{{5,}}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(^|[^A-Za-z0-9])(?!(?:{_UNIT.upper()}) )[A-Z]{{1,4}} [0-9]{{5,}}"
        ),
        re.compile(r"(^|[^A-Za-z0-9])[A-Z]{1,3}[0-9]{2,}[A-Z]{1,3}[0-9]{2,}"),
        re.compile(r"(^|[^A-Za-z0-9])[0-9]{2,4}[-/][A-Z]{1,5}[-/][0-9]{2,}"),
        re.compile(r"(^|[^A-Za-z0-9])[0-9]{2,}[A-Z]{1,3}[0-9]{3,}"),
    ],
    "phone": [re.compile(r"(^|[^0-9])(?:\+|0)[0-9]{1,4}(?: - [0-9]{2,4}){3,}")],
    "name": [
        re.compile(rf"(^|[^{_LETTER}])(?:{_TITLE})\.? {_NAME}"),
        re.compile(rf"(^|[^{_LETTER}])(?:{_RELATIVE}),? {_NAME}"),
        re.compile(rf"(^|[^{_LETTER}])(?:{_CALLED}) {_NAME}"),
    ],
}

_RUN = re.compile(r"\+?\(?[0-9](?:[ .()-]{0,2}[0-9]){5,}")
_UNIT_BEFORE = re.compile(rf"(?:^|[^A-Za-z])(?:{_UNIT}) ?$|[$€£] ?$", re.IGNORECASE)
_UNIT_AFTER = re.compile(rf"^ ?(?:(?:{_UNIT})(?![A-Za-z])|[$€£])", re.IGNORECASE)
_ROUND_SUM = re.compile(r"[1-9][0-9]{0,2}(?:[ .][0-9]{3})*[ .][0-9]00")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:[ -](?:19|20)[0-9]{2})+")
_YEAR_AND_COUNT = re.compile(
    r"(?:19|20)[0-9]{2} [0-9]{1,3}|[0-9]{1,3} (?:19|20)[0-9]{2}"
)
_CLOCK = re.compile(r"[0-9]{1,2}\.[0-9]{2}-[0-9]{1,2}\.[0-9]{2}")
_NO_NUMBER = (_ROUND_SUM, _YEARS, _YEAR_AND_COUNT, _CLOCK)
_PHONE_DIGITS = 8


def found_in(text: str) -> list[str]:
    """The kinds that a text holds, strong ones first: ["phone", "name"].

    Only as much is looked at as could ever be stored: a longer text is refused.
    """
    left, kinds = without_disguise(text[:LOOKED_AT]), set()
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns:
            left, count = pattern.subn(r"\1\n", left)
            if count:
                kinds.add(kind)
    kinds.update(_long_numbers(left))
    return [kind for kind in (*STRONG, *WEAK) if kind in kinds]


def _long_numbers(text: str) -> set[str]:
    kinds = set()
    for run in _RUN.finditer(text):
        written = run[0]
        if any(pattern.fullmatch(written) for pattern in _NO_NUMBER):
            continue
        begins, ends = run.span()
        before, after = text[max(0, begins - 12) : begins], text[ends : ends + 12]
        if _UNIT_BEFORE.search(before) or _UNIT_AFTER.search(after):
            continue
        digits = sum(character.isdigit() for character in written)
        calls = written.lstrip("(")[0] in "+0" and digits >= _PHONE_DIGITS
        kinds.add("phone" if calls else "number")
    return kinds
