"""Random expressions and answers: what people type, and what nobody would."""

from surveys.engine.functions import FUNCTIONS
from surveys.engine.instrument import QuestionType
from tests.surveys.xlsform.workbooks import instrument_from

LANDS = ("ke", "ne", "so")
HOSTILE = instrument_from(
    """
| type | name | label::English (en) | relevant | repeat_count | calculation | default |
| begin_group | all | All | | | | |
| text | t | T? | | | | hi |
| text | u | U? | ${t} != 'hide' | | | |
| integer | n | N? | | | | 2 |
| decimal | x.1a | X? | | | | random() |
| date | d | D? | | | | today() |
| dateTime | m | M? | | | | |
| select_one land | s | S? | | | | ke |
| select_multiple land | l | L? | | | | |
| begin_repeat | r | R | | | | |
| text | rt | T? | | | | uuid() |
| integer | rn | N? | | | | count(${r}) |
| date | rd | D? | ${rn} != 7 | | | ${d} + 1 |
| calculate | rp | | | | position(..) | |
| begin_repeat | q | Q | | | | |
| decimal | qx | X? | | | | ${rn} div 2 |
| select_multiple land | ql | L? | | | | |
| calculate | qp | | | | concat(position(../..), '-', position(..)) | |
| end_repeat | | | | | | |
| begin_repeat | k | K | | ${rn} | | |
| text | kt | T? | | | | join(' ', ${kt}, position(..)) |
| end_repeat | | | | | | |
| end_repeat | | | | | | |
| calculate | c | | | | sum(${qx}) | |
| end_group | | | | | | |
""",
    """
| list_name | name | label::English (en) | country | people | daa_state |
| land | ke | Kenya | east | 53 | |
| land | ne | Niger | west | 26.5 | |
| land | so | Somalia 😀 | east | | |
| land | dk | Does not know | constructor | 1e3 | does_not_know |
""",
)
REPEATS = {"": (), "r": ("r",), "q": ("r", "q"), "k": ("r", "k")}
TEXTS = (
    *("", " ", "a", "b", "yes", "ke", "ke ne", "ke\u00a0ne", "ke\u0085so", "\ufeffke"),
    *("hide", "true", "TRUE", " True\u2003", "false", "1", "0", "-0", "12", " 12 "),
    *("1_0", "1e3", "0x10", "+5", ".5", "5.", "-.5", "-", ".", "1.2.3", "٣", "１２"),
    *("Infinity", "NaN", "nan", "inf", "9" * 17, "9" * 400, "0." + "0" * 30 + "7"),
    *("100000000000.5", "123456789012.5", "0.1", "0.30000000000000004", "1e-7"),
    *("2024-02-29", "2024-02-30", "2023-02-29", "1900-02-29", "0001-01-01"),
    *("0000-01-01", "0099-12-31", "9999-12-31", "10000-01-01", "2024-1-1", "2024-02"),
    *("2024-03-01T10:00", "2024-03-01T10:00Z", "2024-03-01T10:00:59.9+05:30"),
    *("2024-03-01T24:00", "2024-03-01T23:59:60", "9999-12-31T23:59:59", "T"),
    *(
        "😀",
        "a😀b",
        "é",
        "e\u0301",
        "İ",
        "ß",
        "𝒜𝓑",
        "\u2028",
        "a\nb",
        "\u001fa",
        "\uffff",
    ),
    *("__proto__", "constructor", "name", "%", "%Y", "سلام", "x" * 50),
)
NUMBERS = (
    *("0", "1", "2", "3", "5", "7", "10", "100", "0.5", "2.5", "0.1", "0.2", ".3"),
    *("1.005", "2.675", "0.0000001", "123456789012.5", "100000000000.5", "86400"),
    *("4503599627370497.5", "9007199254740993", "1" * 30, "1" * 300, "19723"),
    *("2932896", "2932897", "719162", "719163", "3000001", "365.25", "0.3333333333"),
)
PATTERNS = (
    *("[a-z]+", "", ".*", "\\d{1,3}", "[^a]*", "(ke|ne)( (ke|so))*", "^.$", "\\s*\\S"),
    *(
        "\\p{L}+",
        "\\P{Lu}.?",
        "[😀-😂]",
        "\\w+@\\w+",
        "(a|b|1)+",
        "[0-9-]{10}",
        "a?.{2,}",
    ),
)
PIECES = (
    *("a", "b", ".", "[ab]", "[^a]", "(", "(?:", ")", "|", "*", "+", "?", "{1,2}"),
    *(
        "{2}",
        "{1,}",
        "^",
        "$",
        "\\d",
        "\\.",
        "[a-c-]",
        "a-",
        "\\p{L}",
        "\\W",
        "\\s",
        "]",
    ),
    *("[^\\s😀]", "[é-😀]", "\\é", "\\P{Lu}", "[\\]a]", "{", "\\b", "😀", "a|"),
)
LETTERS = "ab.1-cAé😀 \u0085\ufeff\n]"
FORMATS = ("%Y-%m-%d", "%e/%n/%y", "%H:%M:%S.%3 %h", "%a %b", "%%%y%", "😀%😀")
FORMATS += ("%\n%d", "😀%a%")
REFERENCES = ("t", "u", "n", "x.1a", "d", "m", "s", "l", "c", "rt", "rn", "rd", "rp")
REFERENCES += ("qx", "ql", "qp", "kt")
ASKS = {"if", "coalesce", "once", "today", "now", "count", "random", "uuid"}
WORD_FUNCTIONS = sorted({*FUNCTIONS, *ASKS} - {"regex", "format-date-time"})
ARGUMENTS = {"if": (3, 3), "coalesce": (1, 3), "once": (1, 1), "count": (1, 1)}
SIGNS = ("or", "and", "+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=")


def quoted(text):
    return f'"{text}"' if "'" in text else f"'{text}'"


class Expressions:
    """Texts of expressions, each as deep as the dice allow."""

    def __init__(self, dice):
        self.dice = dice

    def text(self, depth=3, columns=False):
        if depth == 0 or self.dice.random() < 0.15:
            return self.leaf(columns)
        grow = self.dice.choice(
            [self.binary, self.binary, self.call, self.call, self.call, self.special]
        )
        return grow(depth - 1, columns)

    def leaf(self, columns):
        pick = self.dice.random()
        if columns and pick < 0.4:
            return self.dice.choice(["country", "people", "name", "label", "other"])
        if pick < 0.3:
            return f"${{{self.dice.choice(REFERENCES)}}}"
        if pick < 0.55:
            return self.dice.choice(NUMBERS)
        if pick < 0.85:
            return quoted(self.dice.choice(TEXTS))
        return self.dice.choice([".", "today()", "now()", "true()", "position(..)"])

    def binary(self, depth, columns):
        left, right = self.text(depth, columns), self.text(depth, columns)
        sign = self.dice.choice(SIGNS)
        return f"({left} {sign} {right})"

    def call(self, depth, columns):
        name = self.dice.choice(WORD_FUNCTIONS)
        fewest, most = ARGUMENTS.get(name) or FUNCTIONS.get(name, (0, 0))[:2]
        count = self.dice.randint(fewest, min(most, fewest + 3))
        parts = [self.text(depth, columns) for _part in range(count)]
        if name == "format-date" and self.dice.random() < 0.8:
            parts[1] = quoted(self.dice.choice(FORMATS))
        return f"{name}({', '.join(parts)})"

    def special(self, depth, columns):
        inner = self.text(depth, columns)
        reference = f"${{{self.dice.choice(REFERENCES)}}}"
        repeat = f"${{{self.dice.choice('rqk')}}}"
        several = self.dice.choice(["sum", "min", "max", "count", "count-non-empty"])
        pattern = quoted(self.dice.choice(PATTERNS))
        place = self.dice.choice(["position(..)", "1", "2", "0", "-1", inner])
        land = f"instance('land')/root/item[{self.text(depth, columns=True)}]"
        return self.dice.choice(
            [
                f"-{inner}",
                f"not({inner})",
                f"regex({inner}, {pattern})",
                f"{several}({reference})",
                f"join('|', {reference}, {inner})",
                f"concat({inner}, {reference})",
                f"count({repeat})",
                "position(../..)",
                f"indexed-repeat({reference}, ${{r}}, {place})",
                f"indexed-repeat({reference}, ${{r}}, {place}, ${{q}}, {inner})",
                f"jr:choice-name({inner}, '${{s}}')",
                f"{land}/people",
                f"{several}({land}/{self.dice.choice(['people', 'label', 'name'])})",
                f"count({land})",
            ]
        )


def any_value(dice):
    """Any JSON that may come from a tablet, for any question."""
    return dice.choice(
        [
            dice.choice(TEXTS),
            dice.choice(
                [0, 1, 2, 3, 7, -1, 2.5, 0.1, -0.0, 1e15, 1e300, 10**400, 1e-7]
            ),
            dice.sample([*LANDS, "dk", "zz", 5, None], dice.randint(0, 3)),
            {"state": dice.choice(["refused", "does_not_know", "tired", None, 1])},
            dice.choice([True, False, None, {}, [[]], {"state": "refused", "x": 1}]),
        ]
    )


def any_question(dice):
    """A question as it is compiled, of any type."""
    choices = [{"code": code} for code in dice.sample(LANDS, dice.randint(0, 3))]
    choices.append({"code": "dk", "state": "does_not_know"})
    steps = dice.choice([(0.0, 10.0, 2.0), (5.0, -5.0, 0.1), (0.0, 1e15, 0.0)])
    return {
        "type": dice.choice(list(QuestionType)),
        "choices": choices if dice.random() < 0.9 else [],
        "parameters": dict(zip(("start", "end", "step"), steps, strict=True)),
        "appearance": dice.choice(["", "month-year", "year", "minimal"]),
        "max_length": dice.choice([None, 3]),
    }


def fitting(question, dice):
    """Mostly a value of the question's type."""
    if dice.random() < 0.2:
        return any_value(dice)
    codes = [choice.code for choice in question.choices] or [""]
    match str(question.type):
        case "select_one":
            return dice.choice(codes)
        case "select_multiple":
            return dice.sample(codes, dice.randint(0, min(3, len(codes))))
        case "rank":
            return dice.sample(codes, len(codes))
        case "integer" | "range":
            return dice.choice([0, 1, 2, 3, 4, 7, 12, 29, "٣", "-4", 500])
        case "decimal":
            return dice.choice([0.1, 0.2, 2.5, "3,75", -1.5, "100000000000.5", 7])
        case "date":
            return dice.choice(
                ["2024-02-29", "2024-02", "1999", "2026-03-16", "0001-01-01"]
            )
        case "time":
            return dice.choice(["00:00", "09:30", "23:59:59"])
        case "dateTime":
            return dice.choice(["2024-02-29T09:30Z", "2024-03-01T23:59:59.5+03:00"])
        case "acknowledge":
            return "OK"
    return dice.choice(["a word", dice.choice(TEXTS)])
