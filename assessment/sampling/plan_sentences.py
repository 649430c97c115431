"""Sentences on a planned sample: its precision, its power, what is needed, cautions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.presentation import number_texts
from surveys.models import Stratum

if TYPE_CHECKING:
    from analysis.planning.sample_size import Plan

CHANCE = 0.8
FEW_DF, FEW_PEOPLE, WIDE, VERDICTS = 8, 30, 0.15, 30


def precision_sentence(plan: Plan) -> str:
    """The half width of the likely range of a share, in one sentence."""
    from analysis.planning.sample_size import precision

    template = ngettext(
        "Plan: %(places)d places, %(people)d person asked at each, %(response)s"
        " agree. A share near %(share)s would then be known to about ± %(half)s.",
        "Plan: %(places)d places, %(people)d people asked at each, %(response)s"
        " agree. A share near %(share)s would then be known to about ± %(half)s.",
        int(plan.people),
    )
    return template % {
        "places": plan.places,
        "people": plan.people,
        "response": number_texts.percent(plan.response),
        "share": number_texts.percent(plan.share),
        "half": _points(precision(plan).half_width),
    }


def _points(half_width: float) -> str:
    """Rounded outward, as ranges are."""
    number = number_texts.up(half_width)
    return ngettext("%(number)d point", "%(number)d points", number) % {
        "number": number
    }


def needed_sentence(plan: Plan, wanted: float) -> str:
    """Places or people needed for the wanted half width."""
    from analysis.planning.sample_size import people_needed, places_needed

    places, people = places_needed(plan, wanted), people_needed(plan, wanted)
    values = {"half": _points(wanted), "people": plan.people, "places": plan.places}
    if places is None and people is None:
        template = _(
            "To reach ± %(half)s you need both more places and more people. Add both,"
            " or accept a wider range."
        )
    elif places is None:
        template = _(
            "For ± %(half)s, ask %(m)d people at each of the %(places)d places."
        )
    elif people is None:
        template = _(
            "For ± %(half)s, visit %(n)d places and ask %(people)d people at each."
            " Asking more people at the same %(places)d places would never be enough."
        )
    else:
        template = _(
            "For ± %(half)s, visit %(n)d places and ask %(people)d people at each. Or"
            " ask %(m)d people at each of %(places)d places."
        )
    return template % (values | {"n": places, "m": people})


def power_sentence(plan: Plan, officials: float) -> str:
    """The smallest difference between people and officials that would be detected."""
    from analysis.planning.power import detectable

    difference = detectable(plan, officials, wanted=CHANCE)
    if difference is None:
        template = _(
            "Suppose all officials say yes and %(share)s of people do. This plan"
            " would miss that difference more than 2 times in 10. Visit more places."
        )
    else:
        template = ngettext(
            "Suppose %(share)s of people say yes, and officials %(points)s more. With"
            " %(officials)d official at each place, this plan would see the difference"
            " 8 times in 10.",
            "Suppose %(share)s of people say yes, and officials %(points)s more. With"
            " %(officials)d officials at each place, this plan would see the"
            " difference 8 times in 10.",
            int(officials),
        )
    values = {"officials": officials, "share": number_texts.percent(plan.share)}
    return template % (values | {"points": _points(difference or 0)})


def cautions(plan: Plan, strata: Iterable[Stratum]) -> list[str]:
    """Weaknesses of such a sample. strata: each with its number of drawn `places`.

    A stratum that is joined with another needs no second place for its range.
    """
    from analysis.planning.sample_size import precision

    plan_precision, sentences = precision(plan), []
    strata = list(strata)
    joined = {
        pk
        for stratum in strata
        if stratum.joined_with_id
        for pk in (stratum.pk, stratum.joined_with_id)
    }
    if plan_precision.half_width > WIDE or plan_precision.n_eff < FEW_PEOPLE:
        sentences.append(_("Such a range is marked “use with care” in the report."))
    if plan.df < FEW_DF:
        sentences.append(
            _(
                "There are hardly more places than strata, so the range is not"
                " reliable. Visit at least %(least)d places."
            )
            % {"least": plan.strata + FEW_DF}
        )
    if plan.places < VERDICTS:
        sentences.append(
            _(
                "With fewer than %(least)d places, the report shows the difference"
                " between people and officials but makes no finding."
            )
            % {"least": VERDICTS}
        )
    sentences += [
        _(
            "Stratum “%(stratum)s” has one place drawn out of %(frame)d: its range"
            " cannot be computed. Draw a second one, or merge it with a similar"
            " stratum."
        )
        % {"stratum": stratum.name, "frame": stratum.frame_count}
        for stratum in strata
        if stratum.places == 1 < stratum.frame_count and stratum.pk not in joined
    ]
    return sentences
