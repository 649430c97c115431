"""What a reading says in words: contradiction, cases, strength of evidence.

A source is named by its kind and group, never by a person or a place, and no case is
counted: the counts of one group could point at somebody.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment import groups, numerals, sentences, tables
from assessment.models import Finding
from surveys.models import Instrument

# The order in which groups stand side by side: people before officials before things.
ORDER = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
    Instrument.Source.RECORDS,
    Instrument.Source.PROVIDER,
    Instrument.Source.LAW,
)
STRENGTH = {
    "A": gettext_lazy("a document or register was seen"),
    "B": gettext_lazy("the team observed it"),
    "C": gettext_lazy("two independent groups say the same"),
    "D": gettext_lazy("one group only says so"),
    "E": gettext_lazy("hearsay"),
}
KNOWN = {
    "A": gettext_lazy("a document or register was seen, without a finding"),
    "B": gettext_lazy("the team observed, without a finding"),
    "D": gettext_lazy("people were heard, without a finding"),
}
HOW = {
    "document": gettext_lazy("seen in a document or register"),
    "observed": gettext_lazy("observed by the team"),
    "hearsay": gettext_lazy("hearsay"),
}
CASES = {
    "verified": gettext_lazy("Verified"),
    "reported": gettext_lazy("Reported, not verified"),
    "none": gettext_lazy("None told"),
}


def voices(reading):
    """(who, finding sentence, verdict) of each group, side by side and never pooled."""
    ordered = sorted(reading.voices, key=lambda one: ORDER.index(one.source))
    return [
        {
            "who": _capital(str(groups.who(one.source).name)),
            "said": sentences.finding_sentence(one),
            "verdict": sentences.verdict(one),
            "shape": tables.SHAPES[one.finding],
            "status": one.finding,
        }
        for one in ordered
    ]


def _capital(text):
    return text[:1].upper() + text[1:]


def finding(reading):
    """The finding of the standard, by all that is shown of it."""
    return str(Finding(reading.finding).label)


def contradiction(reading):
    """What officials claim beside what people report, or nothing."""
    if reading.contradiction is None:
        return ""
    claim, heard = reading.contradiction
    return _(
        "%(k)s of %(n)s officials said that %(claim)s. Of the %(who)s asked, at most"
        " %(high)s %(label)s."
    ) % {
        "k": numerals.whole(claim.k),
        "n": numerals.whole(claim.n),
        "claim": claim.indicator.label,
        "who": groups.who(heard.source).name,
        "high": numerals.percents(numerals.up(heard.ci_upper)),
        "label": heard.indicator.label,
    }


def contradiction_in_short(reading):
    """For a table that links to the whole sentence."""
    if reading.contradiction is None:
        return ""
    claim, heard = reading.contradiction
    return _("%(k)s of %(n)s officials claim it, at most %(high)s report it") % {
        "k": numerals.whole(claim.k),
        "n": numerals.whole(claim.n),
        "high": numerals.percents(numerals.up(heard.ci_upper)),
    }


def meaning(reading):
    """What the letter says; where there is no finding it bears none out."""
    if reading.strength is None:
        return _("nothing that can be shown")
    letter = reading.strength.value
    unsettled = reading.finding == Finding.NOT_ASSESSED
    return str((KNOWN if unsettled else STRENGTH)[letter])


def strength(reading):
    """The letter and, always beside it, what it means."""
    if reading.strength is None:
        return _capital(meaning(reading))
    values = {"letter": reading.strength.value, "meaning": meaning(reading)}
    return _("%(letter)s: %(meaning)s") % values


def cases_word(reading):
    """Verified, reported or none told, where one case is too many."""
    return str(CASES[status(reading)]) if reading.cases else ""


def status(reading):
    if reading.cases.verified:
        return "verified"
    return "reported" if reading.cases.reported else "none"


def cases(reading):
    """Verified by whom and how: kinds of sources, so that nobody is identified."""
    if reading.cases is None:
        return ""
    known = ", ".join(_how(one) for one in reading.told_of)
    match status(reading):
        case "verified":
            said = _("Here one case is too many. It is verified: %(how)s.")
        case "reported":
            said = _(
                "Here one case is too many. It is reported and not verified: %(how)s."
                " A document, an observation or a second group would verify it."
            )
        case _:
            return _("Here one case is too many. No figure that is shown tells of one.")
    return said % {"how": known}


def _how(source):
    if not source.group:
        return str(HOW[source.means.value])
    return _("told by %(who)s") % {"who": groups.who(source.group).name}
