import html
import json
import re

import pytest
from django.urls import reverse

from assessment.computation import compute
from assessment.computation.progress import run_steps
from assessment.models import FigureSet
from assessment.reading.reader import Reader
from assessment.topics import TOPICS
from surveys.models import AuditEntry
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import second_member
from tests.markup import one_line
from tests.signed_in import signed_in

TAGS = re.compile(r"<[^>]+>")


def page(client, name, *args, **query):
    response = client.get(reverse(f"assessment:{name}", args=args), query)
    return response, one_line(html.unescape(response.content.decode()))


@pytest.fixture
def as_(client, people):
    def sign_in(name):
        return signed_in(client, people[name])

    return sign_in


PAGES = ("figure_set", "standards", "voices", "priorities", "methods", "download")


@pytest.mark.parametrize("name", PAGES)
def test_the_state_cannot_open_unreleased_figures(name, as_, computed):
    assert page_status(as_("sam"), name, computed.pk) == 404
    assert page_status(as_("cora"), name, computed.pk) == 404


@pytest.mark.parametrize("name", PAGES)
def test_the_state_reads_released_figures_like_everyone(name, as_, released):
    for person in ("sam", "cora", "rita", "ana", "leila"):
        assert page_status(as_(person), name, released.pk) == 200


@pytest.mark.parametrize("name", PAGES)
def test_nobody_reads_figures_without_signing_in(name, client, released):
    assert page_status(client, name, released.pk) == 302


def page_status(client, name, *args):
    return client.get(reverse(f"assessment:{name}", args=args)).status_code


def test_every_page_of_a_synthetic_round_says_so(as_, released):
    client = as_("leila")
    for name in ("figure_set", "voices", "priorities", "methods"):
        assert "Invented data for a demonstration" in page(client, name, released.pk)[1]
    assert "Invented data for a demonstration" in page(client, "home")[1]
    text = page(client, "standard", released.pk, "JUD-01")[1]
    assert "Invented data for a demonstration" in text


def test_the_matrix_says_by_text_and_shape_what_colour_says(as_, released):
    _response, text = page(as_("leila"), "standards", released.pk)
    assert "A judge or independent authority reviews the decision promptly" in text
    cell = re.search(r'<td class="num is-not_met"[^>]*>.*?</td>', text, re.S)[0]
    assert "○" in cell
    assert "Below the target" in cell
    assert re.search(r"n \d+", cell)


def cells_of(text, finding):
    return re.findall(rf'<td class="num is-{finding}"[^>]*>(.*?)</td>', text, re.S)


def test_a_group_of_fewer_than_ten_says_so_and_has_no_number(as_, released):
    _response, text = page(as_("rita"), "standards", released.pk, group="age")
    unpublished = cells_of(text, "not_published")
    assert unpublished
    for cell in unpublished:
        assert not re.search(r"\d", cell), cell
        assert "Not published" in cell


def test_the_review_body_reads_that_group_with_a_mark(as_, released):
    _response, text = page(as_("leila"), "standards", released.pk, group="age")
    marked = [cell for cell in cells_of(text, "not_published") if "[c]" in cell]
    assert marked
    assert all(re.search(r"n \d", cell) for cell in marked)
    assert "Do not publish them. We log that you read them." in text


@pytest.mark.parametrize("name", ["leila", "ana"])
def test_whoever_reads_exact_figures_is_in_the_log(name, as_, released, people):
    client = as_(name)
    addresses = [
        reverse("assessment:figure_set", args=[released.pk]),
        reverse("assessment:voices", args=[released.pk]),
        reverse("assessment:priorities", args=[released.pk]),
        reverse("assessment:methods", args=[released.pk]),
        reverse("assessment:standard", args=[released.pk, "JUD-01"]),
        *(reverse("assessment:topic", args=[released.pk, topic]) for topic in TOPICS),
    ]
    for address in addresses:
        client.get(address)
    read = AuditEntry.objects.filter(act="read_exact", by=people[name])
    pages = [json.loads(entry.detail)["page"] for entry in read.order_by("number")]
    assert pages == addresses


@pytest.mark.parametrize("name", ["rita", "sam", "cora", "ines"])
def test_reading_what_is_published_is_not_logged(name, as_, released):
    page(as_(name), "figure_set", released.pk)
    page(as_(name), "standard", released.pk, "JUD-01")
    assert not AuditEntry.objects.filter(act="read_exact").exists()


def test_figures_from_before_the_rule_say_so(as_, released):
    old = {"tolerance": 0.05}
    FigureSet.objects.filter(pk=released.pk).update(settings=old)
    _response, text = page(as_("rita"), "figure_set", released.pk)
    assert "These figures follow an older rule." in text
    for name in ("voices", "methods"):
        assert page(as_("rita"), name, released.pk)[0].status_code == 200


def test_a_standard_without_questions_says_what_is_missing(as_, released):
    _response, text = page(as_("rita"), "standard", released.pk, "DUR-01")
    assert "Not assessed: nobody was asked. Instrument 7 asks about it." in text


def test_a_standard_is_told_in_a_sentence_a_picture_and_a_table(as_, released):
    _response, text = page(as_("leila"), "standard", released.pk, "JUD-01")
    assert re.search(r"people \(likely between \d+%? and \d+%?\) saw a judge", text)
    assert "Based on 48 people interviewed at 6 places." in text
    assert "target of 100%" in text
    assert "Of the 18 officials we spoke to, 12 said that a judge" in text
    assert '<th scope="row">Everyone we interviewed</th>' in text


def test_everybody_is_told_a_band_and_a_rounded_base(as_, released):
    row = released.published_figures.get(indicator="JUD-01.m", group_var="all")
    _response, text = page(as_("rita"), "standard", released.pk, "JUD-01")
    share = f"Between {row.band_low} and {row.band_high} in 100 people"
    likely = f"(likely {row.likely_low} to {row.likely_high}) saw a judge"
    assert f"{share} {likely}" in text
    assert "Based on about 50 people interviewed at 6 places." in text
    assert "Half or more of officials said that a judge" in text
    read = re.sub(r"<[^>]+>", " ", text[text.index("<main") :])
    assert not re.search(r"\b48 people|\b12 of|\b18 officials|points", read)


def test_a_picture_is_a_table_that_is_read_aloud(as_, released):
    """Names and numbers are text beside the marks, which are hidden from readers."""
    for name, value in (("leila", r"\d+%"), ("rita", r"\d+ to \d+")):
        _response, text = page(as_(name), "standard", released.pk, "JUD-01")
        table = re.search(r'<table class="plots">.*?</table>', text, re.S)[0]
        rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
        assert rows[0][0] == "Everyone we interviewed"
        assert re.search(value, TAGS.sub(" ", rows[0][1]))
        marks = re.findall(r"<svg[^>]*>", table)
        assert marks
        assert all('aria-hidden="true"' in mark for mark in marks)


def test_pages_need_no_inline_style_or_script(as_, released):
    client = as_("leila")
    for name, args in (
        ("home", ()),
        ("figure_set", (released.pk,)),
        ("voices", (released.pk,)),
        ("priorities", (released.pk,)),
        ("standard", (released.pk, "JUD-01")),
    ):
        _response, text = page(client, name, *args)
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert " onclick=" not in text


def test_an_article_number_nobody_read_does_not_reach_a_page(as_, released):
    _response, text = page(as_("rita"), "standard", released.pk, "JUD-01")
    assert "ICCPR 9(4)" in text
    assert "24-48 h figure" not in text


def test_who_says_what_tells_whether_groups_agree_in_the_same_places(as_, released):
    _response, text = page(as_("leila"), "voices", released.pk)
    assert "Do the groups agree in the same places?" in text
    same = released.statistics.get(about="JUD-01:JUD-01.m:JUD-01.a:same")
    assert f"{round(same.value * 100)}%" in text
    assert "Not chosen at random, so we do not compare them." in text


def test_who_says_what_keeps_the_voices_apart(as_, released):
    _response, text = page(as_("leila"), "voices", released.pk)
    assert "12 of 18" in text
    assert re.search(r"\d+% of the people we interviewed \w+ ", text)
    assert "never mix them" in text
    assert 'class="square"' in text


def test_everybody_reads_who_says_what_in_bands(as_, released):
    _response, text = page(as_("rita"), "voices", released.pk)
    assert re.search(r"in 100 people \w+ .*of officials said that", text)
    assert "12 of 18" not in text
    assert "Do the groups agree in the same places?" not in text
    assert 'class="square"' in text


def test_a_standard_says_how_firmly_it_is_known_and_in_which_place_it_stands(
    as_, released
):
    client = as_("rita")
    _response, text = page(client, "standard", released.pk, "JUD-01")
    assert re.search(
        r"Strength of evidence.{0,20}D: only one group says so",
        one_line(TAGS.sub(" ", text)),
    )
    _response, text = page(client, "figure_set", released.pk)
    assert reverse("assessment:priorities", args=[released.pk]) in text


def test_methods_say_what_cannot_be_said(as_, released):
    _response, text = page(as_("rita"), "methods", released.pk)
    assert "not chosen at random" in text.lower()
    assert released.fingerprint in text
    assert "when 10 people or more answered, at 3 places or more" in text
    assert text.count("<li>Migrants: chosen at random.</li>") == 1


# -- compute and release -----------------------------------------------------------


def test_a_coordinator_starts_the_computation_and_sees_no_figure(
    as_, computed_round, people
):
    client = as_("cora")
    response = client.post(reverse("assessment:compute", args=[computed_round.code]))
    text_of_steps = response.getvalue().decode()
    assert "The figures of this round are computed." in text_of_steps
    assert f'href="{reverse("assessment:home")}">Go back' in text_of_steps
    _response, text = page(client, "home")
    assert "No results have been released to you yet" in text


@pytest.mark.parametrize("name", ["sam", "rita", "ines"])
def test_who_may_not_compute_is_told_nothing(name, as_, computed_round):
    url = reverse("assessment:compute", args=[computed_round.code])
    assert as_(name).post(url).status_code == 404


def test_computing_is_not_done_by_following_a_link(as_, computed_round):
    url = reverse("assessment:compute", args=[computed_round.code])
    assert as_("ana").get(url).status_code == 405


def test_a_round_that_cannot_be_computed_names_the_stratum(as_, people, computed_round):
    round = small_round.make_round("bare")
    small_round.make_person("ana", "analyst", round)
    url = reverse("assessment:compute", args=["bare"])
    text = as_("ana").post(url).getvalue().decode()
    assert "no interviews with answers" in text
    assert text.rstrip().endswith("</html>")


def test_computing_tells_each_step_before_it_takes_it(as_, computed_round, people):
    FigureSet.objects.filter(round=computed_round).delete()
    response = as_("ana").post(
        reverse("assessment:compute", args=[computed_round.code])
    )
    chunks = iter(response.streaming_content)
    assert b"Keep this page open" in next(chunks)
    assert b"Reading the interviews" in next(chunks)
    assert not FigureSet.objects.filter(round=computed_round).exists()
    rest = b"".join(chunks).decode()
    assert rest.index("Migrants") < rest.index("Saving the figures")
    assert FigureSet.objects.filter(round=computed_round).count() == 1
    assert "See the figures" in rest


def test_who_leaves_while_it_computes_leaves_nothing_behind(computed_round, people):
    FigureSet.objects.filter(round=computed_round).delete()
    steps = compute.compute_in_steps(round=computed_round, by=people["ana"])
    for _step in range(3):
        next(steps)
    steps.close()  # as the server does when nobody reads any more
    assert not FigureSet.objects.filter(round=computed_round).exists()


def test_what_breaks_half_way_is_said_and_logged(
    as_, computed_round, monkeypatch, caplog
):
    FigureSet.objects.filter(round=computed_round).delete()

    def broken(_part):
        raise ZeroDivisionError

    monkeypatch.setattr("assessment.computation.figure_inputs.figures", broken)
    response = as_("ana").post(
        reverse("assessment:compute", args=[computed_round.code])
    )
    text = response.getvalue().decode()
    assert "look whether it was done" in text
    assert text.rstrip().endswith("</html>")
    assert "ZeroDivisionError" in caplog.text
    assert not FigureSet.objects.filter(round=computed_round).exists()


def test_two_who_compute_at_once_get_one_set(computed_round, people):
    """The second finds the set of the first when it comes to keep its own."""
    FigureSet.objects.filter(round=computed_round).delete()
    first = compute.compute_in_steps(round=computed_round, by=people["ana"])
    for _step in range(3):
        next(first)
    other = compute.compute_figures(round=computed_round, by=people["cora"])
    assert run_steps(first) == other


def test_two_members_read_the_list_before_one_of_them_releases(as_, client, computed):
    url = reverse("assessment:release", args=[computed.pk])
    first = as_("leila")
    text = one_line(first.get(url).content.decode())
    assert computed.fingerprint in text
    assert "A release gets a number and cannot be changed." in text
    numbers = re.search(r"(\d+) of the (\d+) figures would be published", text).groups()
    shown = Reader(computed, exact=True).figures(indicator__round__isnull=True)
    published = sum(figure.published.is_published for figure in shown)
    assert [int(number) for number in numbers] == [published, len(shown)]
    assert re.search(r"Not published: fewer than ten people: \d+", text)
    assert first.post(url, {"act": "propose"}).status_code == 422  # the list not read
    assert first.post(url, {"act": "propose", "read_list": "on"}).status_code == 302
    alone = first.post(url, {"act": "release", "read_list": "on"}).getvalue().decode()
    assert "Another member of the review body decides." in one_line(alone)
    assert not FigureSet.objects.get(pk=computed.pk).is_released
    second = signed_in(client, second_member(computed.round))
    page_of_second = second.get(url).content.decode()
    assert "You are the second member." in page_of_second
    steps = second.post(url, {"act": "release", "read_list": "on"}).getvalue().decode()
    assert "Comparing with what was released before" in steps
    assert "Everyone with a role in this round can now read the figures." in steps
    assert FigureSet.objects.get(pk=computed.pk).is_released
    assert second.get(url).status_code == 404


def test_what_is_sent_back_waits_for_a_new_proposal(as_, client, computed):
    url = reverse("assessment:release", args=[computed.pk])
    as_("leila").post(url, {"act": "propose", "read_list": "on"})
    second = signed_in(client, second_member(computed.round))
    assert second.post(url, {"act": "send_back"}).status_code == 422  # no reason
    second.post(url, {"act": "send_back", "reason": "The register of May is missing."})
    text = second.get(url).content.decode()
    assert "The register of May is missing." in text
    refused = second.post(url, {"act": "release", "read_list": "on"})
    assert "another releases" in one_line(refused.getvalue().decode())
    assert not FigureSet.objects.get(pk=computed.pk).is_released


@pytest.mark.parametrize("name", ["ana", "cora", "sam", "rita"])
def test_nobody_else_can_release(name, as_, computed):
    url = reverse("assessment:release", args=[computed.pk])
    client = as_(name)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert not FigureSet.objects.get(pk=computed.pk).is_released


def test_the_findings_speak_french(as_, released, french):
    response = as_("rita").get(
        reverse("assessment:standard", args=[released.pk, "JUD-01"]),
        headers={"accept-language": "fr"},
    )
    text = (
        html.unescape(response.content.decode())
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    assert "D’après ce que disent environ 50 personnes dans 6 lieux." in text
    assert "ont vu un juge ou une autorité indépendante dans les 48 heures" in text
    assert "parmi celles retenues plus de deux jours" in text
    assert "La moitié ou plus des responsables ont dit qu" in text


def test_a_page_costs_few_questions_to_the_database(
    as_, released, django_assert_max_num_queries
):
    # Eight log who reads exact ones; eight read what the body wrote and later releases.
    for name, most in (("rita", 26), ("leila", 42)):
        client = as_(name)
        with django_assert_max_num_queries(most):
            page(client, "figure_set", released.pk)
        with django_assert_max_num_queries(most):
            page(client, "standard", released.pk, "JUD-01")
