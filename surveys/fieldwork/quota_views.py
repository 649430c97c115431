"""The pages of quotas: the list, one more in three steps, an upload."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from surveys.exceptions import Refused
from surveys.fieldwork import quotas
from surveys.fieldwork.assignments import usable_instruments
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.table_pages import TableUpload, upload_page, workbook_response
from surveys.fieldwork.table_workbooks import workbook
from surveys.form_page import text
from surveys.models import PrimaryUnit, Quota, Stratum

LONGEST_NUMBER = 18  # digits; a database takes no longer number


def quota_form(round, question):
    """The form of a quota of a question: which answers, where, how many."""
    units = PrimaryUnit.objects.filter(round=round, refused_because="")
    where = [(quotas.EVERYWHERE, _("In the round"))]
    where += [
        (f"{quotas.OF_STRATUM}{stratum.name}", _("Stratum: %s") % stratum.name)
        for stratum in Stratum.objects.filter(round=round)
    ]
    where += [
        (unit.site.code, f"{unit.site.code} {unit.site.name}")
        for unit in units.select_related("site")
    ]

    class QuotaForm(forms.Form):
        codes = forms.MultipleChoiceField(
            label=question.label,
            choices=[(code, label) for code, label in question.choices.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Choose at least one.")},
        )
        place = forms.ChoiceField(label=gettext_lazy("Where"), choices=where)
        label = text(
            gettext_lazy("Who they are"),
            quotas.LONGEST_LABEL,
            help_text=gettext_lazy("Such as “Women”."),
        )
        wanted = forms.IntegerField(
            label=gettext_lazy("How many interviews"),
            min_value=1,
            max_value=quotas.MOST_WANTED,
            error_messages={"required": gettext_lazy("Type a value.")},
        )

    return QuotaForm


@require_http_methods(["GET", "POST"])
def page(request, code):
    """The quotas of the round; a form for one more, once a question is chosen."""
    round = coordinated_round(request, code)
    if "delete" in request.POST:
        return _delete(request, round)
    instrument, questions = _chosen_instrument(request, round)
    question = questions.get(request.GET.get("question", ""))
    form = quota_form(round, question)(request.POST or None) if question else None
    if form and request.method == "POST" and form.is_valid():
        row = form.cleaned_data | {
            "instrument": instrument.code,
            "question": question.name,
            "choices": " ".join(form.cleaned_data["codes"]),
        }
        try:
            done = quotas.set_quotas(round=round, rows=[row], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("quotas", code)
    shown = {
        "round": round,
        "quotas": [
            (quota, quotas.place_of(quota))
            for quota in Quota.objects.filter(round=round).select_related(
                "instrument", "primary_unit__site", "stratum"
            )
        ],
        "instruments": usable_instruments(round),
        "instrument": instrument,
        "questions": questions.values(),
        "question": question,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/fieldwork/quotas.html", shown, status=status)


def _chosen_instrument(request, round):
    """(instrument of the address or None, its questions)."""
    wanted = request.GET.get("instrument", "")
    if not wanted:
        return None, {}
    by_code = {instrument.code: instrument for instrument in usable_instruments(round)}
    if wanted not in by_code:
        raise Http404
    instrument = by_code[wanted]
    return instrument, quotas.closed_questions(round, instrument)


def _delete(request, round):
    number = request.POST["delete"]
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    of_round = Quota.objects.filter(round=round).select_related("round")
    quota = get_object_or_404(of_round, pk=number if known else None)
    try:
        quotas.delete_quota(quota=quota, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The quota is deleted."))
    return redirect("quotas", round.code)


@require_http_methods(["GET", "POST"])
def upload(request, code):
    """Many quotas at once, from a file or from lines that are pasted."""
    round = coordinated_round(request, code)
    table = TableUpload(
        title=_("Upload quotas"),
        intro=_(
            "One line for each group and place. A quota helps to spread interviews;"
            " nobody is turned away because it is full."
        ),
        names=quotas.NAMES,
        read=lambda name, content: quotas.read_quotas(round, name, content),
        sentences=lambda rows: quotas.sentences(round, rows),
        accept=lambda rows: quotas.set_quotas(round=round, rows=rows, by=request.user),
        back=reverse("quotas", args=[code]),
        workbook=reverse("quotas-workbook", args=[code]),
        purpose=f"quotas-upload:{round.pk}:{request.user.pk}",
    )
    return upload_page(request, table)


@require_GET
def download(request, code):
    """The quotas as a workbook to change and upload again."""
    round = coordinated_round(request, code)
    content = workbook(quotas.SHEET, quotas.SHEET_COLUMNS, quotas.rows_of(round))
    return workbook_response(f"quotas-{round.code}.xlsx", content)
