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
        "With %(places)d places and %(people)d person asked at each, of whom"
        " %(response)s answer, a share near %(share)s would be known to within about"
        " ± %(half)s.",
        "With %(places)d places and %(people)d people asked at each, of whom"
        " %(response)s answer, a share near %(share)s would be known to within about"
        " ± %(half)s.",
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
            "A range of ± %(half)s cannot be reached by more places alone or more"
            " people alone. Ask more people at more places, or accept a wider range."
        )
    elif places is None:
        template = _(
            "A range of ± %(half)s takes %(m)d people asked at each of %(places)d"
            " places."
        )
    elif people is None:
        template = _(
            "A range of ± %(half)s takes %(n)d places with %(people)d people asked at"
            " each. More people at the same %(places)d places would not be enough,"
            " however many."
        )
    else:
        template = _(
            "A range of ± %(half)s takes %(n)d places with %(people)d people asked at"
            " each, or %(m)d people asked at each of %(places)d places."
        )
    return template % (values | {"n": places, "m": people})


def power_sentence(plan: Plan, officials: float) -> str:
    """The smallest difference between people and officials that would be detected."""
    from analysis.planning.power import detectable

    difference = detectable(plan, officials, wanted=CHANCE)
    if difference is None:
        template = _(
            "Even if all officials claimed what %(share)s of people say, the difference"
            " would be missed in more than 2 rounds of 10. Visit more places."
        )
    else:
        template = ngettext(
            "With %(officials)d official asked at each place, a claim by officials"
            " that is %(points)s above the %(share)s of people would be found in 8"
            " rounds of 10.",
            "With %(officials)d officials asked at each place, a claim by officials"
            " that is %(points)s above the %(share)s of people would be found in 8"
            " rounds of 10.",
            int(officials),
        )
    values = {"officials": officials, "share": number_texts.percent(plan.share)}
    return template % (values | {"points": _points(difference or 0)})


def cautions(plan: Plan, strata: Iterable[Stratum]) -> list[str]:
    """Weaknesses of such a sample. strata: each with its number of drawn `places`."""
    from analysis.planning.sample_size import precision

    plan_precision, sentences = precision(plan), []
    if plan_precision.half_width > WIDE or plan_precision.n_eff < FEW_PEOPLE:
        sentences.append(_("Such a range is marked “use with care” in the report."))
    if plan.df < FEW_DF:
        sentences.append(
            _(
                "There are few more places than strata, so the range itself is unsure."
                " Visit at least %(least)d places."
            )
            % {"least": plan.strata + FEW_DF}
        )
    if plan.places < VERDICTS:
        sentences.append(
            _(
                "With fewer than %(least)d places the report shows how far people and"
                " officials differ, and gives no verdict on it."
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
        if stratum.places == 1 < stratum.frame_count
    ]
    return sentences
