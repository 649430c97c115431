"""results_impact.csv: the columns of the humanitarian analysis tools of IMPACT.

Their table has one number a row and knows no bands. A public share therefore has no
`stat`: its likely range stands in `stat_low` and `stat_upp`. Statistics that are counts
have no kind of analysis there and stay in results.csv.
"""

from collections import Counter

from assessment.exports.csv_text import text_table
from assessment.exports.result_rows import ANSWER, INDICATOR, rows_of
from surveys.engine.instrument import QuestionType
from surveys.instruments.versions import instrument_of

FIELDS = (
    ("analysis_type", "string"),
    ("analysis_var", "string"),
    ("analysis_var_value", "string"),
    ("group_var", "string"),
    ("group_var_value", "string"),
    ("stat", "number"),
    ("stat_low", "number"),
    ("stat_upp", "number"),
    ("n", "integer"),
    ("n_total", "integer"),
    ("n_w", "number"),
    ("n_w_total", "number"),
    ("analysis_key", "string"),
)
HEAD = tuple(name for name, _type in FIELDS)
NOTHING = "NA"
YES = "yes"  # what an indicator counts
TYPES = {"proportion": "prop_select_one", "count": "prop_select_one"}
MEANS = {"mean": "mean", "median": "median", "km_median": "median", "ratio": "ratio"}
OF_SHARES = ("proportion", "km_survival")


def impact_csv(reader):
    return text_table(HEAD, impact_lines(rows_of(reader)))


def impact_lines(rows):
    """One line for each row that their table can hold, each with a key of its own."""
    multiple = _multiple_choice(rows.versions)
    kinds = [(row, _kind(row, multiple)) for row in rows]
    chosen = [(row, kind) for row, kind in kinds if kind]
    names = _variables(chosen)
    for (row, kind), name in zip(chosen, names, strict=True):
        yield _line(row, kind, name)


def _variables(chosen):
    """The variable of each row: its code; with the source, and else with the row's own
    name, where the same is told more than once."""
    names = [row["indicator_code"] for row, _kind in chosen]
    for end in (lambda row: row["source_group"], lambda row: row["result_id"][:6]):
        lines = [
            _line(row, kind, name)[-1]
            for (row, kind), name in zip(chosen, names, strict=True)
        ]
        counts = Counter(lines)
        names = [
            f"{name}.{end(row)}" if counts[line] > 1 else name
            for (row, _kind), name, line in zip(chosen, names, lines, strict=True)
        ]
    return names


def _multiple_choice(versions):
    """Names of the questions that take several answers."""
    return {
        question.name
        for version in versions
        for question in instrument_of(version).questions()
        if question.type == QuestionType.SELECT_MULTIPLE
    }


def _kind(row, multiple):
    """The kind of analysis of a row; "" where there is none."""
    if row["result_kind"] == ANSWER:
        several = row["indicator_code"] in multiple
        return "prop_select_multiple" if several else "prop_select_one"
    if row["result_kind"] == INDICATOR:
        return {**TYPES, **MEANS}.get(row["statistic"], "")
    if row["statistic"] in OF_SHARES and row.get("value_unit") != "count":
        return "prop_select_one"
    return MEANS.get(row["statistic"], "")


def _line(row, kind, name):
    share = kind.startswith("prop")
    value = row.get("category_code") or (YES if share else NOTHING)
    group = NOTHING if row["group_var"] == "all" else row["group_var"]
    group_value = NOTHING if row["group_var"] == "all" else row["group_code"]
    key = f"{kind} @/@ {name} %/% {value} @/@ {group} %/% {group_value}"
    about = kind, name, value, group, group_value
    return (*about, *_numbers(row), None, None, key)


def _numbers(row):
    """stat, stat_low, stat_upp, n, n_total; empty where the reader has no number."""
    if "not_for_publication" in row and row.get("n") is not None:
        ends = row.get("ci_lower"), row.get("ci_upper")
        return row.get("estimate"), *ends, row.get("k"), row.get("n")
    if row.get("value") is not None:
        low, high = row["value_low"], row["value_high"]
    elif row.get("likely_low") is not None:
        low, high = row["likely_low"], row["likely_high"]
    else:  # not chosen at random: the band alone
        low, high = row.get("band_low"), row.get("band_high")
    lowest, highest = row.get("base_low"), row.get("base_high")
    base = lowest if lowest == highest else None
    return row.get("value"), low, high, row.get("count"), base
