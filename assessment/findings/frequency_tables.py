"""Frequencies of closed questions as tables: one for each question, by choice.

Nothing here computes or suppresses; the words of a question are those of the versions
that the set of figures was computed with.
"""

from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from assessment.frames.closed_questions import closed_questions, wording_of
from assessment.presentation import bands, number_texts
from assessment.presentation.code_labels import choice_name, set_versions, text_of
from assessment.presentation.figure_rows import reason
from surveys.instruments.versions import instrument_of
from surveys.models import DesignClass, Instrument


@dataclass(frozen=True)
class FrequencyRow:
    """One choice; texts are empty where there is no such number."""

    frequency: object
    label: str
    value: str
    low: str = ""
    high: str = ""
    mark: str = ""


@dataclass(frozen=True)
class FrequencyTable:
    """base: of whom, as a number or a band; left_out: (why, how many)."""

    instrument: str
    versions: str
    question: str
    label: str
    who: str
    chosen: str
    base: str
    rows: list[FrequencyRow]
    left_out: list[tuple[str, str]] = field(default_factory=list)


def frequency_tables(figure_set, frequencies):
    """The tables of a set, in the order of the questionnaires."""
    asked_as = _questions(figure_set)
    return [
        _table(asked_as.get(key[:3]), list(rows))
        for key, rows in groupby(frequencies, key=_key)
    ]


def _key(frequency):
    return (
        frequency.instrument_id,
        frequency.question,
        frequency.wording,
        frequency.source,
        frequency.design_class,
    )


def _questions(figure_set):
    """(instrument, question, wording) → (question, names of versions)."""
    questions = {}
    for version in set_versions(figure_set):
        compiled = instrument_of(version)
        for question in closed_questions(compiled):
            key = (version.instrument_id, question.name, wording_of(compiled, question))
            _question, names = questions.setdefault(key, (question, []))
            names.append(version)
    return questions


def _table(question_and_versions, frequencies):
    first = frequencies[0]
    question, versions = question_and_versions or (None, [])
    row = first.exact if first.is_exact else first.published
    return FrequencyTable(
        instrument=versions[0].instrument.code if versions else "",
        versions=", ".join(version.version for version in versions),
        question=first.question,
        label=text_of(question.label) if question else first.question,
        who=Instrument.Source(first.source).label,
        chosen=DesignClass(first.design_class).label,
        base=_base(first),
        rows=[_row(question, frequency) for frequency in frequencies],
        left_out=[
            (reason(key), number_texts.whole_number(count))
            for key, count in sorted(row.nonresponse.items())
        ],
    )


def _base(frequency):
    if frequency.is_exact:
        return number_texts.whole_number(frequency.exact.n)
    return bands.base(frequency.published)


def _row(question, frequency):
    choice = question.choice(frequency.choice) if question else None
    low, high = _ends(frequency)
    return FrequencyRow(
        frequency=frequency,
        label=choice_name(choice) if choice else frequency.choice,
        value=_value(frequency),
        low=low,
        high=high,
        mark="[c]"
        if frequency.is_exact and not frequency.published.is_published
        else "",
    )


def _value(frequency):
    if frequency.is_exact:
        exact = frequency.exact
        counted = number_texts.k_of_n(exact.k, exact.n)
        if exact.estimate is None:
            return counted
        return f"{number_texts.percent(exact.estimate)} ({counted})"
    row = frequency.published
    if not row.is_published:
        return _("Not published")
    if row.k is not None:
        return number_texts.k_of_n(row.k, row.base_low)
    return bands.row(row.band_low, row.band_high)


def _ends(frequency):
    """The likely range as text, or two blanks."""
    if frequency.is_exact:
        exact = frequency.exact
        if exact.lower is None:
            return "", ""
        return number_texts.ends(exact.lower, exact.upper, "share")
    row = frequency.published
    if row.likely_low is None:
        return "", ""
    return number_texts.percents(row.likely_low), number_texts.percents(row.likely_high)


def page(figure_set, frequencies, code):
    """The tables of one instrument; code: which, the first where it is none of them."""
    tables = frequency_tables(figure_set, frequencies)
    codes = list(dict.fromkeys(table.instrument for table in tables))
    titles = {
        version.instrument.code: text_of(instrument_of(version).title)
        for version in set_versions(figure_set)
    }
    chosen = code if code in codes else next(iter(codes), "")
    return {
        "figure_set": figure_set,
        "instruments": [(code, titles.get(code) or code) for code in codes],
        "chosen": chosen,
        "tables": [table for table in tables if table.instrument == chosen],
        "exact": any(frequency.is_exact for frequency in frequencies),
    }
