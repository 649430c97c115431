"""Files to take away, and the page that lists them."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from assessment.exports import figure_card_files, release_files
from assessment.exports.about_release import about_release
from assessment.exports.file_answers import file_answer
from assessment.exports.release_files import CSV
from assessment.models import FigureSet
from assessment.reading.cards import card_of
from assessment.reading.reader import RELEASED, SHARED, answer, review_page
from assessment.report.made_reports import newest_reports

SVG = "image/svg+xml"


@review_page
def download(request, reader):
    """R12: every file of the release, with its size and by what it is checked."""
    page = {
        "files": release_files.all_facts(reader),
        "reports": newest_reports(reader),
        "about": about_release(reader),
        "releases": _releases(reader),
        "api_address": _api_address(reader),
    }
    return answer(request, reader, "exports/download.html", page)


def _api_address(reader):
    """Where a program reads this release; by a link of its own there is no such way."""
    if reader.space == SHARED:
        return ""
    if reader.is_public:
        release = reader.round.code, reader.figure_set.release_number
        return reverse("api:release", args=release)
    return reverse("own_api:release", args=[reader.figure_set.pk])


def _releases(reader):
    """The releases of the round up to this one, the newest first."""
    released = FigureSet.objects.filter(
        round=reader.round, release_number__lte=reader.figure_set.release_number or 0
    )
    return released.order_by("-release_number")


@review_page
def release_file(request, reader, name):
    if name not in release_files.BY_NAME:
        raise Http404
    file, content = release_files.BY_NAME[name], release_files.content(reader, name)
    return file_answer(reader, content, file.content_type, file.file_name(reader))


# -- one figure ----------------------------------------------------------------------


@review_page
def card_data(request, reader, card_id):
    card = card_of(reader, card_id)
    content = figure_card_files.card_csv(card)
    return file_answer(reader, content, CSV, _file_name(reader, card, "csv"))


@review_page
def card_picture(request, reader, card_id):
    card = card_of(reader, card_id)
    content = figure_card_files.card_svg(card)
    if content is None:
        raise Http404
    return file_answer(reader, content, SVG, _file_name(reader, card, "svg"))


def _file_name(reader, card, ending):
    return f"{card.id}_{about_release(reader).stem}.{ending}"


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE]})
@review_page
def embed(request, reader, card_id):
    """One figure for a page of others: published figures alone, and no script."""
    if reader.space != RELEASED:
        raise Http404
    page = {"card": card_of(reader, card_id), "reader": reader}
    return render(request, "assessment/exports/embed.html", page)
