"""R10 for every reader of a set of figures: the list, one recommendation, the files."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from assessment.reading.reader import answer, review_page
from assessment.recommendations import list_page, one_page
from assessment.recommendations.access import recommendations_for
from assessment.recommendations.register_response import file_response
from assessment.recommendations.then_and_now import then_and_now
from assessment.recommendations.visible import visible_to


@review_page
def recommendations(request, reader):
    """R10: what the review body asks for, and what became of it."""
    rows, sight = visible_to(reader)
    page = list_page.context(
        reader.round,
        rows,
        sight,
        request.GET,
        figure_set=reader.figure_set,
        address=lambda row: reader.url("recommendation", row.number),
        files=lambda table, form: reader.url("recommendation_file", table, form),
    )
    if not reader.is_public:
        page["work"] = reverse(
            "assessment:round_recommendations", args=[reader.round.code]
        )
    return answer(request, reader, "recommendations/list.html", page)


@review_page
def recommendation(request, reader, which):
    """One recommendation: why, then and now, what each says, its history."""
    rows, sight = visible_to(reader)
    row = get_object_or_404(rows, number=which)
    page = one_page.context(
        row, sight, timezone.now(), timezone.localdate(), _figure_address(reader)
    )
    page["cards"] = then_and_now(reader, row)
    page["list_address"] = reader.url("recommendations")
    page["permalink"] = reader.permalink("recommendation", which)
    own = () if reader.is_public else recommendations_for(reader.person, reader.round)
    if row in own:
        page["work"] = row.get_absolute_url()
    return answer(request, reader, "recommendations/recommendation.html", page)


@review_page
def recommendation_file(request, reader, table, form):
    rows, sight = visible_to(reader)
    return file_response(rows, sight, reader.round, table, form)


def _figure_address(reader):
    def address(code, anchor):
        page = reader.url("standard", code)
        return f"{page}#{anchor}" if anchor else page

    return address
