"""Screening cascade (E2.8): from arrival to support, by records and by people asked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.charts import svg
from assessment.presentation import bands, number_texts, statistic_values
from surveys.models import DesignClass

CODE, OF_ALL, RECORDS, MIGRANT = "E2.8", ":of_all", "records", "migrant"
ORDER = {
    RECORDS: ("entries", "screened", "found", "placed_out"),
    MIGRANT: ("asked", "screened", "special_need", "changed"),
}
STEPS = {
    "entries": gettext_lazy("Entries into detention"),
    "screened": gettext_lazy("Screened for vulnerability"),
    "found": gettext_lazy("Vulnerability found"),
    "placed_out": gettext_lazy("Released or placed in an alternative"),
    "asked": gettext_lazy("People we interviewed"),
    "special_need": gettext_lazy("Screened, with a special need"),
    "changed": gettext_lazy("Screened, with a special need, and something changed"),
}
# Step → its sentence, of the step before it.
RECORD_SENTENCES = {
    "screened": gettext_lazy("Of %(n)s entries, %(k)s were screened (%(share)s)."),
    "found": gettext_lazy(
        "Of %(n)s who were screened, %(k)s were found vulnerable (%(share)s)."
    ),
    "placed_out": gettext_lazy(
        "Of %(n)s who were found vulnerable, %(k)s were released or placed in an"
        " alternative (%(share)s)."
    ),
}
PEOPLE_SENTENCES = {
    "screened": gettext_lazy(
        "%(share)s of people were asked whether they need special protection or support"
        " (%(range)s)."
    ),
    "special_need": gettext_lazy(
        "Of those asked, %(share)s have a special need (%(range)s)."
    ),
    "changed": gettext_lazy(
        "Of those with a need, %(share)s saw something change (%(range)s)."
    ),
}


@dataclass(frozen=True)
class CascadeLine:
    name: str
    number: str
    of_before: str = ""
    of_all: str = ""
    unpublished: bool = False


@dataclass(frozen=True)
class CascadeSection:
    name: str
    title: str
    notes: list[str]
    sentence: str
    picture: str
    lines: list[CascadeLine]


def sections(statistics):
    """One section for the records, and one for each design class of people asked."""
    cascade_statistics = [
        statistic for statistic in statistics if statistic.code == CODE
    ]
    keys = dict.fromkeys(
        (statistic.source, statistic.design_class) for statistic in cascade_statistics
    )
    return [
        _section(
            source,
            design,
            {
                statistic.about: statistic
                for statistic in cascade_statistics
                if (statistic.source, statistic.design_class) == (source, design)
            },
        )
        for source, design in sorted(keys, key=lambda key: key[0] != RECORDS)
    ]


def _section(source, design, by):
    names = [name for name in ORDER[source] if name in by]
    sentence = " ".join(_sentences(source, design, by, names))
    return CascadeSection(
        name=f"cascade-{source}-{design}",
        title=_title(source),
        notes=_notes(source, design, by[names[0]]),
        sentence=sentence,
        picture=_picture(source, design, by, names, sentence),
        lines=[_line(by[name], by.get(name + OF_ALL)) for name in names],
    )


def _title(source):
    if source == RECORDS:
        return _("From entry to support, according to records")
    return _("From arrival to support, according to people we interviewed")


def _notes(source, design, first):
    if source == RECORDS:
        notes = [
            _(
                "Entries in 12 months, not people: someone who entered twice counts"
                " twice."
            ),
            _("Only places that counted every step."),
        ]
        row = first.exact if first.is_exact else first.published
        if row.reporting is not None:
            reach = {"reporting": row.reporting, "known": row.known}
            notes.append(_("At %(reporting)s of the %(known)s known places.") % reach)
        return notes
    if design == DesignClass.PURPOSIVE:
        return [
            _("People not chosen at random: we give a number, not a percentage."),
        ]
    return [_("What people said themselves; each share has its likely range.")]


def _sentences(source, design, by, names):
    """One sentence for each step with a number: its share of the step before."""
    if design == DesignClass.PURPOSIVE:
        return []
    words = RECORD_SENTENCES if source == RECORDS else PEOPLE_SENTENCES
    return [
        words[name] % _values(by[name])
        for name in names
        if name in words and statistic_values.share(by[name])
    ]


def _values(statistic):
    return {
        "k": statistic_values.count(statistic),
        "n": _denominator(statistic),
        "share": statistic_values.sentence_share(statistic),
        "range": statistic_values.likely(statistic),
    }


def _denominator(statistic):
    """The denominator in words: how many reached the step before."""
    if statistic.is_exact:
        return number_texts.whole_number(statistic.exact.n)
    number = bands.base(statistic.published)
    return _("about %(number)s") % {"number": number} if number else _("a few")


def _picture(source, design, by, names, sentence):
    """Bars of all steps; none for people who were not chosen at random."""
    first, *others = names
    if design == DesignClass.PURPOSIVE or not by[first].has_number:
        return ""
    bars = [(STEPS[first], "100%", 1.0, 1.0)]
    for name in others:
        bars.append((STEPS[name], *_bar(by.get(name + OF_ALL))))
    return svg.steps(f"cascade-{source}", _title(source), bars, sentence)


def _bar(statistic):
    """(text, lower end, upper end) of a share of all; no ends where there is none."""
    if statistic is None or not statistic.has_number:
        return "" if statistic is None else statistic.reason, None, None
    text = statistic_values.share(statistic)
    if statistic.is_exact:
        return text, statistic.exact.value, statistic.exact.value
    row = statistic.published
    if row.band_low is None:
        return text, None, None
    return text, row.band_low / 100, row.band_high / 100


def _line(statistic, of_all):
    name = STEPS[statistic.about]
    if not statistic.has_number:
        return CascadeLine(name, statistic.reason, unpublished=True)
    number = statistic_values.count(statistic)
    if statistic.source != RECORDS and statistic.is_exact:
        number = statistic_values.k_of_n(statistic)
    if statistic.unit != "share":
        return CascadeLine(name, number)
    return CascadeLine(name, number, _share(statistic), _share(of_all))


def _share(statistic):
    if statistic is None or not statistic.has_number:
        return ""
    share, likely = (
        statistic_values.share(statistic),
        statistic_values.likely(statistic),
    )
    return f"{share} ({likely})" if likely else share
