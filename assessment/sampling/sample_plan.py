"""The page that plans a sample: its precision and power, and a table of choices.

The arithmetic is that of analysis.planning, imported when the page is opened: the web
process starts without the statistics libraries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Avg, Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.presentation import number_texts
from assessment.sampling import plan_sentences as words
from surveys.models import Assignment, FramePlace, Instrument, Round, Stratum

if TYPE_CHECKING:
    from analysis.planning.sample_size import Plan

CHOICES = (5, 10, 15, 20, 30, 50)  # people at each place
USUAL = {"people": 10, "officials": 3, "share": 50, "rho": 0.05, "response": 80}
WANTED = 10


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The plan of a round. residents: mean population of a place, 0 if unknown."""

    strata: list[Stratum]
    frame: int
    places: int
    residents: int
    wanted: int

    @property
    def initial(self) -> dict[str, float]:
        """Initial values of the form: those of the round, else the usual ones."""
        people = round(100 * self.wanted / USUAL["response"]) or USUAL["people"]
        if self.residents:
            people = min(people, self.residents)
        places = self.places or min(12, self.frame or 12)
        least = len(self.strata) + 1
        return USUAL | {
            "places": max(places, min(least, self.frame or least)),
            "people": people,
            "wanted": WANTED,
        }


def _people_of_the_list() -> Subquery:
    """People held at all places of a stratum, of which the number is known."""
    places = FramePlace.objects.filter(stratum=OuterRef("pk")).order_by()
    sums = places.values("stratum").annotate(people=Sum("people_held"))
    return Subquery(sums.values("people"))


def round_plan(round: Round) -> RoundPlan:
    """The plan of a round: places in the frame, places drawn, people held there."""
    in_use = Q(primary_units__replaced_by__isnull=True)
    has_people = Q(primary_units__population__gt=0) & in_use
    strata = list(
        Stratum.objects.filter(round=round).annotate(
            places=Count("primary_units", filter=in_use),
            people_held=Coalesce(
                _people_of_the_list(), Sum("primary_units__population", filter=in_use)
            ),
        )
    )
    residents = Stratum.objects.filter(has_people, round=round).aggregate(
        mean=Avg("primary_units__population")
    )
    places = sum(stratum.places for stratum in strata)
    return RoundPlan(
        strata=strata,
        frame=sum(stratum.frame_count for stratum in strata),
        places=places,
        residents=int(residents["mean"] or 0),
        wanted=_wanted(round) // places if places else 0,
    )


def _wanted(round: Round) -> int:
    """Interviews wanted of people held, over all places of the round."""
    assignments = Assignment.objects.filter(
        primary_unit__round=round, instrument__source=Instrument.Source.MIGRANT
    )
    return assignments.aggregate(n=Sum("wanted"))["n"] or 0


def _whole_number(
    label: str, least: int, most: int, help_text: str = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=help_text
    )


class SamplingForm(forms.Form):
    """A sample to think about; nothing is stored."""

    places = _whole_number(gettext_lazy("Places to visit"), 2, 10_000)
    people = _whole_number(gettext_lazy("People to interview at each place"), 1, 10_000)
    officials = _whole_number(
        gettext_lazy("Officials to interview at each place"), 1, 1000
    )
    share = _whole_number(
        gettext_lazy("Share expected, in percent"),
        1,
        99,
        gettext_lazy("If unsure, enter 50. It needs the most interviews."),
    )
    rho = forms.FloatField(
        label=gettext_lazy("How alike are the answers of one place? (ρ)"),
        min_value=0,
        max_value=1,
        help_text=gettext_lazy(
            "0: not alike. 0.05: most questions. 0.2: what the place decides, such as"
            " beds. 1: all people of a place say the same."
        ),
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    response = _whole_number(
        gettext_lazy("People who will agree to an interview, in percent"), 1, 100
    )
    wanted = _whole_number(
        gettext_lazy("Margin you can accept: points up or down"),
        1,
        50,
        gettext_lazy(
            "Example: with 10 points, “50 percent” means between 40 and 60 percent."
        ),
    )

    def __init__(self, *args, plan: RoundPlan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        for field in self.fields.values():
            field.error_messages["required"] = _("Type a value.")

    def clean_places(self) -> int:
        places, strata = self.cleaned_data["places"], len(self.plan.strata)
        if self.plan.frame and places > self.plan.frame:
            raise forms.ValidationError(
                _("There are only %(frame)d places in the country.")
                % {"frame": self.plan.frame}
            )
        if places <= strata < self.plan.frame:
            raise forms.ValidationError(
                _("With %(strata)d strata, visit at least %(least)d places.")
                % {"strata": strata, "least": strata + 1}
            )
        return places

    def clean_people(self) -> int:
        people = self.cleaned_data["people"]
        if self.plan.residents and people > self.plan.residents:
            raise forms.ValidationError(
                _("On average, a place in this round detains %(residents)d people.")
                % {"residents": self.plan.residents}
            )
        return people


def page(round: Round, query) -> dict[str, object]:
    """The context of the page. query: that of the address."""
    plan = round_plan(round)
    values = query if set(query) & set(SamplingForm.base_fields) else plan.initial
    form = SamplingForm(values, plan=plan)
    context = {"round": round, "plan": plan, "form": form, "synthetic": round.synthetic}
    if form.is_valid():
        context |= _sample_context(plan, form.cleaned_data)
    return context


def _sample_context(plan: RoundPlan, values: dict[str, float]) -> dict[str, object]:
    from analysis.planning.sample_size import Plan

    sample = Plan(
        places=values["places"],
        people=values["people"],
        share=values["share"] / 100,
        rho=values["rho"],
        response=values["response"] / 100,
        frame=plan.frame or float("inf"),
        residents=plan.residents or float("inf"),
        strata=max(len(plan.strata), 1),
    )
    return {
        "sentence": words.precision_sentence(sample),
        "needed": words.needed_sentence(sample, values["wanted"] / 100),
        "power": words.power_sentence(sample, values["officials"]),
        "cautions": words.cautions(sample, plan.strata),
        "choices": _choices(sample, values["wanted"] / 100),
        "places": values["places"],
        "wanted": values["wanted"],
    }


@dataclass(frozen=True, slots=True)
class SampleChoice:
    """One row of the table of choices: a number of people at each place.

    half: half width at the same places. half_as_many: half width with as many people in
    all, None with no more places than strata. all_places: the frame has too few places
    for as many people in all. needed: places needed, None where none is enough.
    """

    people: int
    half: int
    places_as_many: int
    half_as_many: int | None
    all_places: bool
    needed: int | None
    chosen: bool


def _choices(plan: Plan, wanted: float) -> list[SampleChoice]:
    from analysis.planning.sample_size import places_needed, precision, spread_over

    sizes = sorted({int(plan.people), *(m for m in CHOICES if m <= plan.residents)})
    choices = []
    for people in sizes:
        same, many = replace(plan, people=people), spread_over(plan, people)
        half = number_texts.up(precision(many).half_width)
        choices.append(
            SampleChoice(
                people=people,
                half=number_texts.up(precision(same).half_width),
                places_as_many=int(many.places),
                half_as_many=half if many.places > plan.strata else None,
                all_places=many.places == plan.frame,
                needed=places_needed(same, wanted),
                chosen=people == plan.people,
            )
        )
    return choices
