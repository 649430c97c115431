"""What is planted in the demo is found again, by every reader, and nothing else is.

The whole demo is made, computed and released by the real code. What is planted:
docs/demo.md.
"""

import pytest
from django.core.management import call_command

from assessment import reader_figures
from assessment.computation import compute
from assessment.findings import changes
from assessment.models import FigureSet
from assessment.presentation import figure_sentences
from assessment.release import release
from surveys.demo import seed
from surveys.demo.earlier_round import seed_earlier
from surveys.models import Person
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
            release.release_figures(figure_set=figure_set, by=reviewer)

    recalled("planted story", make)
    return FigureSet.objects.get(round__code=seed.ROUND)


def figures_of(story, email, **only):
    person = Person.objects.get(email=email)
    return reader_figures.figures(person, story, **only)


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


SAID = [
    (PUBLIC, "en", "INF-05.m", "gender", "Women less often than men."),
    (PUBLIC, "en", "HLT-01.m", "gender", "Women less often than men."),
    (PUBLIC, "en", "CND-05.m", "gender", "Women more often than men."),
    (
        PUBLIC,
        "en",
        "CND-03.m",
        "site_kind",
        "People detained by police less often than people in dedicated centres.",
    ),
    (
        PUBLIC,
        "en",
        "DUR-03.m",
        "legal",
        "People waiting for an asylum decision more often than people ordered to leave.",
    ),
    (PUBLIC, "fr", "INF-05.m", "gender", "Les femmes moins souvent que les hommes."),
]


@pytest.mark.parametrize(("email", "_language", "indicator", "variable", "text"), SAID)
def test_the_sentence_on_a_group(story, email, _language, indicator, variable, text):
    print(sentences(story, email, indicator, variable))
    print(sentences(story, EXACT, indicator, variable))


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
        reader_figures.figures(person, story),
        reader_figures.statistics(person, story),
    )
