"""Rounds in which there is little to publish: pages say why there is no number."""

import html
import re

import pytest
from django.urls import reverse

from assessment.computation import compute
from assessment.topics import TOPICS
from surveys.interviews.withdrawals.withdrawal import withdraw_interview
from surveys.models import PrimaryUnit
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two
from tests.signed_in import signed_in

pytestmark = pytest.mark.usefixtures("catalogue")
ALIKE = {
    "m_status": "current",
    "m_gender": "man",
    "m_order": "yes",
    "m_judge_first": "never",
    "m_days": 30,
    "x_private": "full",
}


@pytest.fixture
def round(db, request):
    """Of six places; of one where the test is about it."""
    one_place = "one_place" in request.node.name
    if one_place:
        return small_round.make_round(strata=1, places=1, frame_count=1)
    return small_round.make_round()


@pytest.fixture
def staff(round):
    return {
        "leila": small_round.make_person("leila", "reviewer", round, "review"),
        "rita": small_round.make_person("rita", "reader", round),
        "cora": small_round.make_person("cora", "coordinator", round),
        "ines": small_round.make_person("ines", "interviewer", round),
        "omar": small_round.make_person("omar", "interviewer", round),
    }


@pytest.fixture
def ask(round, staff):
    """ask(answers of each person): at the places of the round in turn."""

    def ask(people):
        units = list(PrimaryUnit.objects.filter(round=round).order_by("site__code"))
        asking = [staff["ines"], staff["omar"]]
        return [
            small_round.interview(
                units[number % len(units)], asking[number % 2], answers
            )
            for number, answers in enumerate(people)
        ]

    return ask


@pytest.fixture
def pages(client, round, staff):
    """pages("rita") → name → the words of every page of the released figures."""

    def released():
        computed = compute.compute_figures(round=round, by=staff["leila"])
        if computed.is_released:
            return computed
        return release_by_two(figure_set=computed, by=staff["leila"])

    def read(name):
        figures = released()
        signed_in(client, staff[name])
        addresses = {
            "figure_set": reverse("assessment:figure_set", args=[figures.pk]),
            "standards": reverse("assessment:standards", args=[figures.pk]),
            "voices": reverse("assessment:voices", args=[figures.pk]),
            "priorities": reverse("assessment:priorities", args=[figures.pk]),
            "methods": reverse("assessment:methods", args=[figures.pk]),
            **{
                standard: reverse("assessment:standard", args=[figures.pk, standard])
                for standard in ("LEG-02", "JUD-01", "DUR-03")
            },
            **{
                topic: reverse("assessment:topic", args=[figures.pk, topic])
                for topic in TOPICS
            },
        }
        return {name: words(client.get(url)) for name, url in addresses.items()}

    return read


def words(answer):
    assert answer.status_code == 200
    text = answer.content.decode()
    main = text[text.index("<h1") : text.index("</main>")]
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
    assert not re.search(r"\bNone\b(?! of)|\bnan\b", plain), plain
    return plain


def test_of_nine_people_everybody_reads_that_they_are_fewer_than_ten(ask, pages):
    ask([ALIKE] * 9)
    texts = pages("rita")
    assert texts["LEG-02"].count("ot published: fewer than ten people") >= 2
    assert not re.search(r"\d+ of \d+|likely \d|Based on", texts["LEG-02"])
    assert "▨" in texts["standards"]


def test_of_ten_people_everybody_reads_a_half(ask, pages):
    ask([ALIKE] * 10)
    texts = pages("rita")
    assert "Half or more of people" in texts["LEG-02"]
    assert "Based on about 10 people interviewed at 6 places." in texts["LEG-02"]


def test_the_review_body_reads_what_nine_people_said_with_a_mark(ask, pages):
    ask([ALIKE] * 9)
    texts = pages("leila")
    assert "all of the 9 people asked." in texts["LEG-02"]
    assert "Of the groups shown, lowest" not in texts["LEG-02"], "all are alike"
    assert "[c]" in texts["LEG-02"]


def test_a_withdrawal_below_ten_people_before_a_release_ends_the_figure(
    ask, pages, round, staff
):
    """Nothing was released before: no figure stands."""
    people = ask([ALIKE] * 10)
    compute.compute_figures(round=round, by=staff["leila"])
    withdraw_interview(interview=people[0], by=staff["cora"])
    texts = pages("rita")
    assert "ot published: fewer than ten people" in texts["LEG-02"]
    assert "Half or more" not in texts["LEG-02"]


def test_of_a_round_of_one_place_the_review_body_alone_reads_numbers(ask, pages):
    ask([ALIKE] * 30)
    texts = pages("rita")
    assert "Not published: fewer than three places or programmes" in texts["LEG-02"]
    assert not re.search(r"likely \d|Based on", texts["LEG-02"])
    assert "No standard is clearly not met." in texts["figure_set"], "no number"
    assert "all of the 30 people asked." in pages("leila")["LEG-02"]


def test_where_everybody_answered_alike_a_band_is_told_and_nothing_else(ask, pages):
    ask([ALIKE] * 48)
    texts = pages("rita")
    assert "80 or more in 100 people" in texts["LEG-02"]
    assert "Fewer than 20 in 100 people" in texts["JUD-01"]
    assert "all of the" not in texts["LEG-02"].lower()
    assert "all of the 48 people asked." in pages("leila")["LEG-02"]


def test_where_nobody_was_asked_for_a_grouping_the_matrix_has_none_of_it(ask, pages):
    nameless = {name: value for name, value in ALIKE.items() if name != "m_gender"}
    ask([nameless] * 30)
    texts = pages("rita")
    assert "Half or more of people" in texts["LEG-02"]
    assert not re.search(r"\bWomen\b|\bMen\b", texts["LEG-02"])
    assert not re.search(r"\bWomen\b(?! and gender)", texts["standards"])
