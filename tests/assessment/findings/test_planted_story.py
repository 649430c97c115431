"""What is planted in the demo is found again, by every reader, and nothing else is.

The whole demo is made, computed and released by the real code. What is planted:
docs/demo.md.
"""

import pytest
from django.core.management import call_command

from assessment.computation import compute
from assessment.findings import changes, place_standards, standard_findings
from assessment.models import FigureSet, Finding, PublishedStatistic, Standard
from assessment.presentation import figure_sentences
from assessment.reading.reader import reader_for
from surveys.demo import places, seed
from surveys.demo.earlier_round import seed_earlier
from surveys.models import Instrument, Interview, Person, SiteKind
from tests.assessment.builders.releases import release_by_two
from tests.fixture_cache import recalled

READERS = ["reader@demo.test", "reviewer@demo.test"]  # of bands, of exact figures
PUBLIC, EXACT = READERS
# (standard, grouping, group): who is clearly worse than the largest group.
WORSE = {
    ("INF-05", "gender", "woman"),
    ("HLT-01", "gender", "woman"),
    ("CND-05", "gender", "woman"),
    ("CND-03", "site_kind", "police"),
    ("DUR-03", "legal", "asylum"),
}
BETTER, FALLEN = {"LEG-02", "CON-02"}, {"CON-01"}
CONTRADICTED = {"INF-05", "HLT-01", "CMP-01"}


@pytest.fixture
def story(instruments):
    """The demo as `make demo` makes it: two rounds, computed and released."""

    def make():
        call_command("load_standards", verbosity=0)
        round = seed.seed_round()
        before = seed_earlier(follower=round)
        round.refresh_from_db()
        reviewer = Person.objects.get(email=EXACT)
        for of_round in (before, round):
            figure_set = compute.compute_figures(round=of_round, by=reviewer)
            release_by_two(figure_set=figure_set, by=reviewer)

    recalled("planted story", make)
    return FigureSet.objects.get(round__code=seed.ROUND)


def figures_of(story, email, **only):
    person = Person.objects.get(email=email)
    return reader_for(person, story).figures(**only)


def is_clear(figure):
    if figure.is_exact:
        return figure.exact.comparison == figure_sentences.DIFFERS
    return figure.published.comparison in ("more_often", "less_often")


@pytest.mark.parametrize("email", READERS)
def test_the_planted_groups_differ_clearly_and_no_others(story, email):
    clear = {
        (figure.indicator.standard_id, figure.group_var, figure.group_code)
        for figure in figures_of(story, email)
        if is_clear(figure)
    }
    assert clear == WORSE


@pytest.mark.parametrize("email", READERS)
def test_each_of_them_is_clear_in_the_leading_figure_of_its_standard(story, email):
    clear = {
        (figure.indicator.standard_id, figure.group_var, figure.group_code)
        for figure in figures_of(story, email)
        if is_clear(figure) and not figure.indicator.is_component
    }
    assert clear == WORSE


def sentences(story, email, indicator, group_var):
    figures = figures_of(story, email, indicator_id=indicator, group_var=group_var)
    return figure_sentences.differences(figures)


PUBLISHED_WORDS = {
    ("INF-05.m", "gender"): (
        "Women less often than men.",
        "Femmes\u202f: moins souvent que les hommes.",
    ),
    ("HLT-01.m", "gender"): (
        "Women less often than men.",
        "Femmes\u202f: moins souvent que les hommes.",
    ),
    ("CND-05.m", "gender"): (
        "Women more often than men.",
        "Femmes\u202f: plus souvent que les hommes.",
    ),
    ("CND-03.m", "site_kind"): (
        "People detained by police less often than people in dedicated centres.",
        "Personnes retenues par la police\u202f: moins souvent que les personnes en"
        " centre dédié.",
    ),
    ("DUR-03.m", "legal"): (
        "People waiting for an asylum decision more often than people ordered to"
        " leave.",
        "Personnes en attente d’une décision d’asile\u202f: plus souvent que les"
        " personnes qui ont reçu l’ordre de partir.",
    ),
}
EXACT_WORDS = {
    ("INF-05.m", "gender"): (
        "Lower for women than men",
        "Plus bas pour les femmes que pour les hommes",
    ),
    ("HLT-01.m", "gender"): (
        "Lower for women than men",
        "Plus bas pour les femmes que pour les hommes",
    ),
    ("CND-05.m", "gender"): (
        "Higher for women than men",
        "Plus haut pour les femmes que pour les hommes",
    ),
    ("CND-03.m", "site_kind"): (
        "Lower for people detained by police than people in dedicated centres",
        "Plus bas pour les personnes retenues par la police que pour les personnes en"
        " centre dédié",
    ),
    ("DUR-03.m", "legal"): (
        "Higher for people waiting for an asylum decision than people ordered to leave",
        "Plus haut pour les personnes en attente d’une décision d’asile que pour les"
        " personnes qui ont reçu l’ordre de partir",
    ),
}


@pytest.mark.parametrize("about", PUBLISHED_WORDS, ids="-".join)
def test_everybody_reads_who_is_worse_off(story, about):
    assert PUBLISHED_WORDS[about][0] in sentences(story, PUBLIC, *about)


@pytest.mark.parametrize("about", PUBLISHED_WORDS, ids="-".join)
def test_everybody_reads_who_is_worse_off_in_french(story, about, french):
    assert PUBLISHED_WORDS[about][1] in sentences(story, PUBLIC, *about)


@pytest.mark.parametrize("about", EXACT_WORDS, ids="-".join)
def test_the_review_body_reads_by_how_much(story, about):
    (sentence,) = [s for s in sentences(story, EXACT, *about) if "points" in s]
    assert sentence.startswith(EXACT_WORDS[about][0])


@pytest.mark.parametrize("about", EXACT_WORDS, ids="-".join)
def test_the_review_body_reads_by_how_much_in_french(story, about, french):
    (sentence,) = [s for s in sentences(story, EXACT, *about) if "points" in s]
    assert sentence.startswith(EXACT_WORDS[about][1])


@pytest.mark.parametrize("email", READERS)
def test_two_standards_are_better_than_before_and_one_is_worse(story, email):
    clear = [change for change in changes_for(story, email) if change.is_clear]
    assert {
        change.now.indicator.standard_id for change in clear if change.is_closer
    } == BETTER
    assert {
        change.now.indicator.standard_id for change in clear if not change.is_closer
    } == FALLEN
    leading = {
        change.now.indicator.standard_id
        for change in clear
        if not change.now.indicator.is_component
    }
    assert leading == BETTER | FALLEN


def changes_for(story, email):
    person = Person.objects.get(email=email)
    return changes.changes(
        story,
        reader_for(person, story).figures(),
        reader_for(person, story).statistics(),
    )


CLOSER = "It rose: this is closer to what the standard asks."
FURTHER = "It fell: this is further from what the standard asks."


@pytest.mark.parametrize("email", READERS)
def test_the_sentence_on_a_change(story, email):
    said = {
        change.now.indicator_id: changes.sentence(change)
        for change in changes_for(story, email)
    }
    assert said["LEG-02.m"].endswith(CLOSER)
    assert said["CON-02.m"].endswith(CLOSER)
    assert said["CON-01.m"].endswith(FURTHER)
    assert said["INF-01.m"].endswith("No clear change.")


@pytest.mark.parametrize("email", READERS)
def test_the_sentence_on_a_change_in_french(story, email, french):
    said = {
        change.now.indicator_id: changes.sentence(change)
        for change in changes_for(story, email)
    }
    closer = "C’est en hausse\u202f: c’est plus proche de ce que demande la norme."
    further = "C’est en baisse\u202f: c’est plus loin de ce que demande la norme."
    assert said["LEG-02.m"].endswith(closer)
    assert said["CON-02.m"].endswith(closer)
    assert said["CON-01.m"].endswith(further)


# -- what places report ----------------------------------------------------------------


def by_place(story, indicator, *, exact):
    standards = place_standards.place_standards(story, exact=exact)
    (standard,) = [s for s in standards if s.indicator.pk == indicator]
    return standard


def test_six_of_twelve_places_are_too_full_and_the_review_body_reads_which(story):
    standard = by_place(story, "CND-02.k", exact=True)
    assert (standard.total.failing, standard.total.places) == (6, 12)
    assert (standard.total.people, standard.people_at_all) == (466, 1190)
    assert {result.name for result in standard.failing} == {
        "Brannick Police Cells",
        "Torvale Police Cells",
        "Ellisk Police Cells",
        "Dunmarrow Border Post",
        "Ostrel Centre",
        "Lindmoor Shelter",
    }
    worst = standard.worst
    assert worst.name == "Brannick Police Cells"
    assert (worst.numerator, worst.denominator) == (46, 38)


def test_everybody_reads_how_many_are_too_full_and_not_which(story):
    standard = by_place(story, "CND-02.k", exact=False)
    assert (standard.total.failing, standard.total.places) == (6, 12)
    assert standard.total.people == 465, "rounded to five"
    assert standard.results == ()
    assert standard.worst is None
    police = next(c for c in standard.by_kind if c.code == SiteKind.POLICE)
    assert (police.failing, police.places, police.people) == (3, 3, None)
    border = next(c for c in standard.by_kind if c.code == SiteKind.BORDER)
    assert (border.failing, border.places, border.people) == (1, 3, None)
    assert {c.code: c.failing for c in standard.by_district} == {
        places.NORTH: 2,
        places.EAST: 1,
        places.SOUTH: 3,
    }


def test_a_death_that_nobody_investigated_is_found(story):
    standard = by_place(story, "DTH-01.k", exact=True)
    assert [(r.name, r.numerator, r.denominator) for r in standard.failing] == [
        ("Brannick Police Cells", 0, 1)
    ]
    figure = figures_of(story, EXACT, indicator_id="DTH-01.k", group_var="all")[0]
    assert (figure.exact.numerator, figure.exact.denominator) == (1, 2)
    assert figure.finding == Finding.NOT_MET


def test_children_are_held_at_nine_places(story):
    standard = by_place(story, "CHD-02.k.places", exact=True)
    assert standard.total.failing == 9
    held = PublishedStatistic.objects.get(
        figure_set=story, code="E1.9", about="midnight"
    )
    assert held.value == 135, "133, to the nearest five"
    records = Interview.objects.filter(
        round=story.round, version__instrument__source=Instrument.Source.RECORDS
    )
    kinds = ("k_child_order", "k_child_housed")
    assert sum(r.answers[kind] for r in records for kind in kinds) == 133


# -- the rest --------------------------------------------------------------------------


def test_officials_contradict_people_on_a_few_standards_only(story):
    standards = standard_findings.standard_findings(
        Standard.objects.all(), figures_of(story, PUBLIC)
    )
    contradicted = {s.standard.pk for s in standards if s.contradiction}
    assert contradicted == CONTRADICTED


def test_all_seven_instruments_have_data(story):
    counts = {source: counted["used"] for source, counted in story.coverage.items()}
    assert counts == {
        "migrant": 600,
        "authority": 60,
        "child": 59,
        "ngo": 24,
        "alternative_provider": 10,
        "records": 12,
        "law": 1,
    }
    files = story.statistics.get(code="E2.4", about="admissions:files")
    assert files.value == 240
