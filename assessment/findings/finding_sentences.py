"""A standard's finding in words: contradiction, cases, strength of evidence.

A source is named by its kind and group, never by a person or a place. Cases are not
counted: the count of one group could point at somebody.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import Cases, Finding
from assessment.presentation import (
    bands,
    figure_rows,
    figure_sentences,
    group_names,
    number_texts,
)
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
WITH_FINDING = (Finding.MET, Finding.NOT_MET, Finding.INCONCLUSIVE)
STRENGTH = {
    "A": gettext_lazy("the team saw a document or register"),
    "B": gettext_lazy("the team observed it"),
    "C": gettext_lazy("two independent groups say the same"),
    "D": gettext_lazy("only one group says so"),
    "E": gettext_lazy("people heard it from others"),
}
STRENGTH_WITHOUT_FINDING = {
    "A": gettext_lazy(
        "the team saw a document or register, but no finding is possible"
    ),
    "B": gettext_lazy("the team observed it, but no finding is possible"),
    "D": gettext_lazy("people told us, but no finding is possible"),
}
HOW = {
    "document": gettext_lazy("seen in a document or register"),
    "observed": gettext_lazy("observed by the team"),
    "hearsay": gettext_lazy("people heard it from others"),
}
CASES = {
    Cases.VERIFIED: gettext_lazy("At least one, verified"),
    Cases.REPORTED: gettext_lazy("Reported, not verified"),
    Cases.NOT_REPORTED: gettext_lazy("Nobody reported one"),
    Cases.NOT_KNOWN: gettext_lazy("Not known: nobody was asked"),
}


def voices(standard_finding):
    """(who, finding sentence, verdict) of each group, side by side and never pooled."""
    ordered = sorted(
        standard_finding.voices, key=lambda figure: ORDER.index(figure.source)
    )
    return [
        {
            "who": figure_sentences.capital(str(group_names.who(figure.source).name)),
            "sentence": figure_sentences.finding_sentence(figure),
            "verdict": figure_sentences.verdict(figure),
            "shape": figure_rows.SHAPES[figure.finding],
            "status": figure.finding,
        }
        for figure in ordered
    ]


def verdict(standard_finding):
    """The joint finding of a standard with its shape: the same for every reader."""
    return {
        "word": finding(standard_finding),
        "shape": figure_rows.SHAPES[standard_finding.finding],
        "status": standard_finding.finding,
    }


def rests_on(standard_finding):
    """Which group's answers, and to what, the finding rests on."""
    return _("It is based on this: %(who)s, %(label)s.") % {
        "who": group_names.who(standard_finding.rests_on.source).name,
        "label": standard_finding.rests_on.indicator.label,
    }


def finding(standard_finding):
    """The finding of the standard, by all that is known of it."""
    if standard_finding.finding in (Finding.NO_FINDING, Finding.NOT_PUBLISHED):
        return figure_sentences.verdict(standard_finding.rests_on)
    return str(Finding(standard_finding.finding).label)


def contradiction(standard_finding):
    """The contradiction in a sentence: officials' claim and people's reports, or ""."""
    if standard_finding.contradiction is None:
        return ""
    claim, report = standard_finding.contradiction
    return _(
        "%(share)s officials said that %(claim)s. Of the %(who)s held there, likely at"
        " most %(high)s %(label)s."
    ) % {
        "share": _claim(claim),
        "claim": claim.indicator.label,
        "who": group_names.who(report.source).name,
        "high": _at_most(report),
        "label": report.indicator.label,
    }


def contradiction_in_short(standard_finding):
    """The contradiction in short, for a table that links to the whole sentence."""
    if standard_finding.contradiction is None:
        return ""
    claim, report = standard_finding.contradiction
    return _("%(share)s officials claim it, at most %(high)s of people report it") % {
        "share": _claim(claim),
        "high": _at_most(report),
    }


def _claim(claim):
    if claim.is_exact:
        return number_texts.k_of_n(claim.exact.k, claim.exact.n)
    row = claim.published
    return figure_sentences.capital(bands.share(row.band_low, row.band_high))


def _at_most(report):
    if report.is_exact:
        return number_texts.percents(number_texts.up(report.exact.upper))
    return number_texts.percents(report.published.likely_high)


def meaning(standard_finding):
    """What the letter of the strength of evidence means."""
    if standard_finding.strength is None:
        return _("nothing that can be published")
    letter = standard_finding.strength.value
    settled = standard_finding.finding in WITH_FINDING
    return str((STRENGTH if settled else STRENGTH_WITHOUT_FINDING)[letter])


def strength(standard_finding):
    """The letter and, always beside it, what it means."""
    if standard_finding.strength is None:
        return figure_sentences.capital(meaning(standard_finding))
    values = {
        "letter": standard_finding.strength.value,
        "meaning": meaning(standard_finding),
    }
    return _("%(letter)s: %(meaning)s") % values


def cases_word(standard_finding):
    """Verified, reported or nobody reported one, where one case is too many."""
    if not standard_finding.standard.zero_tolerance:
        return ""
    if standard_finding.cases == Cases.NOT_KNOWN and standard_finding.voices:
        return _("Not published")
    return str(CASES[standard_finding.cases])


def cases(standard_finding):
    """Verified by whom and how: kinds of sources, so that nobody is identified."""
    if not standard_finding.standard.zero_tolerance:
        return ""
    sources = ", ".join(_how(source) for source in standard_finding.case_sources)
    match standard_finding.cases:
        case Cases.VERIFIED:
            template = _(
                "Here one case is too many. At least one is verified: %(how)s."
            )
        case Cases.REPORTED:
            template = _(
                "One case is already too many. It was reported but is not verified:"
                " %(how)s. A document, an observation or a second group could verify"
                " it."
            )
        case Cases.NOT_REPORTED:
            return _(
                "Here one case is too many. None of the people we asked reported one."
            )
        case _ if standard_finding.voices:
            return _(
                "Here one case is too many. We do not publish whether anyone reported"
                " one."
            )
        case _:
            return _("Here one case is too many. We asked nobody about it.")
    return template % {"how": sources}


def _how(source):
    if not source.group:
        return str(HOW[source.means.value])
    return _("reported by %(who)s") % {"who": group_names.who(source.group).name}
