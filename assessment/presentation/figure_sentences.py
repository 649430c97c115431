"""Sentences on figures as the reader may see them.

Wording rules: uncertainty.py for exact figures, bands.py for published ones.
"""

import math

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assessment.models import Cases, Finding
from assessment.presentation import bands, group_names, number_texts, uncertainty
from surveys.models import DesignClass, Instrument

DIFFERS, MAY_DIFFER = "differs", "may_differ"
ALIKE = {
    "age": gettext_lazy("age"),
    "site_kind": gettext_lazy("kind of place"),
    "legal": gettext_lazy("legal situation"),
}


def who(figure):
    return group_names.who(figure.source, figure.group_var, figure.group_code)


def capital(text):
    return text[:1].upper() + text[1:]


def finding_sentence(figure):
    """One finding in one sentence, without the base and the verdict."""
    if figure.is_exact:
        return _exact(figure.exact)
    label = figure.indicator.label
    if not figure.has_number:
        return f"{capital(label)}: {_lower(bands.why_not(figure))}."
    return _published(figure, label)


def _lower(sentence):
    return sentence[:1].lower() + sentence[1:]


def _with_label(label, sentence):
    return f"{capital(label)}: {_lower(sentence)}"


# -- exact figures -----------------------------------------------------------------


def _exact(figure):
    label = figure.indicator.label
    if figure.source in group_names.OF_THINGS:
        return _of_things(figure, label)
    if figure.design_class == DesignClass.PURPOSIVE:
        return _not_at_random(figure, label)
    if figure.indicator.statistic == "mean":
        return _mean(label, _about(figure))
    if figure.method == "census":
        return _census(figure, label)
    name = who(figure)
    if figure.k == 0:
        return _with_label(
            label, uncertainty.none_observed(figure.n, name, figure.upper) + "."
        )
    if figure.k == figure.n:
        return _with_label(
            label, uncertainty.all_observed(figure.n, name, figure.lower) + "."
        )
    share = uncertainty.headline(figure.estimate, figure.lower, figure.upper, name)
    if figure.source == Instrument.Source.AUTHORITY:
        return _("%(share)s said that %(label)s.") % {"share": share, "label": label}
    return f"{share} {label}."


def _not_at_random(figure, label):
    if figure.k is None:
        return _("They were not chosen at random, so we give no average.")
    if figure.source not in (Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY):
        return uncertainty.spoken_to(figure.n, figure.k, label, who(figure))
    official = figure.source == Instrument.Source.AUTHORITY
    return uncertainty.not_at_random(figure.n, figure.k, label, official=official)


def _of_things(figure, label):
    """The sentence on places, programmes or laws: what was counted, then of what."""
    if figure.denominator is not None and figure.estimate is None:
        amount = _("%(share)s, at %(n)s %(who)s") % {
            "share": number_texts.k_of_n(figure.numerator, figure.denominator),
            "n": number_texts.whole_number(figure.n),
            "who": who(figure).name,
        }
    elif figure.k is not None:
        amount = f"{number_texts.k_of_n(figure.k, figure.n)} {who(figure).name}"
        amount += _range_of_places(figure.lower, figure.upper)
    elif figure.estimate is None:
        amount = _("no average is given")
    else:
        amount = _about(figure)
    sentence = _with_label(label, amount + ".")
    purposive = figure.design_class == DesignClass.PURPOSIVE
    return f"{sentence} {uncertainty.elsewhere()}" if purposive else sentence


def _range_of_places(lower, upper):
    """The likely range over all places; "" where all were visited."""
    if lower is None or lower == upper:
        return ""
    return " " + _("(of all places, likely %(low)s to %(high)s)") % {
        "low": number_texts.percents(number_texts.down(lower)),
        "high": number_texts.percents(number_texts.up(upper)),
    }


def _about(figure):
    """The figure with its range, where it has one."""
    value = number_texts.amount(figure.estimate, figure.indicator.unit)
    if figure.lower is None or figure.lower == figure.upper:
        return value
    unit = figure.indicator.unit
    return f"{value} ({number_texts.between(figure.lower, figure.upper, unit)})"


def _mean(label, mean):
    return _("%(label)s: on average %(mean)s.") % {
        "label": capital(label),
        "mean": mean,
    }


def _census(figure, label):
    values = {
        "k": number_texts.whole_number(figure.k),
        "n": number_texts.whole_number(figure.n),
        "who": who(figure).name,
        "label": label,
    }
    return _("Everyone was asked: %(k)s of %(n)s %(who)s %(label)s.") % values


# -- published figures -------------------------------------------------------------


def _published(figure, label):
    if figure.source in group_names.OF_THINGS:
        return _published_of_things(figure, label)
    if figure.band_low is None and figure.value is None:
        return _with_label(
            label, _("They were not chosen at random, so we give no average.")
        )
    if figure.band_low is None:
        return _mean(label, _rounded(figure))
    if figure.indicator.statistic == "mean":
        return _mean(label, _band_with_range(figure))
    share = _share_of(figure)
    if figure.likely_low is not None:
        share += f" ({bands.likely(figure.likely_low, figure.likely_high)})"
    if figure.source == Instrument.Source.AUTHORITY:
        sentence = _("%(share)s said that %(label)s.") % {
            "share": share,
            "label": label,
        }
    else:
        sentence = f"{share} {label}."
    if figure.design_class == DesignClass.PURPOSIVE:
        return f"{sentence} {uncertainty.elsewhere()}"
    return sentence


def _share_of(figure):
    """ "Between 14 and 16 in 100 women", "Fewer than half of women"."""
    return bands.share_of(figure.band_low, figure.band_high, who(figure).name)


def _published_of_things(figure, label):
    if figure.k is not None:
        amount = f"{number_texts.k_of_n(figure.k, figure.base_low)} {who(figure).name}"
        amount += _range_of_places(figure.lower, figure.upper)
    elif figure.band_low is not None:
        amount = _band_with_range(figure)
    elif figure.value is not None:
        amount = _rounded(figure)
    else:
        amount = _("no average is given")
    sentence = _with_label(label, amount + ".")
    if figure.design_class == DesignClass.PURPOSIVE:
        return f"{sentence} {uncertainty.elsewhere()}"
    return sentence


def _band_with_range(figure):
    """A band with its range: what is a share, but not of people."""
    text = bands.share(figure.band_low, figure.band_high)
    if figure.likely_low in (None, figure.band_low) and figure.likely_high in (
        None,
        figure.band_high,
    ):
        return text
    return f"{text} ({bands.likely(figure.likely_low, figure.likely_high)})"


def _rounded(figure):
    """A mean or rate of two digits with its range."""
    number = number_texts.rounded(figure.value, figure.indicator.unit)
    value = _("about %(number)s") % {"number": number}
    if figure.lower is None or figure.lower == figure.upper:
        return value
    return _("%(value)s (likely between %(low)s and %(high)s)") % {
        "value": value,
        "low": number_texts.two_digits(max(figure.lower, 0)),
        "high": number_texts.two_digits(figure.upper),
    }


# -- bases, verdicts, pictures -----------------------------------------------------


def base_sentence(figure):
    """The base in a sentence; "" where there is no number."""
    if not figure.has_number:
        return ""
    people = base(figure)
    places = figure.exact.n_clusters if figure.is_exact else figure.places
    if not people:
        return ""
    if figure.source in group_names.OF_THINGS:
        if figure.indicator.statistic == "ratio":
            return uncertainty.based_on_files(people, places)
        return uncertainty.based_on(people, who(figure)) + "."
    return uncertainty.base(people, who(figure), places) + "."


def base(figure):
    """The number of people, places or files, as this reader reads it."""
    if figure.is_exact:
        exact = figure.exact
        number = exact.n if exact.denominator is None else exact.denominator
        return "" if number is None else number_texts.whole_number(number)
    row = figure.published
    if row.base_low is None:
        return number_texts.whole_number(row.places) if row.places else ""
    if row.base_low != row.base_high or row.k is not None:
        return bands.base(row)
    return _("about %(number)s") % {"number": bands.base(row)}


def verdict(figure):
    """The finding in words: the same for every reader."""
    row = figure.published
    if row.finding == Finding.NOT_PUBLISHED:
        return bands.why_not(row)
    if row.finding == Finding.NO_FINDING:
        return _no_finding(row)
    if row.finding == Finding.NOT_MET and row.indicator.rule:
        return _("Not met: at least one place does not meet it")
    if row.finding == Finding.NOT_MET and _is_case(row):
        return _("Not met: at least one case is verified")
    return uncertainty.verdict(
        row.finding, row.target, row.direction, row.indicator.unit
    )


def _is_case(row):
    """Whether a case is verified where one is too many; a law is no case."""
    return (
        row.cases == Cases.VERIFIED
        and row.indicator.standard is not None
        and row.indicator.standard.zero_tolerance
        and row.source != Instrument.Source.LAW
    )


def _no_finding(row):
    if not row.is_published:
        return bands.why_not(row)
    if row.design_class == DesignClass.PURPOSIVE:
        return _("No finding: not chosen at random")
    return _("No finding: no target is set")


def picture_sentence(figures):
    """What the picture shows, in words; the total comes first."""
    total, *others = figures
    text = _picture_share(total)
    if total.target is not None:
        text += _("; target %(target)s") % {
            "target": number_texts.percent(total.target)
        }
    if not total.is_exact or len(others) < 2:
        return text + "."
    ranked = sorted(others, key=lambda figure: figure.exact.estimate)
    if ranked[0].exact.estimate == ranked[-1].exact.estimate:
        return text + "."
    return _(
        "%(said)s. Of the groups shown, lowest: %(lowest)s; highest: %(highest)s."
    ) % {
        "said": text,
        "lowest": who(ranked[0]).name,
        "highest": who(ranked[-1]).name,
    }


def _picture_share(total):
    measure = capital(total.indicator.label)
    if not total.is_exact:
        return (
            f"{measure}: "
            + _lower(_share_of(total))
            + (
                ""
                if total.likely_low is None
                else f", {bands.likely(total.likely_low, total.likely_high)}"
            )
        )
    return _("%(measure)s: %(share)s of %(who)s, likely %(low)s to %(high)s") % {
        "measure": measure,
        "share": number_texts.percent(total.exact.estimate),
        "who": who(total).name,
        "low": number_texts.percents(number_texts.down(total.exact.lower)),
        "high": number_texts.percents(number_texts.up(total.exact.upper)),
    }


def disagreement_sentence(migrants, officials):
    """Two informant groups side by side; they are never pooled."""
    if migrants.is_exact:
        return _(
            "%(share)s of the people we interviewed %(label)s. %(k)s of %(n)s"
            " officials said that %(claim)s."
        ) % {
            "share": number_texts.percent(migrants.exact.estimate),
            "label": migrants.indicator.label,
            "k": number_texts.whole_number(officials.exact.k),
            "n": number_texts.whole_number(officials.exact.n),
            "claim": officials.indicator.label,
        }
    return _("%(people)s %(label)s. %(officials)s said that %(claim)s.") % {
        "people": _share_of(migrants),
        "label": migrants.indicator.label,
        "officials": _share_of(officials),
        "claim": officials.indicator.label,
    }


# -- groups beside each other ------------------------------------------------------


def differences(figures):
    """One sentence for each clear difference between groups, and one for the rest.

    1. Each group is compared with the reference group of its grouping; shares only.
    2. The review body reads exact differences, everybody else the words that follow
       from published ranges.
    """
    comparisons = [figure for figure in figures if _is_compared(figure)]
    sentences = [_difference(figure) for figure in comparisons]
    clear = [sentence for sentence in sentences if sentence]
    if not comparisons:
        return []
    if len(clear) < len(sentences):
        clear.append(
            _("Between the other groups: no clear difference.")
            if clear
            else _("No clear difference between groups.")
        )
    return clear


def alike(indicator, statistics):
    """Sentences on differences adjusted for other characteristics (E2.6).

    statistics: exact ones, as the review body reads them.
    """
    return [
        _alike(statistic)
        for statistic in statistics
        if statistic.code == "E2.6" and statistic.about.startswith(f"{indicator.pk}:")
    ]


def _alike(statistic):
    _indicator, variable, code = statistic.about.split(":")
    codes = [word.partition(":") for word in statistic.note.split()]
    reference = next(word for key, _colon, word in codes if key == "beside")
    names = [str(ALIKE[word]) for key, _colon, word in codes if key == "alike"]
    return _(
        "Adjusted for %(alike)s: %(points)s points for %(who)s compared with"
        " %(others)s (likely %(low)s to %(high)s), from the answers of %(n)s people."
    ) % {
        "alike": ", ".join(names),
        "who": group_names.who(statistic.source, variable, code).name,
        "others": group_names.who(statistic.source, variable, reference).name,
        "points": _signed(round(100 * statistic.value)),
        "low": _signed(math.floor(100 * statistic.lower)),
        "high": _signed(math.ceil(100 * statistic.upper)),
        "n": number_texts.whole_number(statistic.n),
    }


def _signed(points):
    return f"{points:+d}".replace("-", "\N{MINUS SIGN}") if points else "0"


def _is_compared(figure):
    if figure.indicator.statistic != "proportion":
        return False
    row = figure.exact if figure.is_exact else figure.published
    return bool(row.comparison)


def _difference(figure):
    """The sentence on one comparison; "" where it is not clear."""
    reference = group_names.who(figure.source, figure.group_var, _reference(figure))
    values = {"who": capital(str(who(figure).name)), "others": reference.name}
    if figure.is_exact:
        exact = figure.exact
        if exact.comparison == DIFFERS:
            return uncertainty.difference(exact, who(figure), reference) + "."
        if exact.comparison == MAY_DIFFER:
            return uncertainty.may_differ(exact, who(figure), reference) + "."
        return ""
    masculine = who(figure).masculine
    match figure.published.comparison:
        case "more_often":
            return _("%(who)s more often than %(others)s.") % values
        case "less_often":
            return _("%(who)s less often than %(others)s.") % values
        case "may_differ":
            if masculine:
                return (
                    pgettext("masculine", "%(who)s and %(others)s may differ.") % values
                )
            return _("%(who)s and %(others)s may differ.") % values
    return ""


def _reference(figure):
    row = figure.exact if figure.is_exact else figure.published
    return row.compare_to
