import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from analysis.schema import INFERRED
from assessment.access import figure_sets_for, figures_for, releasable_for
from assessment.models import Figure, FigureSet, ReleasedTables
from assessment.models.figures import COUNTS, MEASURES
from assessment.services import NotPossible, compute_figures, release_figures
from surveys.models import Interview, Outcome, PrimaryUnit
from tests.assessment import world


def test_figures_of_the_same_interviews_are_computed_once(asked, people, computed):
    assert compute_figures(round=asked, by=people["leila"]).pk == computed.pk


def test_one_more_interview_gives_a_new_set_of_figures(asked, people, computed):
    _one_more(asked, people["ines"])
    later = compute_figures(round=asked, by=people["ana"])
    assert later.pk != computed.pk
    assert later.fingerprint != computed.fingerprint


def test_a_stratum_nobody_visited_is_named_with_a_remedy(asked, people):
    empty = asked.strata.first()
    Interview.objects.filter(primary_unit__stratum=empty).delete()
    before = FigureSet.objects.count()
    with pytest.raises(NotPossible, match=empty.code):
        compute_figures(round=asked, by=people["ana"])
    assert FigureSet.objects.count() == before


def test_a_round_without_interviews_says_so(catalogue, round):
    ana = world.make_person("ana", "analyst", round)
    with pytest.raises(NotPossible, match="no interviews"):
        compute_figures(round=round, by=ana)


def test_officials_get_a_count_and_never_a_range_or_a_verdict(computed):
    said = computed.figures.get(
        indicator_id="JUD-01.a", audience="public", group_var="all"
    )
    assert (said.k, said.n) == (10, 20)  # of 12 and 18, rounded
    assert said.estimate is None
    assert said.ci_lower is None
    assert said.finding == "not_assessed"


def test_people_held_and_officials_are_never_pooled(computed):
    shares = computed.figures.filter(
        indicator__standard="JUD-01", audience="public", group_var="all"
    )
    assert {(one.source, one.n) for one in shares} == {
        ("migrant", 50),
        ("authority", 20),
    }


def test_a_small_group_is_hidden_from_the_public_without_any_number(computed):
    hidden = computed.figures.filter(audience="public").exclude(state="ok")
    assert hidden.exists()
    assert not hidden.exclude(n=None, estimate=None, k=None, gap=None).exists()
    shown = computed.figures.filter(audience="public", state="ok")
    assert min(shown.values_list("n", flat=True)) >= 10


def test_the_review_body_sees_groups_that_the_public_does_not(computed):
    def shown(audience):
        return computed.figures.filter(audience=audience, state="ok").count()

    assert shown("review") > shown("public")


def test_coverage_is_stored_with_the_figures(computed):
    migrants = computed.coverage["migrant"]
    assert migrants["received"] == migrants["used"] == 48
    assert migrants["excluded"] == {}
    assert computed.synthetic


# -- what must always be true ------------------------------------------------------


def _figure(computed, **values):
    fields = {
        "figure_set": computed,
        "audience": "public",
        "indicator_id": "DIS-01.m",
        "source": "migrant",
        "group_var": "test",
        "design_class": "probability",
        "state": "ok",
        "finding": "not_assessed",
        "n": 12,
    }
    return Figure.objects.create(**(fields | values))


@pytest.mark.parametrize(
    ("broken", "guard"),
    [
        ({"state": "suppressed_primary"}, "shows_a_base_or_no_number"),
        (
            {"state": "suppressed_primary", "n": None, "estimate": 0.2},
            "shows_a_base_or_no_number",
        ),
        (
            {"state": "suppressed_secondary", "n": None, "finding": "not_met"},
            "shows_a_base_or_no_number",
        ),
        (
            {"state": "suppressed_secondary", "n": None, "nonresponse": {"refused": 1}},
            "shows_a_base_or_no_number",
        ),
        ({"n": None}, "shows_a_base_or_no_number"),
        ({"state": "secret"}, "shows_a_base_or_no_number"),
        ({"finding": "guilty"}, "finding_is_known"),
        ({"audience": "press"}, "audience_is_known"),
        (
            {"design_class": "purposive", "finding": "met"},
            "not_at_random_has_no_range_and_no_verdict",
        ),
        (
            {"design_class": "purposive", "ci_lower": 0.1},
            "not_at_random_has_no_range_and_no_verdict",
        ),
    ],
)
def test_the_database_refuses_a_figure_that_must_not_exist(computed, broken, guard):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        _figure(computed, **broken)


def test_a_figure_is_stored_once(computed):
    _figure(computed)
    with pytest.raises(IntegrityError), transaction.atomic():
        _figure(computed)


def test_a_release_without_who_and_when_is_refused(computed):
    with (
        pytest.raises(IntegrityError, match="says_who_and_when"),
        transaction.atomic(),
    ):
        FigureSet.objects.filter(pk=computed.pk).update(state="released")
    with (
        pytest.raises(IntegrityError, match="says_who_and_when"),
        transaction.atomic(),
    ):
        FigureSet.objects.filter(pk=computed.pk).update(released_at=timezone.now())


# -- release -----------------------------------------------------------------------


def _refused_interview(round, by):
    """Somebody said no: the coverage changes, no figure does."""
    unit = PrimaryUnit.objects.filter(round=round).first()
    world.interview(unit, by, {}, outcome=Outcome.REFUSED)


def _one_more(round, by):
    """Somebody who was asked all that another was, and had no paper."""
    asked = Interview.objects.filter(
        round=round, version__instrument__source="migrant", outcome=Outcome.COMPLETE
    )
    other = asked.order_by("pk").first()
    world.interview(other.primary_unit, by, {**other.answers, "m_order": "no"})


def test_releases_of_a_round_are_numbered_in_order(asked, people, released):
    _refused_interview(asked, people["ines"])
    later = compute_figures(round=asked, by=people["ana"])
    second = release_figures(figure_set=later, by=people["leila"])
    assert (released.release_number, second.release_number) == (1, 2)
    assert second.released_by == people["leila"]


def test_two_releases_that_differ_by_one_person_are_refused_with_the_cells_named(
    asked, people, released
):
    """Whoever subtracts one from the other would read what that person said."""
    _one_more(asked, people["ines"])
    later = compute_figures(round=asked, by=people["ana"])
    with pytest.raises(NotPossible, match=r"LEG-02\.m, .*since release 1\)"):
        release_figures(figure_set=later, by=people["leila"])
    later.refresh_from_db()
    assert not later.is_released
    assert ReleasedTables.objects.filter(figure_set=later).count() == 0


def test_a_refusal_speaks_french(asked, people, released, french):
    _one_more(asked, people["ines"])
    later = compute_figures(round=asked, by=people["ana"])
    with pytest.raises(NotPossible, match=r"Rien n'a été diffusé.*diffusion 1"):
        release_figures(figure_set=later, by=people["leila"])


def test_a_hidden_figure_that_can_be_worked_out_is_never_released(computed, people):
    """Somebody took the partner's mark away: the gate does not rest on the pipeline."""
    review = computed.figures.filter(audience="review").exclude(group_var="all")
    gaps = set(review.exclude(state="ok").values_list("indicator", "group_var"))
    first = next(
        one
        for one in review.filter(k__in=(3, 4)).order_by("pk")
        if (one.indicator_id, one.group_var) not in gaps
    )
    empty = dict.fromkeys((*COUNTS, *MEASURES))
    Figure.objects.filter(pk=first.pk).update(
        state="suppressed_primary",
        finding="not_assessed",
        compare_to="",
        nonresponse={},
        **empty,
    )
    with pytest.raises(NotPossible, match=rf"{first.indicator_id}, .*\(hidden\)"):
        release_figures(figure_set=computed, by=people["leila"])


def test_an_attack_that_does_not_end_in_time_lets_nothing_out(
    computed, people, monkeypatch
):
    monkeypatch.setattr("assessment.releasing.SECONDS", -1.0)
    with pytest.raises(NotPossible, match="could not be shown in time"):
        release_figures(figure_set=computed, by=people["leila"])
    assert not FigureSet.objects.get(pk=computed.pk).is_released


def test_the_register_keeps_what_each_audience_was_told(released):
    kept = {one.audience: one for one in released.register.all()}
    assert set(kept) == {"review", "public"}
    assert (kept["public"].threshold, kept["public"].base) == (10, 5)
    for audience, entry in kept.items():
        cells = [dict(zip(entry.CELL, row, strict=True)) for row in entry.cells]
        figures = released.figures.filter(audience=audience)
        assert len(cells) == figures.count()
        assert (
            sum(one["n"] is None for one in cells)
            == figures.exclude(state="ok").count()
        )
        for one in cells:
            if one["n"] is not None:
                assert one["low"] <= one["n"] <= one["high"]
            elif one["low"] < entry.threshold:  # or other tables count the same people
                assert one["high"] - one["low"] >= entry.threshold


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_register_cannot_be_made_to_forget(released, change):
    kept = ReleasedTables.objects.filter(figure_set=released)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.update(cells=[]) if change == "update" else kept.delete()


def test_figures_are_released_once(released, people):
    with pytest.raises(NotPossible, match="released before"):
        release_figures(figure_set=released, by=people["leila"])


# -- who may see what --------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana", "leila"])
def test_analyst_and_review_body_see_unreleased_figures(name, people, computed):
    assert figure_sets_for(people[name]).get() == computed
    audiences = figures_for(people[name], computed).values_list("audience", flat=True)
    assert set(audiences) == {"review"}


@pytest.mark.parametrize("name", ["cora", "sam", "rita", "ines"])
def test_nobody_else_opens_unreleased_figures(name, people, computed):
    assert not figure_sets_for(people[name]).exists()
    assert not figures_for(people[name], computed).exists()


@pytest.mark.parametrize("name", ["cora", "sam", "rita", "ines"])
def test_every_member_reads_released_figures_in_the_public_version(
    name, people, released
):
    assert figure_sets_for(people[name]).get() == released
    audiences = figures_for(people[name], released).values_list("audience", flat=True)
    assert set(audiences) == {"public"}


def test_a_member_of_another_round_sees_nothing(released):
    other = world.make_round("r2")
    for role, party in (("analyst", "civil"), ("reviewer", "review")):
        stranger = world.make_person(f"stranger-{role}", role, other, party)
        assert not figure_sets_for(stranger).exists()
        assert not figures_for(stranger, released).exists()


@pytest.mark.parametrize("name", ["ana", "cora", "sam", "rita", "ines"])
def test_only_the_review_body_may_release(name, people, computed):
    assert not releasable_for(people[name]).exists()
    assert releasable_for(people["leila"]).get() == computed


def test_the_web_process_starts_without_the_statistics_libraries():
    code = (
        "import django, sys; django.setup(); import config.urls;"
        "heavy = {'pandas', 'scipy', 'statsmodels', 'xlsxwriter'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_what_only_chance_can_tell_is_what_a_hidden_figure_never_holds():
    """Two lists in two rooms: the web process does not import the statistics."""
    assert set(MEASURES) == set(INFERRED)
