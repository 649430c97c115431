"""Questions asked once for each child and each year of school."""

from datetime import date

import pytest

from surveys.engine.instrument import Instrument, split_key
from surveys.engine.journey import Journey
from surveys.engine.repeats import without_instance
from tests.surveys.xlsform.workbooks import compiled, instrument_from

TODAY = date(2026, 3, 15)
FAMILY = instrument_from(
    """
| type | name | label::English (en) | label::French (fr) | relevant | repeat_count | \
calculation |
| begin_group | home | Home | Foyer | | | |
| select_one yn | any | Children? | Enfants ? | | | |
| begin_repeat | child | Children | Enfants | ${any}='yes' | | |
| integer | age | Age? | Âge ? | | | |
| select_one yn | school | School? | École ? | ${age} > 5 | | |
| integer | years | Years? | Années ? | ${school}='yes' | | |
| begin_repeat | year | Years of school | Années d’école | | ${years} | |
| select_one yn | good | Good? | Bien ? | | | |
| end_repeat | | | | | | |
| calculate | place | | | | | position(..) |
| calculate | older | | | | | indexed-repeat(${age}, ${child}, position(..) - 1) |
| end_repeat | | | | | | |
| calculate | ages | | | | | sum(${age}) |
| calculate | number | | | | | count(${child}) |
| calculate | first | | | | | ${age} |
| text | end | End? | Fin ? | ${ages} > 20 | | |
| end_group | | | | | | |
"""
)


def journey(**answers):
    answers_by_key = {key.replace("_", "."): value for key, value in answers.items()}
    return Journey(FAMILY, {"any": "yes", **answers_by_key}, today=TODAY)


def path(**answers):
    return [step.name for step in journey(**answers).screens()]


def test_each_child_is_asked_about_in_turn():
    assert path(child=0) == ["any", "child"]
    assert path(child=2, age_2=9) == [
        *("any", "child", "age.1", "age.2", "school.2"),
    ]


def test_who_has_no_children_is_not_asked_for_any():
    assert path(any="no", child=2, age_1=9) == ["any"]


def test_a_repeat_inside_a_repeat_is_counted_in_its_own_instance():
    answers = {"child": 2, "age_1": 9, "school_1": "yes", "years_1": 2, "age_2": 3}
    assert path(**answers)[2:] == [
        "age.1",
        "school.1",
        "years.1",
        "good.1.1",
        "good.1.2",
        "age.2",
    ]
    assert "good.1.3" not in path(**answers, good_1_3="yes")


def test_fewer_and_then_more_again_brings_the_answers_back():
    answers = {"age_1": 9, "school_1": "yes", "good_1_1": "yes", "good_1_2": "no"}
    fewer = journey(child=1, years_1=1, **answers)
    assert "good.1.2" not in fewer.stored()
    more = journey(child=1, years_1=2, **answers)
    assert more.stored()["good.1.2"] == "no"


def test_a_question_reads_its_own_instance_and_outside_all_of_them():
    now = journey(child=3, age_1=9, age_2=4, age_3=8)
    assert not now.is_relevant("school.2")
    assert now.is_relevant("school.3")
    assert (now.read("ages"), now.read("number"), now.read("first")) == ("21", "3", "9")
    assert now.is_relevant("end")


def test_position_and_the_instance_before_are_known():
    now = journey(child=2, age_1=9, age_2=4)
    assert [now.read(f"place.{number}") for number in (1, 2)] == ["1", "2"]
    assert [now.read(f"older.{number}") for number in (1, 2)] == ["", "9"]


def test_what_is_recorded_carries_the_number_of_instances():
    record = journey(
        child=1, age_1=9, school_1="yes", years_1=1, good_1_1="no"
    ).stored()
    assert (record["child"], record["year.1"], record["good.1.1"]) == (1, 1, "no")
    assert "child" not in journey(any="no", child=2, age_1=9).stored()


def test_a_list_that_nobody_was_asked_for_is_not_a_list_of_none():
    assert "child" not in journey().stored()
    assert journey().stored(stopped=True)["child"] == {"state": "not_reached"}
    assert journey(child=0).stored()["child"] == 0


def test_next_and_back_lead_over_the_list_of_instances():
    answers = {"child": 2, "age_1": 3, "age_2": 30}
    now = journey(**answers)

    def following(name):
        step = now.next_screen(name)
        return step.name if step else None

    def before(name):
        step = now.previous_screen(name)
        return step.name if step else None

    assert following("any") == "child"
    assert following("child") == "end", "the list leads past all instances"
    assert following("age.1") == "child", "an instance leads back to the list"
    assert following("age.2") == "school.2"
    assert following("school.2") == "child"
    assert before("age.1") == before("age.2") == "child"
    assert before("school.2") == "age.2"
    assert before("end") == "child"


def test_the_list_is_open_until_it_is_closed():
    assert journey().unanswered() == ["child"]
    assert journey(child=1).unanswered() == ["age.1"]
    assert journey(child=0).unanswered() == []


@pytest.mark.parametrize("count", [-3, 2.5, True, "many", {"state": "refused"}, 10**12])
def test_a_number_of_instances_is_bounded_whatever_is_sent(count):
    now = journey(child=count)
    assert 0 <= now.count_of("child") <= 200
    assert len(now.screens()) <= 402


def test_keys_have_one_spelling():
    assert split_key("age.2.1") == ("age", (2, 1))
    assert split_key("P2.S1.3") == ("P2.S1", (3,)), "a name may hold a point"
    for odd in ("age.02", "age.٢", "age.0", "age.", "age.1000", "age.-1", "age.1\n"):
        assert split_key(odd) == (odd, ())


def test_an_instrument_with_repeats_is_the_same_after_storing():
    again = Instrument.from_json(FAMILY.to_json())
    assert again.fingerprint == FAMILY.fingerprint
    assert again.repeats == FAMILY.repeats


def test_a_screen_with_a_repeat_inside_goes_on_after_it():
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) | appearance | repeat_count |
| begin_group | all | All | Tout | | |
| begin_group | page | Page | Page | field-list | |
| integer | a | A? | A ? | | |
| begin_repeat | many | Many | Plusieurs | field-list | 2 |
| integer | b | B? | B ? | | |
| integer | c | C? | C ? | | |
| end_repeat | | | | | |
| integer | d | D? | D ? | | |
| end_group | | | | | |
| end_group | | | | | |
"""
    )
    steps = Journey(instrument, {}, today=TODAY).screens()
    assert [step.name for step in steps] == [
        "page",
        "many:each.1",
        "many:each.2",
        "page:2",
    ]
    assert [[q.name for q in step.questions] for step in steps[1:3]] == [["b", "c"]] * 2


def test_a_group_and_a_repeat_do_not_close_each_other():
    problems = compiled(
        """
| type | name | label::English (en) | label::French (fr) |
| begin_repeat | r | R | R |
| text | a | A? | A ? |
| end_group | | | |
"""
    ).problems
    assert [(p.row, p.remedy) for p in problems] == [(4, "Write end_repeat.")]


def test_taking_a_child_away_moves_up_those_behind_and_no_other_answer():
    answers = {
        "any": "yes",
        "child": 3,
        "age.1": 9,
        "age.2": 4,
        "age.2:reason": "sure",
        "age.3": 8,
        "age.3:reason": "estimate",
        "year.3": 2,
        "good.3.1": "no",
        "end": "…",
    }
    assert without_instance(FAMILY, answers, "child", (), 2) == {
        "any": "yes",
        "child": 2,
        "age.1": 9,
        "age.2": 8,
        "age.2:reason": "estimate",
        "year.2": 2,
        "good.2.1": "no",
        "end": "…",
    }
    fewer_years = without_instance(
        FAMILY, {"year.3": 2, "good.3.2": "no"}, "year", (3,), 1
    )
    assert fewer_years == {"year.3": 1, "good.3.1": "no"}


def test_a_group_may_have_the_name_of_a_question_in_it():
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) | appearance | relevant |
| begin_group | food | Food | Nourriture | field-list | |
| select_one yn | food | Food? | Nourriture ? | | |
| end_group | | | | | |
| begin_group | extra | Extra | Encore | | |
| begin_group | food | More food | Encore | field-list | |
| text | more | More? | Plus ? | | |
| end_group | | | | | |
| end_group | | | | | |
"""
    )
    assert [section.name for section in instrument.sections] == ["food", "extra"]
    steps = Journey(instrument, {"food": "yes"}, today=TODAY).screens()
    assert [step.name for step in steps] == ["food", "food:2"]


def test_after_an_instance_that_is_gone_comes_what_follows_it_there():
    now = journey(child=2, age_1=9, school_1="yes", years_1=1, age_2=9)
    assert now.next_screen("good.1.2").name == "child"
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) | repeat_count |
| begin_repeat | a | A | A | 2 |
| integer | n | N? | N ? | |
| begin_repeat | b | B | B | ${n} |
| text | x | X? | X ? | |
| end_repeat | | | | |
| text | y | Y? | Y ? | |
| end_repeat | | | | |
"""
    )
    fewer = Journey(instrument, {"n.1": 1, "n.2": 2}, today=TODAY)
    assert fewer.next_screen("x.1.2").name == "y.1"


def test_lists_inside_lists_lead_back_one_by_one():
    instrument = instrument_from(
        """
| type | name | label::English (en) | label::French (fr) |
| begin_repeat | a | A | A |
| text | n | N? | N ? |
| begin_repeat | b | B | B |
| text | x | X? | X ? |
| end_repeat | | | |
| end_repeat | | | |
| text | z | Z? | Z ? |
"""
    )
    now = Journey(instrument, {"a": 2, "b.1": 2, "b.2": 0}, today=TODAY)
    way = {
        "n.1": "b.1",
        "x.1.1": "b.1",
        "x.1.2": "b.1",
        "b.1": "a",
        "b.2": "a",
        "a": "z",
    }
    assert {step: now.next_screen(step).name for step in way} == way
    back = {"x.1.2": "b.1", "b.1": "n.1", "n.2": "a", "z": "a"}
    assert {step: now.previous_screen(step).name for step in back} == back
