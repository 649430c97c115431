"""Who judges how severe a gap is, and what becomes of a judgement."""

import datetime
import html
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.findings import severities
from assessment.models import FigureSet, Judgement
from surveys.models.audit import AuditEntry
from tests.assessment.builders.stored_figures import (
    KEYS,
    MIDDLING,
    MORNING,
    gaps,
    heard,
    order,
    unpublished,
)
from tests.signed_in import signed_in

pytestmark = pytest.mark.usefixtures("catalogue")


def release(figures, by, moment=None):
    """On a day that the test needs."""
    FigureSet.objects.filter(pk=figures.pk).update(
        state="released",
        release_number=1,
        released_at=moment or MORNING.replace(year=2100),
        released_by=by,
    )
    figures.refresh_from_db()


def answers(**degrees):
    return {"standard": "JUD-01", **MIDDLING, **degrees}


def page(client, figures, **query):
    url = reverse("assessment:priorities", args=[figures.pk])
    return html.unescape(client.get(url, query).content.decode())


def test_the_review_body_judges_on_the_page_with_name_and_day(
    client, store_figures, staff
):
    figures = store_figures(*gaps())
    signed_in(client, staff["leila"])
    assert "Save this rating" in page(client, figures)
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers(scale=4)).status_code == 302
    judgement = Judgement.objects.get()
    assert (judgement.standard_id, judgement.scale, judgement.judged_by) == (
        "JUD-01",
        4,
        staff["leila"],
    )
    assert "how serious 4, how many 2, hard to repair 2" in page(client, figures)
    assert staff["leila"].name in page(client, figures)


def test_a_rating_asks_who_is_there_and_what_was_chosen_is_shown_again(
    client, store_figures, staff
):
    figures = store_figures(*gaps())
    signed_in(client, staff["leila"], ago=301)
    posted = answers(scale=4)
    answer = client.post(reverse("assessment:judge", args=[figures.pk]), posted)
    assert answer.url.startswith("/sign-in/again/")
    assert not Judgement.objects.exists()
    session = client.session["typed"]
    assert session["path"] == reverse("assessment:priorities", args=[figures.pk])
    assert session["posted"]["scale"] == ["4"]
    client.get(session["path"])
    assert "typed" not in client.session


@pytest.mark.parametrize("name", ["ana", "rita", "sam"])
@pytest.mark.parametrize("public", [True, False])
def test_a_reader_who_may_not_release_cannot_judge(
    client, store_figures, staff, name, public
):
    figures = store_figures(*gaps())
    if public:
        release(figures, staff["leila"])
    signed_in(client, staff[name])
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers()).status_code == 404
    assert not Judgement.objects.exists()
    assert "Save this rating" not in page(client, figures)


def test_a_rating_after_the_release_moves_the_list_of_the_body_alone(
    client, store_figures, staff, judged
):
    figures = store_figures(*gaps())
    judged(figures, *KEYS)
    Judgement.objects.update(judged_at=MORNING)
    release(figures, staff["leila"], moment=MORNING + datetime.timedelta(days=1))
    before = order(figures)
    signed_in(client, staff["leila"])
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers(scale=4)).status_code == 302
    assert severities.judgements_of(figures)["JUD-01"].scale == 2
    assert severities.judgements_of(figures, today=True)["JUD-01"].scale == 4
    assert order(figures) == before
    assert "how serious 4" in page(client, figures)
    signed_in(client, staff["rita"])
    assert "4" not in page(client, figures).split("how serious")[1:2]


def test_a_released_list_stays_when_somebody_thinks_again(store_figures, staff, judged):
    figures, newer = store_figures(*gaps()), store_figures(*gaps())
    judged(figures, *KEYS)
    before = order(figures)
    today = Judgement.objects.first().judged_at
    Judgement.objects.update(judged_at=today - datetime.timedelta(days=2))
    release(figures, staff["leila"], moment=today - datetime.timedelta(days=1))
    judged(newer, "LEG-02", scale=4)
    assert order(figures) == before
    assert Judgement.objects.count() == 4
    assert severities.judgements_of(newer)["LEG-02"].scale == 4


def test_a_judgement_stays_when_the_figures_are_computed_again(store_figures, judged):
    judged(store_figures(*gaps()), "JUD-01", scale=3)
    assert severities.judgements_of(store_figures(*gaps()))["JUD-01"].scale == 3


def test_a_form_without_an_answer_says_what_is_missing(client, store_figures, staff):
    figures = store_figures(*gaps())
    signed_in(client, staff["leila"])
    url = reverse("assessment:judge", args=[figures.pk])
    response = client.post(url, {"standard": "JUD-01"})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    for wrong in ({"standard": "INF-02"}, {"scale": 5}):
        assert client.post(url, answers(**wrong)).status_code == 422
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("degree", [0, 5])
def test_a_degree_beyond_the_scale_is_refused_by_the_database(
    store_figures, judged, degree
):
    with pytest.raises(IntegrityError), transaction.atomic():
        judged(store_figures(*gaps()), "JUD-01", scope=degree)


def test_the_page_of_a_gap_that_was_judged_shows_what_was_judged(
    client, store_figures, staff, judged
):
    figures = store_figures(*gaps())
    judged(figures, "JUD-01", scale=3)
    signed_in(client, staff["leila"])
    text = page(client, figures, standard="JUD-01")
    assert '<option value="JUD-01" selected' in text
    chosen = re.findall(r'name="(\w+)" value="(\d)"[^>]*checked', text)
    judged_before = MIDDLING | {"scale": 3}
    assert dict(chosen) == {name: str(degree) for name, degree in judged_before.items()}


def test_a_page_costs_few_questions(
    client, store_figures, staff, django_assert_max_num_queries
):
    figures = store_figures(*gaps())
    signed_in(client, staff["leila"])
    with django_assert_max_num_queries(32):  # eight log who reads them
        page(client, figures)


def test_the_list_and_a_standard_speak_french(
    client, store_figures, staff, judged, french
):
    figures = store_figures(*gaps(), heard("INF-01.a", 18), unpublished("JUD-01.a"))
    judged(figures, "INF-01")
    signed_in(client, staff["leila"])
    for name, about in (("priorities", ()), ("standard", ("INF-01",))):
        url = reverse(f"assessment:{name}", args=[figures.pk, *about])
        response = client.get(url, headers={"accept-language": "fr"})
        text = (
            html.unescape(response.content.decode())
            .replace("\u00a0", " ")
            .replace("\u202f", " ")
        )
        contradiction = ("l’affirment", "ont dit que")[name == "standard"]
        assert f"18 sur 20 responsables {contradiction}" in text
        assert "Solidité des preuves" in text
        assert "D : un seul groupe le dit" in text


def test_a_judgement_is_in_the_log(store_figures, staff, judged):
    figures = store_figures(*gaps())
    judged(figures, "JUD-01", scale=4)
    entry = AuditEntry.objects.get(act="judged")
    assert entry.about == f"figures:{figures.pk}"
    assert (
        '"standard": "JUD-01"' in entry.detail or '"standard":"JUD-01"' in entry.detail
    )
