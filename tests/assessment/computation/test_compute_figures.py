import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from assessment.access import (
    figure_sets_for,
    reads_exact,
    releasable_for,
)
from assessment.computation import respondent_hashes
from assessment.computation.compute import compute_figures
from assessment.models import Figure, FigureSet, PublishedFigure, Respondents
from assessment.models.published import NUMBERS
from assessment.reading.reader import reader_for
from surveys.exceptions import Refused
from surveys.models import Interview, Outcome, PrimaryUnit
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two


def test_figures_of_the_same_interviews_are_computed_once(
    computed_round, people, computed
):
    assert compute_figures(round=computed_round, by=people["leila"]).pk == computed.pk


def test_one_more_interview_gives_a_new_set_of_figures(
    computed_round, people, computed
):
    _more(computed_round, people["ines"], 1)
    later = compute_figures(round=computed_round, by=people["ana"])
    assert later.pk != computed.pk
    assert later.fingerprint != computed.fingerprint


def test_a_stratum_nobody_visited_is_named_with_a_remedy(computed_round, people):
    empty = computed_round.strata.first()
    Interview.objects.filter(primary_unit__stratum=empty).delete()
    before = FigureSet.objects.count()
    with pytest.raises(Refused, match=f"{empty.name}”: no interview counts yet"):
        compute_figures(round=computed_round, by=people["ana"])
    assert FigureSet.objects.count() == before


def test_a_round_without_interviews_says_so(catalogue, round):
    ana = small_round.make_person("ana", "analyst", round)
    with pytest.raises(Refused, match="no interviews"):
        compute_figures(round=round, by=ana)


def of_everyone(rows, indicator):
    return rows.get(indicator_id=indicator, group_var="all")


def test_officials_get_a_count_and_never_a_range_or_a_verdict(computed):
    exact = of_everyone(computed.figures, "JUD-01.a")
    assert (exact.k, exact.n) == (12, 18)
    assert (exact.estimate, exact.lower) == (None, None)
    assert exact.finding == "no_finding"
    public = of_everyone(computed.published_figures, "JUD-01.a")
    assert (public.band_low, public.band_high, public.base_low) == (50, 100, 20)
    assert (public.k, public.likely_low, public.finding) == (None, None, "no_finding")


def test_people_held_and_officials_are_never_pooled(computed):
    shares = computed.figures.filter(indicator__standard="JUD-01", group_var="all")
    assert {(figure.source, figure.n) for figure in shares} == {
        ("migrant", 48),
        ("authority", 18),
    }


def test_a_share_of_people_is_published_as_a_band_of_a_rounded_number(computed):
    exact = of_everyone(computed.figures, "JUD-01.m")
    public = of_everyone(computed.published_figures, "JUD-01.m")
    assert (public.base_low, public.base_high) == (50, 50)  # 48 people
    assert public.band_high - public.band_low == 20  # of 35 to 69 people
    assert public.band_low <= 100 * exact.estimate < public.band_high
    assert public.likely_low <= public.band_low < public.band_high <= public.likely_high
    assert (public.k, public.value) == (None, None)


def test_of_fewer_than_ten_people_no_number_is_published(computed):
    unpublished = computed.published_figures.exclude(state="published")
    numbers = dict.fromkeys(NUMBERS)
    assert unpublished.exists()
    assert unpublished.filter(**numbers).count() == unpublished.count()
    people = {
        (f.indicator_id, f.group_code, f.source): f.n for f in computed.figures.all()
    }
    for row in computed.published_figures.filter(state="published"):
        assert people[row.indicator_id, row.group_code, row.source] >= 10


def test_the_review_body_reads_every_group_and_the_public_those_of_ten(computed):
    exact, published = computed.figures, computed.published_figures
    name = ("indicator", "source", "design_class", "group_var", "group_code")
    assert exact.filter(n__lt=10).exists()
    assert not exact.filter(n=None).exists()
    assert set(exact.values_list(*name)) <= set(published.values_list(*name))
    assert 0 < published.filter(state="published").count() < exact.count()


def test_a_group_of_which_nobody_was_asked_is_published_like_one_of_a_few(
    computed, people
):
    """That its row is missing would tell what all of them said before."""
    name = ("indicator", "source", "design_class", "group_var", "group_code")
    exact = set(computed.figures.values_list(*name))
    rows = computed.published_figures.values_list(*name, "state")
    others = [state for *figure, state in rows if tuple(figure) not in exact]
    assert set(others) == {"perhaps_few"}
    read = reader_for(people["ana"], computed).figures()
    groups = [figure for figure in read if figure.group_var != "all"]
    assert all(figure.is_exact for figure in groups)


def test_the_finding_for_everyone_is_that_of_the_exact_figure(computed):
    exact = dict(
        computed.figures.filter(group_var="all").values_list("indicator", "finding")
    )
    rows = computed.published_figures.filter(group_var="all", state="published")
    assert rows.exists()
    assert all(row.finding == exact[row.indicator_id] for row in rows)


def test_coverage_is_stored_with_the_figures(computed):
    migrants = computed.coverage["migrant"]
    assert migrants["received"] == migrants["used"] == 48
    assert migrants["excluded"] == {}
    assert migrants["first_day"] == migrants["last_day"] == "2026-03-02"
    assert computed.synthetic


# -- what must always be true ------------------------------------------------------


def _figure(computed, **values):
    fields = {
        "figure_set": computed,
        "indicator_id": "DIS-01.m",
        "source": "migrant",
        "group_var": "test",
        "design_class": "probability",
        "finding": "no_finding",
        "n": 12,
    }
    return Figure.objects.create(**(fields | values))


def _published(computed, **values):
    fields = {
        "figure_set": computed,
        "indicator_id": "DIS-01.m",
        "source": "migrant",
        "group_var": "test",
        "design_class": "probability",
        "state": "published",
        "finding": "no_finding",
    }
    return PublishedFigure.objects.create(**(fields | values))


NOT_AT_RANDOM = "not_at_random_has_no_range_and_no_verdict"


@pytest.mark.parametrize(
    ("broken", "guard"),
    [
        ({"finding": "guilty"}, "figure_finding_is_known"),
        ({"design_class": "purposive", "finding": "met"}, NOT_AT_RANDOM),
        ({"design_class": "purposive", "lower": 0.1}, NOT_AT_RANDOM),
    ],
)
def test_the_database_refuses_an_exact_figure_that_must_not_exist(
    computed, broken, guard
):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        _figure(computed, **broken)


@pytest.mark.parametrize(
    ("broken", "guard"),
    [
        *(
            ({"state": "few_people", name: 1}, "not_published_has_no_number")
            for name in (*NUMBERS, "places")
        ),
        (
            {"state": "few_people", "comparison": "more_often"},
            "not_published_has_no_number",
        ),
        (
            {"state": "near_another", "nonresponse": {"refused": 5}},
            "not_published_has_no_number",
        ),
        ({"state": "secret"}, "not_published_has_no_number|state_is_known"),
        ({"finding": "guilty"}, "finding_is_known"),
    ],
)
def test_the_database_refuses_a_published_figure_that_must_not_exist(
    computed, broken, guard
):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        _published(computed, **broken)


@pytest.mark.parametrize("make", [_figure, _published])
def test_a_figure_is_stored_once(computed, make):
    make(computed)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(computed)


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
    small_round.interview(unit, by, {}, outcome=Outcome.REFUSED)


def _more(round, by, people):
    """So many who were asked all that others were, and had no paper."""
    interviews = Interview.objects.filter(
        round=round, version__instrument__source="migrant", outcome=Outcome.COMPLETE
    )
    for other in interviews.order_by("pk")[:people]:
        answers = {**other.answers, "m_order": "no"}
        small_round.interview(other.primary_unit, by, answers)


def test_releases_of_a_round_are_numbered_in_order(computed_round, people, released):
    _refused_interview(computed_round, people["ines"])
    later = compute_figures(round=computed_round, by=people["ana"])
    second = release_by_two(figure_set=later, by=people["leila"])
    assert (released.release_number, second.release_number) == (1, 2)
    assert second.released_by == people["leila"]


def _released_again(computed_round, people):
    later = compute_figures(round=computed_round, by=people["ana"])
    return release_by_two(figure_set=later, by=people["leila"])


def test_one_more_person_changes_no_published_figure_and_every_exact_one(
    computed_round, people, released
):
    """Whoever subtracts one release from the other reads nobody's answer."""
    _more(computed_round, people["ines"], 1)
    later = _released_again(computed_round, people)
    assert of_everyone(later.figures, "LEG-02.m").n == 49
    stands = of_everyone(later.published_figures, "LEG-02.m")
    assert stands.stands_from == released.release_number
    rows = [
        of_everyone(figure_set.published_figures, "LEG-02.m")
        for figure_set in (released, later)
    ]
    assert len({tuple(getattr(row, name) for name in NUMBERS) for row in rows}) == 1
    hashes = Respondents.objects.get(figure_set=later).content()
    first = Respondents.objects.get(figure_set=released).content()
    named = respondent_hashes.name_of(stands)
    assert (
        respondent_hashes.unpack(hashes)[named]
        == respondent_hashes.unpack(first)[named]
    )


def test_twenty_more_people_replace_a_published_figure(
    computed_round, people, released
):
    _more(computed_round, people["ines"], 20)
    later = _released_again(computed_round, people)
    row = of_everyone(later.published_figures, "LEG-02.m")
    assert (row.stands_from, row.base_low) == (None, 70)  # 68 people


def test_what_places_and_laws_say_is_replaced_whenever_it_changes(
    computed_round, people, released
):
    """Nobody is a respondent of a law, and no wait protects anybody."""
    unit = PrimaryUnit.objects.filter(round=computed_round).first()
    law = {"source": "law", "design_class": "census"}
    small_round.interview(unit, people["ines"], {"l_child_ban": "no"}, **law)
    first = _released_again(computed_round, people)
    assert of_everyone(first.published_figures, "CHD-01.d").k == 0
    small_round.interview(unit, people["ines"], {"l_child_ban": "yes"}, **law)
    second = _released_again(computed_round, people)
    row = of_everyone(second.published_figures, "CHD-01.d")
    assert (row.k, row.base_low, row.stands_from) == (1, 2, None)


def test_figures_are_released_once(released, people):
    with pytest.raises(Refused, match="already released"):
        release_by_two(figure_set=released, by=people["leila"])


# -- who may see what --------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana", "leila"])
def test_analyst_and_review_body_read_exact_figures_before_a_release(
    name, people, computed
):
    assert figure_sets_for(people[name]).get() == computed
    read = reader_for(people[name], computed).figures()
    assert sum(figure.is_exact for figure in read) == computed.figures.count()
    assert reads_exact(people[name], computed.round)


@pytest.mark.parametrize("name", ["cora", "sam", "rita", "ines"])
def test_nobody_else_opens_unreleased_figures(name, people, computed):
    assert not figure_sets_for(people[name]).exists()
    with pytest.raises(Http404):
        reader_for(people[name], computed)


@pytest.mark.parametrize("name", ["cora", "sam", "rita", "ines"])
def test_every_member_reads_what_is_published_of_released_figures(
    name, people, released
):
    assert figure_sets_for(people[name]).get() == released
    reader = reader_for(people[name], released)
    read = reader.figures()
    assert len(read) == released.published_figures.count()
    assert not any(row.is_exact for row in [*read, *reader.statistics()])
    assert not reads_exact(people[name], released.round)


@pytest.mark.parametrize("role", ["analyst", "reviewer"])
def test_nobody_of_the_state_can_be_made_a_reader_of_exact_figures(role, computed):
    """The State was told who was called: an exact figure of four people names them."""
    with pytest.raises(IntegrityError, match="role_fits_party"), transaction.atomic():
        small_round.make_person(f"state-{role}", role, computed.round, "state")


def test_who_reads_exact_figures_cannot_join_the_state(people, released):
    with pytest.raises(IntegrityError, match="one party only"), transaction.atomic():
        small_round.make_person("ana", "reader", released.round, "state")


def test_a_member_of_another_round_sees_nothing(released):
    other = small_round.make_round("r2")
    for role, party in (("analyst", "civil"), ("reviewer", "review")):
        stranger = small_round.make_person(f"stranger-{role}", role, other, party)
        assert not figure_sets_for(stranger).exists()
        with pytest.raises(Http404):
            reader_for(stranger, released)


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
