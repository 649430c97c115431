"""The page of the visits to one place, and that of all contacts of a round."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.frames.visited_people import people_present
from assessment.sampling.visit_forms import initial_of, visit_form
from assessment.sampling.visit_rates import base_sentence, rate_line
from surveys.access import (
    coordinated_visits_for,
    has_role,
    visited_units_for,
    visiting_organisations,
    visits_for,
)
from surveys.exceptions import Refused
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.visits import record_visit
from surveys.fieldwork.watching.counted_interviews import latest_interviews
from surveys.models import Instrument, Role
from surveys.models.interviews import WITH_ANSWERS

LONGEST_NUMBER = 18  # digits; a database takes no longer number


@require_http_methods(["GET", "POST"])
def visits(request, code, site):
    """The visits of one's organisation to a place, and a form for one more."""
    unit = get_object_or_404(
        visited_units_for(request.user), round__code=code, site__code=site
    )
    organisations = visiting_organisations(request.user, unit)
    corrected = _corrected(request, unit)
    form = visit_form(organisations)(
        request.POST or None, initial=initial_of(corrected) if corrected else None
    )
    if request.method == "POST" and form.is_valid():
        fields = {"organisation": organisations[0], **form.cleaned_data}
        try:
            record_visit(unit=unit, visit=corrected, by=request.user, **fields)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect("visits", code, site)
    page = {"unit": unit, "form": form, "corrected": corrected}
    page |= _visits_so_far(request.user, unit)
    status = 422 if form.errors else 200
    return render(request, "assessment/sampling/visits.html", page, status=status)


def _corrected(request, unit):
    """The visit that the address names, to be corrected; none where it names none."""
    number = request.GET.get("visit", "")
    if not number:
        return None
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    return get_object_or_404(
        visits_for(request.user, unit), pk=number if known else None
    )


def _visits_so_far(person, unit):
    own_visits = list(visits_for(person, unit).order_by("held_on", "pk"))
    coordinates = has_role(person, unit.round, Role.COORDINATOR)
    page = {"visits": own_visits, "rates": rate_line(unit.site.name, own_visits)}
    return page | (_people_of(unit) if coordinates else {"coordinates": False})


def _people_of(unit):
    """What coordinators see of a place: its people, and interviews of every partner."""
    code = unit.site.code
    present = people_present(unit.round, code).get(code)
    interviews = (
        latest_interviews(unit.round)
        .filter(
            primary_unit=unit,
            outcome__in=WITH_ANSWERS,
            left_out=False,
            version__instrument__source=Instrument.Source.MIGRANT,
        )
        .count()
    )
    return {
        "coordinates": True,
        "present": present,
        "base": base_sentence(present, interviews),
    }


@require_GET
def contacts(request, code):
    """Contacts and rates by place, for the coordinator's organisation."""
    round = coordinated_round(request, code)
    by_place = {
        unit: []
        for unit in visited_units_for(request.user)
        .filter(round=round)
        .order_by("site__code")
    }
    own_visits = coordinated_visits_for(request.user, round)
    for visit in own_visits.select_related("primary_unit"):
        by_place[visit.primary_unit].append(visit)
    page = {
        "round": round,
        "places": [
            (unit, rate_line(unit.site.name, visits), max_day(visits))
            for unit, visits in by_place.items()
        ],
        "total": rate_line(_("All"), own_visits),
    }
    return render(request, "assessment/sampling/contacts.html", page)


def max_day(visits):
    return max((visit.held_on for visit in visits), default=None)
