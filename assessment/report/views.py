"""The gap report: read on screen, taken away, written and made."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.access import judgeable_for
from assessment.computation import progress_stream
from assessment.exports.about_release import about_release
from assessment.exports.file_answers import file_answer
from assessment.models import ReportText
from assessment.reading.reader import answer, reader_for, review_page
from assessment.recommendations.access import body_rounds_for
from assessment.recommendations.body_findings import RecordedMeanwhile
from assessment.report import content, pdf, texts
from assessment.report.forms import TextForm
from assessment.report.made_reports import (
    CONTENT_TYPES,
    ENDINGS,
    file_name,
    newest_reports,
    readable_reports,
)
from assessment.report.making import make_reports_in_steps
from surveys.exceptions import Refused
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields


@review_page
def report(request, reader):
    """The whole report on screen, with the files that were made of it."""
    address = request.build_absolute_uri(reader.permalink("report"))
    page = {
        "report": content.report_content(reader, address),
        "reports": newest_reports(reader),
    }
    return answer(request, reader, "report/report.html", page)


@review_page
def report_file(request, reader, which, form):
    made = get_object_or_404(readable_reports(reader), pk=which)
    if form != ENDINGS[made.form]:
        raise Http404
    name = file_name(made, about_release(reader).stem)
    if reader.exact and not made.exact:
        name = name.replace("_exact", "_published")
    return file_answer(reader, bytes(made.content), CONTENT_TYPES[made.form], name)


# -- the own texts of the body ---------------------------------------------------------


@require_GET
def report_texts(request, code):
    """Each text of the body: whether it is written, by whom and when."""
    round = get_object_or_404(body_rounds_for(request.user), code=code)
    newest = texts.newest_rows(round)
    rows = [
        (address, name, newest.get(part))
        for address, (part, name) in texts.parts().items()
    ]
    page = {"round": round, "rows": rows}
    return render(request, "assessment/report/texts.html", page)


@require_http_methods(["GET", "POST"])
def report_text(request, code, part):
    """One text; who saves second sees both and loses nothing."""
    round = get_object_or_404(body_rounds_for(request.user), code=code)
    if part not in texts.parts():
        raise Http404
    stored, name = texts.parts()[part]
    versions = ReportText.objects.filter(round=round, part=stored).select_related("by")
    form = TextForm(typed_fields(request), initial=_initial(versions.first()))
    page = {"round": round, "title": name, "form": form, "versions": versions}
    page["foreword"] = stored == texts.FOREWORD
    if request.method == "POST" and form.is_valid():
        try:
            texts.write_text(
                round=round, part=stored, by=request.user, **form.cleaned_data
            )
        except RecordedMeanwhile as meanwhile:
            page["meanwhile"] = meanwhile
            form.data = form.data.copy()
            form.data["seen"] = meanwhile.newest[0].version
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved as a new version with your name."))
            return redirect("assessment:report_texts", code)
    status = 409 if "meanwhile" in page else 422 if form.errors else 200
    return render(request, "assessment/report/text.html", page, status=status)


def _initial(newest):
    if newest is None:
        return {"seen": 0}
    return {
        "seen": newest.version,
        "text_en": newest.text_en,
        "text_fr": newest.text_fr,
    }


# -- making it -------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def make_report(request, pk):
    """The page that makes the files, public or exact, telling each step."""
    figure_set = get_object_or_404(judgeable_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    if request.POST.get("version") in ("public", "exact"):
        return _stream(request, figure_set, request.POST["version"] == "exact")
    page = {
        "figure_set": figure_set,
        "reports": newest_reports(reader_for(request.user, figure_set)),
        "why_not": pdf.why_not(),
    }
    return render(request, "assessment/report/make.html", page)


def _stream(request, figure_set, exact):
    steps = make_reports_in_steps(
        figure_set=figure_set,
        exact=exact,
        by=request.user,
        site=request.build_absolute_uri("/").rstrip("/"),
    )
    back = reverse("assessment:report", args=[figure_set.pk])
    return progress_stream.stream_page(
        request,
        steps,
        title=_("Making the report"),
        done=lambda reports: (_("The report is made."), back, _("See the report")),
        return_to=reverse("assessment:make_report", args=[figure_set.pk]),
    )
