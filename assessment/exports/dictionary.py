"""dictionary.csv: what each column of the results means, in both languages."""

from assessment.exports.columns import COLUMNS
from assessment.exports.csv_text import text_table

FIELDS = (
    ("column", "string"),
    ("type", "string"),
    ("exact_only", "string"),
    ("allowed_values", "string"),
    ("meaning_en", "string"),
    ("meaning_fr", "string"),
)
KEY = ("column",)


def lines():
    """One row a column; exact_only: empty wherever everybody reads."""
    for column in COLUMNS:
        yield (
            column.name,
            column.type,
            "yes" if column.exact else "no",
            " ".join(column.allowed),
            column.meaning_en,
            column.meaning_fr,
        )


def dictionary_csv(reader):
    return text_table([name for name, _type in FIELDS], lines())
