"""Stored figures → sentences, by the one table of rules in wording.py."""

from django.utils.translation import gettext as _

from assessment import groups, numerals, wording
from surveys.models import DesignClass, Instrument


def who(figure):
    return groups.who(figure.source, figure.group_var, figure.group_code)


def finding_sentence(figure):
    """One finding in one sentence, without the base and the verdict."""
    if not figure.is_shown:
        return wording.too_few() + "."
    label = figure.indicator.label
    if figure.source in groups.OF_THINGS:
        return _of_things(figure, label)
    if figure.design_class == DesignClass.PURPOSIVE:
        return _not_at_random(figure, label)
    if figure.indicator.statistic == "mean":
        return _mean(figure, label)
    if figure.design_class == DesignClass.CENSUS:
        return _census(figure, label)
    name = who(figure)
    if figure.k == 0:
        return _said(
            label, wording.none_observed(figure.n, name, figure.ci_upper) + "."
        )
    if figure.k == figure.n:
        return _said(label, wording.all_observed(figure.n, name, figure.ci_lower) + ".")
    said = wording.headline(figure.estimate, figure.ci_lower, figure.ci_upper, name)
    if figure.source == Instrument.Source.AUTHORITY:
        return _("%(share)s said that %(label)s.") % {"share": said, "label": label}
    return f"{said} {label}."


def _not_at_random(figure, label):
    if figure.k is None:
        return _("They were not chosen at random: no average is given.")
    if figure.source not in (Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY):
        return wording.spoken_to(figure.n, figure.k, label, who(figure))
    official = figure.source == Instrument.Source.AUTHORITY
    return wording.not_at_random(figure.n, figure.k, label, official=official)


def _of_things(figure, label):
    """Places, programmes and laws: what was counted, then of what."""
    if figure.base is not None and figure.estimate is None:
        counted = _("%(share)s, at %(n)s %(who)s") % {
            "share": numerals.k_of_n(figure.above, figure.base),
            "n": numerals.whole(figure.n),
            "who": who(figure).name,
        }
    elif figure.k is not None and figure.method in ("count_only", "census"):
        counted = f"{numerals.k_of_n(figure.k, figure.n)} {who(figure).name}"
    elif figure.estimate is None:
        counted = _("no average is given")
    else:
        counted = _about(figure)
    said = _said(label, counted + ".")
    purposive = figure.design_class == DesignClass.PURPOSIVE
    return f"{said} {wording.elsewhere()}" if purposive else said


def _about(figure):
    """The figure with its range, where it has one."""
    value = numerals.amount(figure.estimate, figure.indicator.unit)
    if figure.ci_lower is None or figure.ci_lower == figure.ci_upper:
        return value
    unit = figure.indicator.unit
    return f"{value} ({numerals.between(figure.ci_lower, figure.ci_upper, unit)})"


def _mean(figure, label):
    values = {
        "label": label[:1].upper() + label[1:],
        "mean": _about(figure),
    }
    return _("%(label)s: on average %(mean)s.") % values


def _census(figure, label):
    values = {
        "k": numerals.whole(figure.k),
        "n": numerals.whole(figure.n),
        "who": who(figure).name,
        "label": label,
    }
    return _("Everyone was asked: %(k)s of %(n)s %(who)s %(label)s.") % values


def _said(label, sentence):
    return f"{label[:1].upper() + label[1:]}: {sentence[:1].lower()}{sentence[1:]}"


def base_sentence(figure):
    if not figure.is_shown:
        return ""
    if figure.source in groups.OF_THINGS:
        return wording.based_on(figure.n, who(figure)) + "."
    return wording.base(figure.n, who(figure), figure.n_clusters) + "."


def verdict(figure):
    if not figure.is_shown:
        return wording.too_few()
    if figure.design_class == DesignClass.PURPOSIVE:
        return _("Not assessed: not chosen at random")
    return wording.verdict(
        figure.finding, figure.target, figure.direction, figure.indicator.unit
    )


def picture_sentence(figures):
    """What the dot-and-whisker picture shows, in words; the total comes first."""
    total, *others = figures
    said = _("%(measure)s: %(share)s of %(who)s, likely %(low)s to %(high)s") % {
        "measure": total.indicator.label[:1].upper() + total.indicator.label[1:],
        "share": numerals.percent(total.estimate),
        "who": who(total).name,
        "low": numerals.percents(numerals.down(total.ci_lower)),
        "high": numerals.percents(numerals.up(total.ci_upper)),
    }
    if total.target is not None:
        said += _("; target %(target)s") % {"target": numerals.percent(total.target)}
    if len(others) < 2:
        return said + "."
    ranked = sorted(others, key=lambda one: one.estimate)
    return _("%(said)s. Lowest %(lowest)s, highest %(highest)s.") % {
        "said": said,
        "lowest": who(ranked[0]).name,
        "highest": who(ranked[-1]).name,
    }


def disagreement_sentence(migrants, officials):
    """Two informant groups side by side; they are never pooled."""
    return _(
        "%(share)s of people asked %(label)s. %(k)s of %(n)s officials said that"
        " %(claim)s."
    ) % {
        "share": numerals.percent(migrants.estimate),
        "label": migrants.indicator.label,
        "k": numerals.whole(officials.k),
        "n": numerals.whole(officials.n),
        "claim": officials.indicator.label,
    }


def differences(figures):
    """Who is worse or better off, one sentence each, and one for all that is unclear.

    Groups of one grouping beside its reference group; shares only, as a number of
    points says nothing of days.
    """
    tested = [
        one
        for one in figures
        if one.is_shown
        and one.p_adjusted is not None
        and one.indicator.statistic == "proportion"
    ]
    said = [
        wording.difference(
            one.difference,
            one.diff_lower,
            one.diff_upper,
            one.p_adjusted,
            who(one),
            groups.who(one.source, one.group_var, one.compare_to),
        )
        for one in tested
    ]
    unclear = wording.no_clear_difference()
    clear = [f"{one}." for one in said if one != unclear]
    if tested and len(clear) < len(said):
        clear.append(
            _("Between the other groups: no clear difference.")
            if clear
            else f"{unclear}."
        )
    return clear
