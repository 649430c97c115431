"""Pages on which a coordinator records what became of the sample: access, strata."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from surveys.exceptions import Refused
from surveys.fieldwork import refusals
from surveys.fieldwork.coordinated import coordinated_round
from surveys.form_page import text
from surveys.models import PrimaryUnit, Stratum

LONGEST_NUMBER = 18  # digits; a database takes no longer number


class RefusalForm(forms.Form):
    reason = text(
        gettext_lazy("The reason that you were told"),
        200,
        help_text=gettext_lazy(
            "Such as building works, illness, security, or that nobody is held there."
            " Do not write names."
        ),
    )
    then = forms.ChoiceField(
        label=gettext_lazy("What happens now?"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happens now.")},
    )

    def __init__(self, *args, replacement, **kwargs):
        super().__init__(*args, **kwargs)
        keep = _("Keep it in the sample as non-response. No other place is visited.")
        self.fields["then"].choices = [("keep", keep)]
        if replacement:
            take = _("Take the next replacement: %(code)s %(name)s") % {
                "code": replacement.code,
                "name": replacement.name,
            }
            self.fields["then"].choices = [("replace", take), ("keep", keep)]


@require_http_methods(["GET", "POST"])
def refusal(request, code, site):
    """One place of the sample that let nobody in."""
    round = coordinated_round(request, code)
    units = PrimaryUnit.objects.filter(round=round)
    unit = get_object_or_404(
        units.select_related("site", "stratum", "round"), site__code=site
    )
    if "access" in request.POST:
        return _access(request, unit)
    page = {
        "round": round,
        "unit": unit,
        "substitute": refusals.replaced(unit),
        "replacement": refusals.next_replacement(unit),
    }
    form = RefusalForm(
        request.POST or None,
        replacement=page["replacement"],
        initial={"reason": unit.refused_because, "then": "keep"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            refusals.record_refusal(
                unit=unit,
                reason=form.cleaned_data["reason"],
                replace=form.cleaned_data["then"] == "replace",
                by=request.user,
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("It is recorded that access was refused."))
            return redirect("assessment:draw", code)
    status = 422 if request.method == "POST" else 200
    page["form"] = form
    return render(request, "surveys/fieldwork/refusal.html", page, status=status)


def _access(request, unit):
    try:
        refusals.record_access(unit=unit, by=request.user)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is recorded that you may visit the place."))
    return redirect("assessment:draw", unit.round.code)


@require_POST
def join(request, code):
    """Join two strata for the variance, or separate them again."""
    round = coordinated_round(request, code)
    strata = Stratum.objects.filter(round=round)
    stratum = strata.filter(pk=_number(request, "stratum")).first()
    other = strata.filter(pk=_number(request, "with")).first()
    try:
        if stratum is None or (other is None and "separate" not in request.POST):
            raise Refused(_("Choose another stratum of this round."))
        refusals.join_strata(stratum=stratum, other=other, by=request.user)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        done = _("The strata are joined.") if other else _("The strata are separate.")
        messages.success(request, done)
    return redirect("assessment:draw", code)


def _number(request, name):
    number = request.POST.get(name, "")
    return number if number.isdecimal() and len(number) <= LONGEST_NUMBER else None
