"""Every closed question has a table of answers that nobody had to define."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from assessment.computation import compute, reproduction, respondent_hashes
from assessment.frames.closed_questions import answer_codes, closed_questions
from assessment.models import FigureSet, Frequency, PublishedFrequency, Respondents
from assessment.release import standing_figures
from surveys.instruments.versions import instrument_of
from surveys.interviews.withdrawals.withdrawal import withdraw_interview
from surveys.models import InstrumentVersion, Interview, Person
from tests.assessment.builders.releases import release_by_two
from tests.signed_in import signed_in


def client_of(name):
    return signed_in(Client(), Person.objects.get(email=f"{name}@demo.test"))


def page_of(figure_set, name, of="migrant"):
    address = f"{figure_set.get_absolute_url()}answers/?of={of}"
    return client_of(name).get(address)


@pytest.fixture
def released(released_round):
    return FigureSet.objects.get(round=released_round, state="released")


def test_every_closed_question_of_every_version_has_its_choices(released):
    for version in InstrumentVersion.objects.filter(
        pk__in=Interview.objects.values("version")
    ):
        rows = PublishedFrequency.objects.filter(
            figure_set=released, instrument=version.instrument
        )
        listed = set(rows.values_list("question", "choice"))
        questions = closed_questions(instrument_of(version))
        asked = {row.question for row in rows}
        expected = {
            (question.name, code)
            for question in questions
            if question.name in asked
            for code in answer_codes(question)
        }
        assert listed == expected
        # Questions that nobody was asked are in no table: of 107 of migrants few.
        if version.instrument.code == "migrant":
            assert len(asked) > 0.9 * len(questions)
        assert not any(question.sealed for question in questions)


def test_analyst_and_review_body_read_exact_numbers_and_others_bands(released):
    exact = Frequency.objects.get(figure_set=released, question="m_order", choice="yes")
    for name in ("analyst", "reviewer"):
        rows = page_of(released, name).context["tables"]
        table = next(table for table in rows if table.question == "m_order")
        assert f"({exact.k} " in table.rows[0].value
    for name in ("coordinator", "reader", "state"):
        page = page_of(released, name)
        table = next(t for t in page.context["tables"] if t.question == "m_order")
        assert all(row.frequency.exact is None for row in table.rows)
        assert f"({exact.k} " not in page.content.decode()


def test_bands_ranges_and_bases_are_those_of_the_rule_for_figures(released):
    """Of a question that is an indicator too, both say the same of the same people."""
    row = PublishedFrequency.objects.get(
        figure_set=released, question="m_order", choice="yes"
    )
    figure = released.published_figures.get(indicator="LEG-02.m", group_var="all")
    for name in ("band_low", "band_high", "likely_low", "likely_high", "base_low"):
        assert getattr(row, name) == getattr(figure, name), name
    exact = Frequency.objects.get(figure_set=released, question="m_order", choice="yes")
    own = released.figures.get(indicator="LEG-02.m", group_var="all")
    for name in ("n", "n_base", "k"):
        assert getattr(exact, name) == getattr(own, name), name
    # Sums of columns of another table are added in another order.
    for name in ("estimate", "se", "lower", "upper"):
        rounding = pytest.approx(getattr(own, name), rel=1e-13)
        assert getattr(exact, name) == rounding, name


def test_a_question_for_some_says_its_base_as_a_band(released):
    rows = PublishedFrequency.objects.filter(
        figure_set=released, question="m_order_own", state="published"
    )
    assert rows
    assert all(row.base_low < row.base_high for row in rows)


def test_few_people_are_not_published(small_round):
    analyst = Person.objects.get(email="analyst@demo.test")
    figure_set = compute.compute_figures(round=small_round, by=analyst)
    for exact in Frequency.objects.filter(figure_set=figure_set, source="migrant"):
        if exact.n < 10:
            row = PublishedFrequency.objects.get(
                figure_set=figure_set,
                question=exact.question,
                choice=exact.choice,
                source="migrant",
                design_class=exact.design_class,
            )
            assert row.state in ("few_people", "perhaps_few"), exact.question
            assert row.band_low is None


def test_a_frequency_stands_after_one_person_withdrew(released):
    interview = Interview.objects.filter(
        version__instrument__code="migrant", outcome="complete"
    ).first()
    withdraw_interview(interview=interview, by=interview.by)
    reviewer = Person.objects.get(email="reviewer@demo.test")
    later = compute.compute_figures(round=released.round, by=reviewer)
    release_by_two(figure_set=later, by=reviewer)
    old = PublishedFrequency.objects.filter(
        figure_set=released, source="migrant", state="published"
    )
    for before in old:
        after = PublishedFrequency.objects.get(
            figure_set=later,
            instrument=before.instrument,
            question=before.question,
            wording=before.wording,
            choice=before.choice,
            design_class=before.design_class,
        )
        assert after.stands_from == released.release_number, before
        assert (after.band_low, after.band_high, after.base_low) == (
            before.band_low,
            before.band_high,
            before.base_low,
        )


def test_respondents_of_a_frequency_are_sealed_with_the_others(released):
    members = respondent_hashes.unpack(
        Respondents.objects.get(figure_set=released).content()
    )
    row = PublishedFrequency.objects.get(
        figure_set=released, question="m_order", choice="yes"
    )
    exact = Frequency.objects.get(figure_set=released, question="m_order", choice="yes")
    assert len(members[respondent_hashes.name_of(row)]) == exact.n


def test_a_choice_waits_while_others_of_its_question_stand(released):
    row = PublishedFrequency.objects.filter(
        figure_set=released, source="migrant", state="published"
    ).first()
    waiting = standing_figures._waiting(row)
    waiting.save()
    assert (waiting.state, waiting.band_low, waiting.nonresponse) == ("waits", None, {})


def test_a_stored_frequency_that_was_changed_is_named(released):
    assert reproduction.reproduce(released) == []
    Frequency.objects.filter(
        figure_set=released, question="m_order", choice="yes"
    ).update(k=1)
    (line,) = reproduction.reproduce(released)
    assert "m_order" in line
    assert "k is stored as 1" in line


# -- constraints ---------------------------------------------------------------------


def copied(row, **values):
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Frequency, {}, "UNIQUE|frequency_is_stored_once"),
        (PublishedFrequency, {}, "UNIQUE|published_frequency_is_stored_once"),
        (
            Frequency,
            {"choice": "x", "design_class": "purposive"},
            "frequency_not_at_random_has_no_range",
        ),
        (
            PublishedFrequency,
            {"choice": "x", "state": "few_people"},
            "published_frequency_not_published_has_no_number",
        ),
        (
            PublishedFrequency,
            {"choice": "x", "state": "whatever"},
            "published_frequency_state_is_known|not_published_has_no_number",
        ),
    ],
)
def test_the_database_refuses(released, model, values, constraint):
    row = model.objects.get(figure_set=released, question="m_order", choice="yes")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copied(row, **values).save()
