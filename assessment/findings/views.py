"""Pages of a set of figures. They read what is stored; no page computes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment.access import judgeable_for
from assessment.findings import (
    all_standards,
    children_page,
    found_page,
    frequency_tables,
    group_differences,
    page_contexts,
    places_page,
    severities,
    standard_page,
)
from assessment.models import Standard
from assessment.reading.reader import answer, reader_for, review_page
from assessment.topics import TOPICS
from surveys.exceptions import Refused
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields


@review_page
def found(request, reader):
    """R1: what this assessment found."""
    page = found_page.page(reader)
    page["may_release"] = not reader.figure_set.is_released and reader.is_member
    return answer(request, reader, "findings/found.html", page)


@review_page
def standards(request, reader):
    """R2: all standards."""
    page = all_standards.page(reader, request.GET)
    return answer(request, reader, "findings/standards.html", page)


@review_page
def standard(request, reader, code):
    """R3: one standard; its code may be written in small letters."""
    about = get_object_or_404(Standard.objects.all(), pk=code.upper())
    page = standard_page.page(reader, about)
    return answer(request, reader, "findings/standard.html", page)


@review_page
def voices(request, reader):
    """R7: who says what."""
    page = page_contexts.voices(reader)
    return answer(request, reader, "findings/voices.html", page)


@review_page
def differences(request, reader):
    """R8: differences between groups."""
    page = group_differences.page(reader, request.GET.get("by", ""))
    return answer(request, reader, "findings/differences.html", page)


@review_page
def children(request, reader):
    """R4: all that is known of children."""
    return answer(request, reader, "findings/children.html", children_page.page(reader))


@review_page
def places(request, reader):
    """R9: places, by name for the review body alone."""
    return answer(request, reader, "findings/places.html", places_page.page(reader))


@review_page
def topic(request, reader, topic):
    if topic not in TOPICS:
        raise Http404
    return answer(request, reader, TOPICS[topic].TEMPLATE, TOPICS[topic].page(reader))


@review_page
def methods(request, reader):
    """R11: methods and limits."""
    page = page_contexts.methods(reader)
    return answer(request, reader, "findings/methods.html", page)


@review_page
def how_to_read(request, reader):
    """R13: how to read these figures."""
    return answer(request, reader, "findings/how_to_read.html", {})


@review_page
def frequencies(request, reader):
    page = frequency_tables.page(
        reader.figure_set, reader.frequencies(), request.GET.get("of", "")
    )
    return answer(request, reader, "findings/frequencies.html", page)


@review_page
def own_figures(request, reader):
    """The figures of indicators that the round made for itself."""
    page = page_contexts.own_figures(reader)
    return answer(request, reader, "findings/own_figures.html", page)


@review_page
def priorities(request, reader):
    page = page_contexts.priorities_page(
        reader, request.GET.get("standard", ""), typed_fields(request)
    )
    return answer(request, reader, "findings/priorities.html", page)


@require_POST
def judge(request, pk):
    get_object_or_404(judgeable_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request, back=reverse("assessment:priorities", args=[pk]))
    reader = reader_for(request.user, pk)
    page = page_contexts.priorities_page(reader, data=request.POST)
    if not page["form"].is_valid():
        return answer(request, reader, "findings/priorities.html", page, status=422)
    try:
        severities.judge(
            figure_set=reader.figure_set, by=request.user, **page["form"].cleaned_data
        )
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Your rating is saved with your name."))
    return redirect("assessment:priorities", pk)
