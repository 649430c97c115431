"""What planning and set-up say already is answered before the first question."""

import pytest

from surveys.instruments.first_answers import first_answers
from surveys.interviews import drafts
from surveys.models import Assignment, InstrumentVersion, Selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(empty_round):
    """answers(selection) → those of a migrant interview."""
    version = InstrumentVersion.objects.get(instrument__code="migrant")

    def begin(selection=""):
        return first_answers(version, empty_round, selection=selection)

    return begin


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (Selection.LIST, "list"),
        (Selection.BED, "bed"),
        (Selection.ALL, "all"),
        (Selection.EVERY_KTH, None),
        (Selection.PURPOSIVE, None),
        ("", None),
    ],
)
def test_how_a_person_was_chosen_is_answered_only_where_one_answer_is_possible(
    answers, selection, code
):
    assert answers(selection).get("m_recruit") == code


def test_the_modules_of_the_round_are_answered_as_before(answers):
    assert answers().keys() == {"x_modules"}


@pytest.fixture
def drawn(empty_round, person):
    """A migrant assignment whose people are drawn from a list."""
    mine = Assignment.objects.filter(
        person=person("interviewer"), instrument__code="migrant"
    ).first()
    mine.selection = Selection.LIST
    mine.save()
    return mine


def test_the_wizard_begins_with_them(drawn):
    draft = drafts.start_draft(assignment=drawn, language="en", by=drawn.person)
    begun, _typed = drafts.read_draft(draft)
    assert begun["m_recruit"] == "list"
    assert "x_lang" not in begun, "an interpreter may speak another one"


def test_an_instrument_that_does_not_ask_begins_without_them(drawn):
    law = InstrumentVersion.objects.get(instrument__code="law")
    begun = first_answers(law, drawn.primary_unit.round, selection="list")
    assert "m_recruit" not in begun
