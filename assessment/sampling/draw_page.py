"""The page that draws the places of a round, and shows what was drawn.

The draw itself is analysis.sampling, imported when the page is opened: the web process
starts without the statistics libraries.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.fieldwork.draws import DrawnPlace, keep_draw
from surveys.fieldwork.refusals import codes_in_use, is_in_use
from surveys.models import Draw, FramePlace, Person, PrimaryUnit, Round, Stratum

if TYPE_CHECKING:
    from analysis.sampling.sample_problems import SampleProblem

SEEDS = 10**9
METHODS = (
    ("simple", gettext_lazy("At random, each place with the same chance")),
    ("by_size", gettext_lazy("At random, larger places with a larger chance")),
    ("systematic", gettext_lazy("At equal steps in the list, from a random start")),
    ("all", gettext_lazy("All places")),
)
SENTENCES = {
    "none_wanted": gettext_lazy("%(stratum)s: draw at least one place, or all."),
    "too_many_wanted": gettext_lazy(
        "%(stratum)s: you want to draw %(wanted)d places, but there are %(places)d."
        " Draw fewer, or take all."
    ),
    "size_missing": gettext_lazy(
        "%(stratum)s cannot be drawn by size: the number of people held at %(place)s is"
        " not known. Write the number, or choose another method."
    ),
    "size_not_positive": gettext_lazy(
        "%(stratum)s cannot be drawn by size: nobody is held at %(place)s. Write the"
        " number, or choose another method."
    ),
}
LONELY = gettext_lazy(
    "%(stratum)s: one place is left to chance, so no likely range of its own can be"
    " worked out. Draw two, take all, or join it with %(partners)s in the list."
)


class DrawForm(forms.Form):
    """For each stratum how it is drawn, and of how many places; then the reason."""

    def __init__(self, strata: list[Any], again: bool, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for stratum in strata:
            self.fields[f"method-{stratum.pk}"] = forms.ChoiceField(
                label=_("%(stratum)s: how?") % {"stratum": stratum.name},
                choices=METHODS,
                initial="all" if stratum.places <= 2 else "by_size",
            )
            self.fields[f"places-{stratum.pk}"] = forms.IntegerField(
                label=_("%(stratum)s: how many of %(n)d places?")
                % {"stratum": stratum.name, "n": stratum.places},
                min_value=0,
                initial=stratum.places if stratum.places <= 2 else 2,
            )
        if again:
            self.fields["reason"] = forms.CharField(
                label=_("Why is the sample drawn again?"),
                max_length=160,
                error_messages={"required": _("Type a value.")},
            )

    def plan(self, strata: list[Any]) -> dict[str, dict[str, Any]]:
        """stratum code → method and places."""
        return {
            stratum.code: {
                "method": self.cleaned_data[f"method-{stratum.pk}"],
                "places": self.cleaned_data[f"places-{stratum.pk}"],
            }
            for stratum in strata
        }


def strata_of(round: Round) -> list[Any]:
    """Strata with places of the frame: their number, and the people held there."""
    counted = Stratum.objects.filter(round=round, frame_places__isnull=False).annotate(
        places=Count("frame_places"), people=Sum("frame_places__people_held")
    )
    return list(counted.order_by("code"))


def problems_of(round: Round, plan: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(what stops the draw, what may stay) as sentences."""
    from analysis.sampling.sample_problems import sample_problems

    found = sample_problems(_frame(round), _plan(plan))
    names = dict(Stratum.objects.filter(round=round).values_list("code", "name"))
    wrong = [_sentence(problem, names) for problem in found if not problem.is_doubt]
    doubts = [_sentence(problem, names) for problem in found if problem.is_doubt]
    return wrong, doubts


def draw_sample(
    *,
    round: Round,
    plan: Mapping[str, Any],
    reason: str,
    by: Person,
    seed: int | None = None,
) -> Draw:
    """Draw the places, and store the draw with its seed: a new one but in the demo."""
    from analysis.sampling.draw import draw

    seed = secrets.randbelow(SEEDS) if seed is None else seed
    drawn = draw(_frame(round), _plan(plan), seed)
    places = [
        DrawnPlace(
            code=row.place,
            drawn=bool(row.drawn),
            chance=float(row.chance),
            certainty=bool(row.certainty),
            draw_order=_whole(row.draw_order),
            replacement_order=_whole(row.replacement_order),
        )
        for row in drawn.itertuples()
    ]
    return keep_draw(
        round=round, seed=seed, plan=plan, places=places, reason=reason, by=by
    )


def _whole(number: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(number) else int(number)


def _frame(round: Round) -> Any:
    import pandas as pd

    rows = FramePlace.objects.filter(round=round).order_by("code")
    columns = rows.values_list("code", "stratum__code", "people_held")
    frame = pd.DataFrame(list(columns), columns=["place", "stratum", "size"])
    return frame.astype({"size": float})


def _plan(plan: Mapping[str, Any]) -> Any:
    from analysis.sampling.sample_problems import Method, StratumPlan

    return {
        code: StratumPlan(Method(wanted["method"]), wanted["places"])
        for code, wanted in plan.items()
    }


def _sentence(problem: SampleProblem, names: Mapping[str, str]) -> str:
    partners = [names[code] for code in problem.partners if code in names]
    text = LONELY if problem.is_doubt else SENTENCES[problem.kind]
    return str(text) % {
        "stratum": names.get(problem.stratum, problem.stratum),
        "place": problem.place,
        "partners": ", ".join(partners) or _("another one"),
        **problem.numbers,
    }


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A place of the sample: how it came in, and what became of it.

    access: whether the team may visit, as the list says; "" where it is granted.
    unknown: nobody knows how many people are held there.

    substitute: the place that was taken for it; stands_for: the place it is taken for.
    """

    unit: PrimaryUnit
    certainty: bool
    access: str = ""
    unknown: bool = False
    substitute: str = ""
    stands_for: str = ""


def sample_lines(round: Round) -> list[SampleLine]:
    """The places of the sample, each replacement after the place it stands for."""
    units = PrimaryUnit.objects.filter(round=round).select_related(
        "site", "stratum", "stands_for__site"
    )
    drawn = FramePlace.objects.filter(round=round, drawn=True)
    places = {place.code: place for place in drawn}
    substitutes = {
        unit.stands_for_id: unit.site.code for unit in units if unit.stands_for
    }
    lines = []
    for unit in units:
        place = places.get(unit.site.code.removesuffix(f"-{round.country}"))
        granted = place is None or place.access == FramePlace.Access.GRANTED
        line = SampleLine(
            unit=unit,
            certainty=bool(place and place.certainty),
            access="" if granted else place.get_access_display(),
            unknown=bool(place and place.people_held is None),
            substitute=substitutes.get(unit.pk, ""),
            stands_for=unit.stands_for.site.code if unit.stands_for else "",
        )
        lines.append(line)
    return sorted(lines, key=_order)


def _order(line: SampleLine) -> tuple[str, str, str]:
    return (
        line.unit.stratum.code,
        line.stands_for or line.unit.site.code,
        line.unit.site.code if line.stands_for else "",
    )


def lonely_strata(round: Round) -> list[Stratum]:
    """Strata of which one place is in the sample by chance, and that stand alone.

    No likely range of its own can be worked out for them. A place that let nobody in is
    not counted.
    """
    in_sample = PrimaryUnit.objects.filter(round=round, refused_because="")
    chances: dict[int, list[float]] = {}
    for unit in in_sample:
        chance = 0.0 if unit.chance is None else unit.chance
        chances.setdefault(unit.stratum_id, []).append(chance)
    by_chance = {
        stratum: sum(chance < 1 for chance in drawn) or len(drawn)
        for stratum, drawn in chances.items()
    }
    strata = Stratum.objects.filter(round=round, frame_count__gt=1)
    return [
        stratum
        for stratum in strata.filter(joined_with__isnull=True, joined__isnull=True)
        if by_chance.get(stratum.pk) == 1
    ]


def page(round: Round) -> dict[str, Any]:
    """What was drawn: places by stratum, replacements, strata, all draws so far."""
    others = FramePlace.objects.filter(
        round=round, drawn=False, replacement_order__isnull=False
    ).order_by("stratum__code", "replacement_order")
    codes = codes_in_use(round)
    strata = Stratum.objects.filter(round=round)
    return {
        "round": round,
        "lines": sample_lines(round),
        "replacements": [
            (stratum, code, name)
            for stratum, code, name in others.values_list(
                "stratum__name", "code", "name"
            )
            if not is_in_use(code, round, codes)
        ],
        "draws": Draw.objects.filter(round=round).select_related("made_by"),
        "lonely": lonely_strata(round),
        "joined": strata.filter(joined_with__isnull=False).select_related(
            "joined_with"
        ),
        "all_strata": strata,
    }
