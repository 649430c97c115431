"""What one person is asked, and what is kept of it."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Journey
from tests.surveys.engine.test_values import JSON
from tests.surveys.xlsform.workbooks import instrument_from

TODAY = date(2026, 3, 15)
FAMILY = instrument_from(
    """
| type           | name      | label::English (en) | label::French (fr) | relevant                         | constraint          | constraint_message::English (en) | required | calculation      | appearance | daa::sensitivity | daa::observed | daa::slot |
| begin_group    | opening   | Opening             | Début              |                                  |                     |                                  |          |                  |            |                  |               |           |
| begin_group    | set_up    | Set-up              | Mise en place      |                                  |                     |                                  |          |                  | field-list |                  |               |           |
| select_one priv | x_private | Who hears?         | Qui entend ?       |                                  |                     |                                  | yes      |                  |            |                  | yes           |           |
| select_one yn  | x_consent | Agree?              | D'accord ?         |                                  |                     |                                  | yes      |                  |            |                  |               |           |
| end_group      |           |                     |                    |                                  |                     |                                  |          |                  |            |                  |               |           |
| end_group      |           |                     |                    |                                  |                     |                                  |          |                  |            |                  |               |           |
| begin_group    | family    | Family              | Famille            | ${x_consent}='yes'               |                     |                                  |          |                  |            |                  |               |           |
| integer        | children  | How many children?  | Combien ?          |                                  | . >= 0 and . <= 20  | From 0 to 20.                    | yes      |                  |            |                  |               |           |
| begin_group    | inner     |                     |                    | ${children} > 0                  |                     |                                  |          |                  |            |                  |               |           |
| select_one yn  | together  | Together?           | Ensemble ?         |                                  |                     |                                  | yes      |                  |            |                  |               |           |
| select_one yn  | visits    | Visits?             | Visites ?          | ${together}='no'                 |                     |                                  | yes      |                  |            |                  |               |           |
| end_group      |           |                     |                    |                                  |                     |                                  |          |                  |            |                  |               |           |
| calculate      | many      |                     |                    |                                  |                     |                                  |          | ${children} > 3  |            |                  |               |           |
| note           | thanks    | Thank you           | Merci              | ${many} = 'true'                 |                     |                                  |          |                  |            |                  |               |           |
| select_one yn  | hurt      | Hurt?               | Blessé ?           |                                  |                     |                                  | yes      |                  |            | 4                |               |           |
| select_one yn  | alone     | Alone?              | Seul ?             | ${x_private}='full'              |                     |                                  | yes      |                  |            | 4                |               |           |
| select_one yn  | signs     | Signs?              | Signes ?           |                                  |                     |                                  |          |                  |            | 4                | yes           |           |
| select_one yn  | item      | [official wording]  | [texte officiel]   |                                  |                     |                                  | yes      |                  |            |                  |               | WG-1      |
| text           | word      | One word?           | Un mot ?           |                                  |                     |                                  |          |                  |            |                  |               |           |
| end_group      |           |                     |                    |                                  |                     |                                  |          |                  |            |                  |               |           |
""",  # noqa: E501
    choices="""
| list_name | name | label::English (en) | label::French (fr) | daa_state     |
| yn        | yes  | Yes                 | Oui                |               |
| yn        | no   | No                  | Non                |               |
| yn        | dk   | Does not know       | Ne sait pas        | does_not_know |
| priv      | full | Nobody              | Personne           |               |
| priv      | hear | Seen                | Vu                 |               |
| priv      | none | Heard               | Entendu            |               |
""",
)
OPEN = {"x_private": "full", "x_consent": "yes"}


def journey(answers, instrument=FAMILY, **more):
    return Journey(instrument, answers, today=TODAY, **more)


def path(answers):
    return [screen.name for screen in journey(answers).screens()]


def test_nothing_is_asked_before_consent():
    assert path({}) == ["set_up"]
    assert path({"x_consent": "no"}) == ["set_up"]
    assert path(OPEN) == ["set_up", "children", "hurt", "alone", "signs", "word"]


def test_relevance_comes_from_the_groups_around_a_question():
    with_children = {**OPEN, "children": 2, "together": "no"}
    assert {"together", "visits"} <= set(path(with_children))
    assert not {"together", "visits"} & set(path({**with_children, "children": 0}))
    assert not {"together", "visits"} & set(path({**with_children, "x_consent": "no"}))


def test_an_answer_that_is_not_relevant_is_kept_reads_as_blank_and_comes_back():
    answers = {**OPEN, "children": 0, "together": "no", "visits": "yes"}
    hidden = journey(answers)
    assert hidden.read("together") == ""
    assert not hidden.is_relevant("visits")
    assert "together" not in hidden.stored()
    assert answers["together"] == "no"
    back = journey({**answers, "children": 1})
    assert back.read("together") == "no"
    assert back.stored()["visits"] == "yes"


def test_back_next_and_section_follow_the_path():
    now = journey({**OPEN, "children": 0})
    assert now.next_screen("children").name == "hurt"
    assert now.next_screen("together").name == "hurt"
    assert now.previous_screen("hurt").name == "children"
    assert now.previous_screen("set_up") is None
    assert now.next_screen("word") is None
    assert [s.name for s in now.section_screens("opening")] == ["set_up"]


def test_only_relevant_questions_are_asked_for_and_a_state_is_an_answer():
    assert [(p.question, p.code) for p in journey({}).problems()] == [
        ("x_private", "required"),
        ("x_consent", "required"),
    ]
    skipped = {"state": "refused"}
    answers = {**OPEN, "children": skipped, "hurt": skipped, "alone": skipped}
    assert journey(answers).problems() == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (21, "constraint"),
        (-1, "constraint"),
        ("many", "not_an_integer"),
        ([1], "not_a_number"),
        ("", "required"),
        ([], "required"),
        (10**30, "out_of_range"),
    ],
)
def test_a_problem_names_its_question_and_its_kind(value, code):
    screen = journey({}).step("children")
    (problem,) = journey({**OPEN, "children": value}).problems(screen)
    assert (problem.question, problem.code) == ("children", code)
    if code == "constraint":
        assert problem.message == {"en": "From 0 to 20."}


def test_an_impossible_answer_reads_as_blank_and_is_not_recorded():
    now = journey({**OPEN, "children": "many", "together": "yes"})
    assert now.read("children") == ""
    assert not now.is_relevant("together")
    assert "children" not in now.stored()


def test_calculations_are_found_again_and_recorded():
    four = {**OPEN, "children": 4}
    assert journey(four).stored()["many"] == "true"
    assert journey(four).is_relevant("thanks")
    assert journey({**OPEN, "children": 2, "many": "true"}).stored()["many"] == "false"


def test_a_severe_question_is_never_put_where_someone_can_hear():
    heard = journey({**OPEN, "x_private": "none", "hurt": "yes"})
    assert not heard.is_relevant("hurt")
    assert heard.is_relevant("signs"), "the interviewer observes; nobody is asked"
    assert journey({**OPEN, "x_private": "hear"}).is_relevant("hurt")


def test_what_privacy_alone_kept_from_being_asked_is_recorded_as_that():
    not_asked = {"state": "not_asked_privacy"}
    seen = journey({**OPEN, "x_private": "hear"}).stored()
    assert seen["alone"] == not_asked
    assert "hurt" not in seen
    heard = journey({**OPEN, "x_private": "none"}).stored()
    assert heard["alone"] == heard["hurt"] == not_asked
    assert "alone" not in journey({"x_private": "none", "x_consent": "no"}).stored()
    assert "visits" not in heard, "another answer decides this one"


def test_what_was_said_in_private_stays_when_somebody_comes_in():
    private = {**OPEN, "alone": "yes"}
    overheard = journey({**private, "x_private": "none"})
    assert not overheard.is_relevant("alone"), "it is not shown again"
    assert overheard.said_in_private() == ["alone"]
    assert overheard.stored()["alone"] == "yes"
    assert overheard.stored()["hurt"] == {"state": "not_asked_privacy"}
    assert journey(private).said_in_private() == []


def test_a_stopped_interview_says_what_was_not_reached():
    record = journey({**OPEN, "children": 1}).stored(stopped=True)
    assert record["word"] == record["together"] == {"state": "not_reached"}
    assert "visits" not in record
    assert "thanks" not in record
    assert "word" not in journey({**OPEN, "children": 1}).stored()


def test_a_slot_without_its_official_wording_is_never_asked():
    now = journey({**OPEN, "item": "yes"})
    assert not now.is_relevant("item")
    assert "item" not in now.stored(stopped=True)


def test_unanswered_are_the_relevant_ones_without_an_answer():
    names = journey({**OPEN, "children": 0}).unanswered("family")
    assert names == ["hurt", "alone", "signs", "word"]


def test_the_code_for_does_not_know_is_recorded_as_the_state():
    answers = {**OPEN, "children": 1, "together": "dk"}
    assert journey(answers).stored()["together"] == {"state": "does_not_know"}
    assert journey(journey(answers).stored()).read("together") == "dk"


def test_the_clock_is_that_of_the_interview():
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) | calculation | constraint |
| calculate | day | | | today() | |
| calculate | hour | | | now() | |
| date | born | Born? | Né ? | | . < today() |
"""
    )
    record = journey({}, instrument, now=datetime(2026, 3, 15, 9, 30)).stored()
    assert record == {"day": "2026-03-15", "hour": "2026-03-15T09:30:00"}
    assert journey({"born": "2026-03-15"}, instrument).problems()
    assert not journey({"born": "2026-03-14"}, instrument).problems()


CASCADE = instrument_from(
    """
| type | name | label::English (en) | label::French (fr) | choice_filter |
| select_one country | land | Country? | Pays ? | |
| select_one town | place | Town? | Ville ? | land=${land} |
""",
    choices="""
| list_name | name | label::English (en) | label::French (fr) | land |
| country | north | North | Nord | |
| country | south | South | Sud | |
| town | n1 | One | Un | north |
| town | n2 | Two | Deux | north |
| town | s1 | Three | Trois | south |
""",
)


def test_a_choice_that_is_no_longer_offered_is_masked_and_returns():
    north = journey({"land": "north", "place": "n2"}, CASCADE)
    assert [choice.code for choice in north.offered("place")] == ["n1", "n2"]
    assert north.read("place") == "n2"
    south = journey({"land": "south", "place": "n2"}, CASCADE)
    assert south.read("place") == ""
    assert [p.code for p in south.problems()] == ["unknown_choice"]


def test_a_visible_calculation_overwrites_what_was_typed():
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) | calculation |
| integer | a | A? | A ? | |
| integer | twice | Twice? | Double ? | ${a} * 2 |
"""
    )
    now = journey({"a": 4, "twice": 99}, instrument)
    assert now.read("twice") == "8"
    assert now.stored()["twice"] == 8
    assert not now.unanswered()


def test_a_chain_of_a_thousand_questions_is_walked():
    head = ["type", "name", "label::English (en)", "label::French (fr)", "relevant"]
    rows = [head, ["select_one yn", "q0", "Q", "Q", ""]]
    for number in range(1, 1_000):
        rows.append(
            ["select_one yn", f"q{number}", "Q", "Q", f"${{q{number - 1}}}='yes'"]
        )
    instrument = instrument_from(rows)
    answers = {f"q{number}": "yes" for number in range(1_000)}
    assert journey(answers, instrument).is_relevant("q999")
    assert len(journey({**answers, "q500": "no"}, instrument).screens()) == 501


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([q.name for q in FAMILY.questions()]), JSON))
def test_no_document_of_answers_can_break_a_journey(answers):
    for base in ({}, OPEN, {"x_private": "none", "x_consent": "yes"}):
        now = journey({**base, **answers})
        now.screens()
        now.unanswered()
        record = now.stored(stopped=True)
        json.dumps(record, allow_nan=False)
        if {problem.code for problem in now.problems()} <= {"required"}:
            assert journey(record).stored(stopped=True) == record


def test_an_instrument_is_the_same_after_writing_and_reading():
    for instrument in (FAMILY, CASCADE):
        written = json.loads(json.dumps(instrument.to_json()))
        again = Instrument.from_json(written)
        assert again == instrument
        assert again.fingerprint == instrument.fingerprint


MOMENTS = instrument_from(
    """
| type | name | label::English (en) | label::French (fr) | calculation | trigger |
| integer | days | Days? | Jours ? | | |
| integer | other | Other? | Autre ? | | |
| calculate | weeks | | | ${days} div 7 + ${other} | ${days} |
| calculate | begun | | | once(now()) | |
"""
)


def test_a_calculation_with_a_trigger_is_made_when_the_trigger_changes_only():
    first = journey({"days": 14, "other": 1}, MOMENTS).settled({"days"})
    assert first["weeks"] == "3"
    later = {"days": 14, "other": 5, **first}
    assert "weeks" not in journey(later, MOMENTS).settled({"other"})
    assert journey(later, MOMENTS).read("weeks") == "3"
    assert journey(later | {"days": 21}, MOMENTS).settled({"days"})["weeks"] == "8"


def test_what_is_reckoned_once_stays_as_it_was():
    morning = journey({}, MOMENTS, now=datetime(2026, 3, 15, 9, 30))
    settled = morning.settled(set())
    assert settled == {"begun": "2026-03-15T09:30:00"}
    evening = journey(settled, MOMENTS, now=datetime(2026, 3, 15, 18, 0))
    assert evening.settled({"days"}) == {}
    assert evening.stored()["begun"] == "2026-03-15T09:30:00"
