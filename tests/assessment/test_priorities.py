"""Which gaps come first: what moves a standard on the list, and what never does."""

import datetime
import html
import io
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from assessment import judging, priorities
from assessment.access import figures_for
from assessment.exports import xlsx
from assessment.exports.priorities import HEAD
from assessment.models import Figure, FigureSet, Judgement, Standard
from assessment.services import NotPossible
from tests.assessment import world
from tests.assessment.stored import (
    MORNING,
    compared,
    figure_set,
    heard,
    hidden,
    sample,
)
from tests.people import signed_in

pytestmark = pytest.mark.usefixtures("catalogue")
MIDDLING = {"scale": 2, "scope": 2, "irremediable": 2, "feasibility": 2}


@pytest.fixture
def people(round):
    return {
        "leila": world.make_person("leila", "reviewer", round, "review"),
        "ana": world.make_person("ana", "analyst", round),
        "rita": world.make_person("rita", "reader", round),
        "sam": world.make_person("sam", "state_focal_point", round, "state"),
    }


@pytest.fixture
def told(round, people):
    """told(figures) → a set of stored figures that is not released."""
    return lambda *figures: figure_set(round, people["ana"], figures)


@pytest.fixture
def judged(people):
    def judge(figures, *standards, **degrees):
        for one in standards:
            judging.judge(
                figure_set=figures,
                standard=Standard.objects.get(pk=one),
                by=people["leila"],
                **MIDDLING | degrees,
            )

    return judge


def release(figures, by, at=None):
    """Without the attack on the figures, which are made by hand here."""
    FigureSet.objects.filter(pk=figures.pk).update(
        state="released",
        release_number=1,
        released_at=at or MORNING.replace(year=2100),
        released_by=by,
    )
    figures.refresh_from_db()


def order(figures):
    listed = priorities.listed(figures, list(Figure.objects.filter(figure_set=figures)))
    return [(row.rank, row.standard.pk, row.decided_by) for row in listed.ranked]


def gaps():
    return [
        sample("JUD-01.m", 0.1, 0.3, "not_met"),
        sample("INF-01.m", 0.5, 0.6, "not_met"),
        sample("LEG-02.m", 0.9, 1.0, "inconclusive"),
    ]


KEYS = ("JUD-01", "INF-01", "LEG-02")


def test_what_is_missing_at_the_least_decides_between_equals(told, judged):
    figures = told(*gaps())
    judged(figures, *KEYS)
    assert order(figures) == [
        (1, "JUD-01", ""),
        (2, "INF-01", "extent"),
        (3, "LEG-02", "finding"),
    ]


def test_a_contradiction_comes_first(told, judged):
    figures = told(*gaps(), heard("INF-01.a", 18))
    judged(figures, *KEYS)
    assert order(figures)[:2] == [(1, "INF-01", ""), (2, "JUD-01", "contradicted")]


def test_a_contradiction_comes_first_among_those_nobody_has_judged(told):
    figures = told(*gaps(), heard("INF-01.a", 18))
    listed = priorities.listed(figures, list(figures.figures.all()))
    assert [row.standard.pk for row in listed.unjudged] == [
        "INF-01",
        "LEG-02",
        "JUD-01",
    ]


def test_the_severer_comes_before_the_wider(told, judged):
    figures = told(*gaps())
    judged(figures, "JUD-01")
    judged(figures, "INF-01", irremediable=4)
    assert [key for _rank, key, _why in order(figures)] == ["INF-01", "JUD-01"]


HIDDEN = [
    ("JUD-01.a",),
    ("JUD-01.n", "JUD-01.d"),
    ("INF-01.c", "INF-01.a", "INF-02.m", "WOM-01.m", "DUR-02.k"),
]


@pytest.mark.parametrize("keys", HIDDEN, ids=["one", "two", "many"])
def test_a_hidden_figure_never_moves_a_standard_up_or_down(told, judged, keys):
    seen, more = told(*gaps()), told(*gaps(), *(hidden(key) for key in keys))
    judged(seen, *KEYS)
    assert order(more) == order(seen)
    for figures in (seen, more):
        listed = priorities.listed(figures, list(figures.figures.all()))
        assert len(listed.silent) == 70 - len(KEYS)


def test_a_hidden_group_is_no_difference_between_groups(told, judged):
    clear = compared("INF-01.m", -0.3, -0.1, 0.01)
    covered = hidden("INF-01.m", group_var="gender", group_code="man")
    seen, more = told(*gaps(), clear), told(*gaps(), clear, covered)
    judged(seen, *KEYS)
    assert order(seen) == order(more)


def test_a_gap_that_nobody_judged_has_no_rank(told, judged):
    figures = told(*gaps())
    judged(figures, "JUD-01")
    listed = priorities.listed(figures, list(figures.figures.all()))
    assert [row.standard.pk for row in listed.ranked] == ["JUD-01"]
    assert {row.rank for row in listed.unjudged} == {0}


def test_what_is_met_is_no_gap(told):
    figures = told(sample("LEG-02.m", 0.97, 1.0, "met"))
    listed = priorities.listed(figures, list(figures.figures.all()))
    assert ([one.pk for one in listed.met], listed.gaps) == (["LEG-02"], [])


# -- who judges --------------------------------------------------------------------


def answers(**degrees):
    return {"standard": "JUD-01", **MIDDLING, **degrees}


def page(client, figures, **query):
    url = reverse("assessment:priorities", args=[figures.pk])
    return html.unescape(client.get(url, query).content.decode())


def test_the_review_body_judges_on_the_page_with_name_and_day(client, told, people):
    figures = told(*gaps())
    signed_in(client, people["leila"])
    assert "Keep this judgement" in page(client, figures)
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers(scale=4)).status_code == 302
    made = Judgement.objects.get()
    assert (made.standard_id, made.scale, made.judged_by) == (
        "JUD-01",
        4,
        people["leila"],
    )
    assert "grave 4, reach 2, hard to put right 2" in page(client, figures)
    assert people["leila"].name in page(client, figures)


@pytest.mark.parametrize("name", ["ana", "rita", "sam"])
@pytest.mark.parametrize("public", [True, False])
def test_a_reader_who_may_not_release_cannot_judge(client, told, people, name, public):
    figures = told(*gaps())
    if public:
        release(figures, people["leila"])
    signed_in(client, people[name])
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers()).status_code == 404
    assert not Judgement.objects.exists()
    assert "Keep this judgement" not in page(client, figures)


def test_nobody_judges_after_the_release(client, told, people, judged):
    figures = told(*gaps())
    release(figures, people["leila"])
    signed_in(client, people["leila"])
    url = reverse("assessment:judge", args=[figures.pk])
    assert client.post(url, answers()).status_code == 404
    with pytest.raises(NotPossible):
        judged(figures, "JUD-01")


def test_a_released_list_stays_when_somebody_thinks_again(told, people, judged):
    figures, newer = told(*gaps()), told(*gaps())
    judged(figures, *KEYS)
    before = order(figures)
    today = Judgement.objects.first().judged_at
    Judgement.objects.update(judged_at=today - datetime.timedelta(days=2))
    release(figures, people["leila"], at=today - datetime.timedelta(days=1))
    judged(newer, "LEG-02", scale=4)
    assert order(figures) == before
    assert Judgement.objects.count() == 4
    assert judging.judgements_of(newer)["LEG-02"].scale == 4


def test_a_judgement_stays_when_the_figures_are_computed_again(told, judged):
    judged(told(*gaps()), "JUD-01", scale=3)
    assert judging.judgements_of(told(*gaps()))["JUD-01"].scale == 3


def test_a_form_without_an_answer_says_what_is_missing(client, told, people):
    figures = told(*gaps())
    signed_in(client, people["leila"])
    url = reverse("assessment:judge", args=[figures.pk])
    found = client.post(url, {"standard": "JUD-01"})
    assert found.status_code == 422
    assert "There is a problem" in found.content.decode()
    for wrong in ({"standard": "INF-02"}, {"scale": 5}):
        assert client.post(url, answers(**wrong)).status_code == 422
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("degree", [0, 5])
def test_a_degree_beyond_the_scale_is_refused_by_the_database(told, judged, degree):
    with pytest.raises(IntegrityError), transaction.atomic():
        judged(told(*gaps()), "JUD-01", scope=degree)


def test_the_page_of_a_gap_that_was_judged_shows_what_was_judged(
    client, told, people, judged
):
    figures = told(*gaps())
    judged(figures, "JUD-01", scale=3)
    signed_in(client, people["leila"])
    text = page(client, figures, standard="JUD-01")
    assert '<option value="JUD-01" selected' in text
    chosen = re.findall(r'name="(\w+)" value="(\d)"[^>]*checked', text)
    judged_before = MIDDLING | {"scale": 3}
    assert dict(chosen) == {name: str(one) for name, one in judged_before.items()}


def test_a_page_costs_few_questions(
    client, told, people, django_assert_max_num_queries
):
    figures = told(*gaps())
    signed_in(client, people["leila"])
    with django_assert_max_num_queries(16):
        page(client, figures)


def test_the_list_and_a_standard_speak_french(client, told, people, judged, french):
    figures = told(*gaps(), heard("INF-01.a", 18), hidden("JUD-01.a"))
    judged(figures, "INF-01")
    signed_in(client, people["leila"])
    for name, about in (("priorities", ()), ("standard", ("INF-01",))):
        url = reverse(f"assessment:{name}", args=[figures.pk, *about])
        found = client.get(url, headers={"accept-language": "fr"})
        text = html.unescape(found.content.decode()).replace("\u00a0", " ")
        said = ("l’affirment", "ont dit que")[name == "standard"]
        assert f"18 des 20 responsables {said}" in text
        assert "Solidité des preuves" in text
        assert "D : un seul groupe le dit" in text


# -- the workbook ------------------------------------------------------------------


@pytest.fixture
def sheet(told, people, judged):
    figures = told(
        *gaps(),
        compared("INF-01.m", -0.3, -0.1, 0.01),
        heard("INF-01.a", 18),
        hidden("JUD-01.a"),
        sample("WOM-01.m", 0.0004, 0.09, "not_met"),
    )
    judged(figures, "JUD-01", "INF-01")
    content = xlsx.workbook(figures, figures_for(people["leila"], figures))
    book = load_workbook(io.BytesIO(content))
    head, *rows = book["priorities"].iter_rows(values_only=True)
    assert head == HEAD
    return figures, [dict(zip(HEAD, row, strict=True)) for row in rows]


def test_the_sheet_has_the_rows_of_the_page_in_order(sheet):
    figures, rows = sheet
    listed = priorities.listed(figures, list(figures.figures.all()))
    assert [row["standard"] for row in rows] == [r.standard.pk for r in listed.gaps]
    assert [row["rank"] for row in rows] == [1, 2, None, None]
    assert rows[0]["contradiction"].startswith("18 of 20 officials said")
    assert (rows[0]["evidence"], rows[0]["evidence_meaning"]) == (
        "D",
        "one group only says so",
    )
    assert rows[3]["one_case_too_many"] == "reported"


def test_the_sheet_holds_no_number_that_is_not_in_the_stored_figures(sheet):
    figures, rows = sheet
    kept = figures.figures.filter(state="ok")
    ends = kept.values_list("gap_lower", "diff_lower", "diff_upper")
    known = {0.0, *(abs(one) for row in ends for one in row if one is not None)}
    counts = ("rank", "severity", "scale", "scope", "irremediable", "feasibility")
    for row in rows:
        for name in ("missing_at_least", "difference_at_least"):
            assert row.pop(name) in {*known, None}, name
        assert all(row.pop(name) in {None, 1, 2, 3, 4} for name in counts)
        assert not any(isinstance(value, int | float) for value in row.values())


def test_who_judged_does_not_leave_in_the_workbook(sheet, people):
    _figures, rows = sheet
    assert not any(people["leila"].name in str(row.values()) for row in rows)
