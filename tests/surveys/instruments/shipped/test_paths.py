"""Who is asked what: skip rules in plain words, and three hundred random people."""

import json
import time

import pytest

from surveys.engine.instrument import Instrument
from surveys.engine.journey import JourneyStep
from tests.surveys.instruments.shipped.plan import (
    INSTRUMENTS,
    INTERVIEWS,
    OPENING,
    STOPS,
    every_instrument,
    every_interview,
    journey,
    walk,
)

WAITING = ("see", "hear", "walk", "cog", "care", "com")
NEVER_YET = {"m_adjust", *(f"m_wg_{item}" for item in WAITING)}


def is_asked(name, question, **answers):
    return journey(name, answers).is_relevant(question)


@every_instrument
def test_everybody_ends_their_interview_without_a_problem(name):
    """At least 60 people, and up to 300 until each question was asked once."""
    asked = {q.name for q in INSTRUMENTS[name].questions() if q.answerable}
    asked -= NEVER_YET if name == "migrant" else set()
    asked.discard(INSTRUMENTS[name].modules_question)  # the round answers it
    reached = set()
    for seed in range(300):
        if seed >= 60 and asked <= reached:
            break
        answers, seen = walk(name, seed)
        reached |= seen
        end = journey(name, answers, {})
        assert end.problems() == [], seed
        assert end.unanswered() == [], seed
        record = end.stored()
        assert json.loads(json.dumps(record)) == record
        modules = {INSTRUMENTS[name].modules_question}
        assert set(answers) - modules <= set(record), seed
    assert asked <= reached
    assert not reached & NEVER_YET


@pytest.mark.parametrize(
    "opening",
    [
        {"x_place_safe": "no"},
        {"x_interp": "staff"},
        {"x_interp": "codet"},
        {"x_interp": "needed_none"},
        {"x_consent": "no"},
        {"x_place_safe": {"state": "refused"}},
    ],
)
@every_interview
def test_an_interview_that_must_not_be_held_ends_at_the_opening(name, opening):
    """What is left is to look after the person; see test_gates.py."""
    now = journey(name, opening)
    sections = {INSTRUMENTS[name].section_of(s.name).name for s in now.screens()}
    assert sections == {"s_opening", "s_care"}
    if "x_consent" not in opening:
        assert not now.is_relevant("x_consent")


def test_people_never_held_are_not_asked_about_being_held():
    modules = {"x_modules": ["health", "detail"]}
    held = ("m_place_first", "m_order", "m_days", "m_bed_own", "m_care_need")
    for question in held:
        assert is_asked("migrant", question, m_status="current", **modules)
        assert not is_asked("migrant", question, m_status="alt", **modules)
    assert is_asked("migrant", "m_alt_person", m_status="alt")
    assert is_asked("migrant", "m_alt_person", m_status="altafter")
    assert not is_asked("migrant", "m_alt_person", m_status="former")


def test_release_is_asked_of_those_who_left():
    for status, wanted in (
        ("former", True),
        ("altafter", True),
        ("current", False),
        ("alt", False),
    ):
        assert is_asked("migrant", "m_rel_doc", m_status=status) == wanted


def test_understanding_is_asked_of_those_who_were_told():
    answers = {"m_status": "current", "m_reason_told": "yes"}
    assert is_asked("migrant", "m_reason_lang", **answers)
    for other in ("no", "dk", {"state": "refused"}):
        answers["m_reason_told"] = other
        assert not is_asked("migrant", "m_reason_lang", **answers)


def test_why_alternatives_were_refused_is_not_asked_of_those_who_have_one():
    discussed = {"m_alt_disc": "yes", "x_modules": ["detail"]}
    assert is_asked("migrant", "m_alt_why", m_status="current", **discussed)
    assert not is_asked("migrant", "m_alt_why", m_status="altafter", **discussed)
    assert is_asked("migrant", "m_alt_which", m_status="altafter", **discussed)


def test_hearings_are_asked_of_those_who_had_one():
    seen = {"m_status": "current", "m_judge_first": "h48"}
    assert is_asked("migrant", "m_review_heard", **seen, m_review_n=1)
    assert not is_asked("migrant", "m_review_heard", **seen, m_review_n=0)
    assert not is_asked("migrant", "m_review_heard", **seen)
    never = {"m_status": "current", "m_judge_first": "never", "m_review_n": 3}
    assert not is_asked("migrant", "m_review_n", **never)
    assert not is_asked("migrant", "m_review_heard", **never)


def test_earlier_days_are_asked_after_earlier_times():
    answers = {"m_status": "former", "x_modules": ["detail"]}
    assert is_asked("migrant", "m_prior_days", **answers, m_prior_n=2)
    assert not is_asked("migrant", "m_prior_days", **answers, m_prior_n=0)
    unknown = {"state": "does_not_know"}
    assert not is_asked("migrant", "m_prior_days", **answers, m_prior_n=unknown)


def test_a_private_examination_is_asked_of_those_who_were_examined():
    for answer, wanted in (("h24", True), ("later", True), ("never", False)):
        answers = {"m_status": "current", "m_hscreen": answer}
        assert is_asked("migrant", "m_hprivate", **answers) == wanted


@pytest.mark.parametrize(
    ("question", "full", "hear", "none"),
    [
        ("m_rep_complaint", True, False, False),
        ("m_illtreat", True, False, False),
        ("m_unsafe", True, False, False),
        ("m_vuln", True, True, False),
        ("m_cmp_made", True, True, False),
        ("x_urgent", True, True, True),
        ("m_days", True, True, True),
    ],
)
def test_who_can_hear_decides_what_is_asked(question, full, hear, none):
    for private, wanted in (("full", full), ("hear", hear), ("none", none)):
        now = journey("migrant", {"m_status": "current", "x_private": private})
        assert now.is_relevant(question) == wanted
        record = now.stored()
        hidden = {"state": "not_asked_privacy"}
        assert (record.get(question) == hidden) == (not wanted)


def test_pregnancy_and_safe_sleep_are_asked_of_those_concerned():
    status = {"m_status": "current"}
    assert is_asked("migrant", "m_preg_held", **status, m_gender="woman")
    assert not is_asked("migrant", "m_preg_held", **status, m_gender="man")
    assert is_asked("migrant", "m_sleep_safe", **status, m_gender="other")
    assert not is_asked("migrant", "m_sleep_safe", **status, m_gender="man")
    answers = {"m_gender": "man", "m_vuln": ["sogi"]}
    assert is_asked("migrant", "m_sleep_safe", **status, **answers)


def test_deaths_are_asked_of_those_who_are_free_and_alone():
    module = {"x_modules": ["death"]}
    assert is_asked("migrant", "m_death_know", m_status="former", **module)
    assert not is_asked("migrant", "m_death_know", m_status="former")
    assert not is_asked("migrant", "m_death_know", m_status="current", **module)
    free = {"m_status": "former", "m_missing_know": "yes", **module}
    assert is_asked("migrant", "m_focal_know", **free)
    assert not is_asked("migrant", "m_focal_know", **free, x_private="hear")


MODULES = {
    "health": {"m_care_need", "m_mind_need"},
    "family": {"m_split"},
    "return": {"m_ret_help", "m_ret_effect", "m_ret_counsel", "m_ret_fear"},
    "traf": {"m_traf_asked", "m_tort_asked"},
    "detail": {
        *("m_place_first", "m_places_n", "m_order_own", "m_alt_which", "m_rules_told"),
        *("m_law_when", "m_stay"),
    },
}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_brings_its_questions_and_no_others(module):
    """The person was told of return and has seen an order and a lawyer."""
    person = {
        **{"m_status": "current", "m_ret_prop": "yes", "m_order": "yes"},
        **{"m_law_seen": "yes", "m_alt_disc": "yes"},
    }
    core = set(journey("migrant", person | {"x_modules": ["none"]}).asked_keys())
    more = set(journey("migrant", person | {"x_modules": [module]}).asked_keys())
    assert more - core == MODULES[module]
    assert core <= more


def test_nobody_is_asked_which_modules_the_round_uses():
    now = journey("migrant", {"x_modules": ["health"]})
    assert "x_modules" not in now.asked_keys()
    assert now.stored()["x_modules"] == ["health"]


def test_help_is_offered_when_there_is_an_urgent_risk():
    for name in INTERVIEWS:
        assert is_asked(name, "x_refer", x_urgent=["medical"])
        assert not is_asked(name, "x_refer", x_urgent=["none"])
        assert not is_asked(name, "x_refer")


def test_an_adjustment_will_be_asked_about_once_the_official_items_are_filled_in():
    document = json.dumps(INSTRUMENTS["migrant"].to_json())
    filled = Instrument.from_json(json.loads(document.replace('"[', '"(')))
    now = type(journey("migrant", {}))(
        filled,
        {
            **OPENING,
            **{"m_status": "current", "m_wg_walk": "wg3", "x_modules": ["dis"]},
        },
        today=journey("migrant", {}).today,
    )
    assert now.is_relevant("m_wg_see")
    assert now.is_relevant("m_adjust")


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"m_status": "current", "m_days": 5_001}, "m_days"),
        (
            {"m_status": "current", "x_modules": ["detail"], "m_places_n": 0},
            "m_places_n",
        ),
        ({"m_status": "current", "m_room_n": 301}, "m_room_n"),
        ({"m_child_n": 21}, "m_child_n"),
        ({"m_priority": "x" * 301}, "m_priority"),
        ({"m_discrim": ["none", "dis"]}, "m_discrim"),
        ({"x_urgent": ["none", "medical"]}, "x_urgent"),
    ],
)
def test_an_answer_out_of_bounds_is_told_in_both_languages(answers, question):
    now = journey("migrant", answers)
    (problem,) = [p for p in now.problems() if p.question == question]
    assert problem.code == "constraint"
    assert set(problem.message) == {"en", "fr"}


def test_no_more_staff_are_trained_than_there_are():
    screen = JourneyStep(INSTRUMENTS["authority"].place_of("a_trained_n")[1])

    def problems(**answers):
        return {
            p.question
            for p in journey("authority", answers).problems(screen)
            if p.code == "constraint"
        }

    assert problems(a_staff_n=10, a_trained_n=11) == {"a_trained_n"}
    assert problems(a_staff_n=10, a_trained_n=10) == set()
    assert problems(a_trained_n=4_000) == set()
    unknown = {"state": "does_not_know"}
    assert problems(a_staff_n=unknown, a_trained_n=9) == set()


CHILD_PARTS = ("c_days", "c_told_why", "c_ageq", "c_safe", "c_wish")
CAREGIVER = ("g_child_n", "g_change", "g_home")


def asked_of(name, questions, **answers):
    now = journey(name, answers)
    return {question for question in questions if now.is_relevant(question)}


@pytest.mark.parametrize("age", ["c12", "c16"])
def test_from_twelve_the_child_is_asked_and_not_the_caregiver(age):
    assert asked_of("child", CHILD_PARTS, c_age=age) == set(CHILD_PARTS)
    assert asked_of("child", CAREGIVER, c_age=age) == set()


@pytest.mark.parametrize("age", ["c0", "c5"])
def test_under_twelve_only_the_caregiver_is_asked(age):
    assert asked_of("child", ("c_assent", "c_adult", *STOPS), c_age=age) == set()
    assert asked_of("child", CHILD_PARTS, c_age=age) == set()
    assert asked_of("child", CAREGIVER, c_age=age) == set(CAREGIVER)


REFUSED = {"state": "refused"}


@pytest.mark.parametrize("age", ["c5", "c12", REFUSED, None])
@pytest.mark.parametrize(
    "gate",
    [
        {"c_gate_cp": "no"},
        {"c_gate_cp": REFUSED},
        {"c_gate_trained": "no"},
        {"c_gate_trained": REFUSED},
        {"c_consent_by": "staff"},
        {"c_consent_by": "none"},
        {"c_consent_by": REFUSED},
        {"x_consent": "no"},
    ],
)
def test_a_closed_gate_is_closed_for_the_child_and_for_the_caregiver(gate, age):
    everything = ("c_assent", *STOPS, *CHILD_PARTS, *CAREGIVER)
    assert asked_of("child", everything, c_age=age, **gate) == set()


@pytest.mark.parametrize("age", [REFUSED, None])
def test_nobody_is_asked_while_the_age_is_not_known(age):
    everything = ("c_assent", *STOPS, *CHILD_PARTS, *CAREGIVER)
    assert asked_of("child", everything, c_age=age) == set()


@pytest.mark.parametrize(
    "answers",
    [
        {"c_assent": "no"},
        {"c_assent": REFUSED},
        {"c_assent": None},
        {"c_understood": "no"},
        {"c_adult": "other"},
    ],
)
def test_without_assent_or_beside_a_stranger_nothing_is_asked(answers):
    assert asked_of("child", (*STOPS, *CHILD_PARTS), c_age="c12", **answers) == set()


@pytest.mark.parametrize("answer", ["stop", "pause", REFUSED, None])
@pytest.mark.parametrize("stop", STOPS)
def test_a_child_who_stops_is_asked_nothing_more(stop, answer):
    now = journey("child", {"c_age": "c12", stop: answer})
    names = [question.name for question in INSTRUMENTS["child"].questions()]
    later = names[names.index(stop) + 1 : names.index("x_distress")]
    assert [name for name in later if now.is_relevant(name)] == []
    closing = ("x_distress", "x_urgent", "x_still_ok")
    assert all(now.is_relevant(name) for name in closing)


def test_after_daily_life_and_after_being_heard_the_child_may_stop():
    sections = {section.name: section for section in INSTRUMENTS["child"].sections}
    last = [sections[name].screens[-1].questions[-1].name for name in ("s_c", "s_d")]
    assert last == list(STOPS)


def test_a_child_who_can_be_overheard_is_not_asked_about_safety():
    for private in ("hear", "none"):
        now = journey("child", {"c_age": "c12", "x_private": private})
        assert not now.is_relevant("c_safe")
        assert now.is_relevant("c_told_why")


def test_only_a_child_who_is_alone_is_asked_about_a_guardian():
    assert is_asked("child", "c_guardian", c_age="c16", c_with="uasc")
    assert not is_asked("child", "c_guardian", c_age="c16", c_with="parent")


def test_there_are_no_more_age_groups_than_children():
    answers = {"c_age": "c5", "g_child_ages": ["c0", "c5"]}
    assert "g_child_ages" in refused("child", g_child_n=1, **answers)
    assert "g_child_ages" not in refused("child", g_child_n=2, **answers)


def refused(name, **answers):
    return {p.question for p in journey(name, answers).problems() if not p.soft} - {
        p.question for p in journey(name, answers).problems() if p.code == "required"
    }


@pytest.mark.parametrize("name", ["alternatives", "facility"])
def test_a_part_is_never_larger_than_its_whole(name):
    pairs = [
        ("p_acc_n", "p_ref_n"),
        ("p_cap_uasc", "p_cap_total"),
        ("p_appear_n", "p_appear_d"),
        ("k_files_alt", "k_files_n"),
        ("k_pregnant", "k_stock_women"),
        ("k_vuln_out", "k_vuln_found"),
        ("k_rel_24h", "k_rel_orders"),
    ]
    pairs = [pair for pair in pairs if INSTRUMENTS[name].has(pair[0])]
    assert len(pairs) > 2
    for part, total in pairs:
        assert part in refused(name, **{part: 5, total: 4})
        assert part not in refused(name, **{part: 4, total: 4})
        assert part not in refused(name, **{part: 4, total: {"state": "refused"}})
        assert part in refused(name, **{part: -1})


PARTS = {
    "k_exit_reason": ("k_exits", 10),
    "k_len_bands": ("k_exits", 8),
    "k_death_cause": ("k_death_n", 5),
}


@pytest.mark.parametrize("base", PARTS)
def test_the_parts_of_a_total_add_up_or_one_is_said_to_be_unknown(base):
    total, number = PARTS[base]
    instrument = INSTRUMENTS["facility"]
    parts = [q.name for q in instrument.questions() if q.name.startswith(f"{base}_")]
    assert len(parts) == number
    last = parts[-1]
    ones = dict.fromkeys(parts, 1)
    assert refused("facility", **ones, **{total: number}) == set()
    assert last in refused("facility", **ones, **{total: number + 1})
    assert last in refused("facility", **ones, **{total: number - 1})
    assert refused("facility", **ones, **{total: 3}) == {last}
    unknown = {**ones, parts[0]: {"state": "does_not_know"}, total: number + 5}
    assert refused("facility", **unknown) == set()
    assert refused("facility", **ones, **{total: {"state": "refused"}}) == set()


@pytest.mark.parametrize(
    ("name", "question", "likely", "unlikely", "more"),
    [
        ("migrant", "m_days", 730, 731, {"m_status": "current"}),
        ("migrant", "m_room_n", 100, 101, {"m_status": "current"}),
        ("child", "c_days", 730, 731, {"c_age": "c12"}),
        ("authority", "a_mon_last", 60, 61, {"a_visited": "yes"}),
        ("facility", "k_stock_total", 200, 201, {"k_capacity": 100}),
        ("facility", "k_stock_total", 999, None, {"k_capacity": REFUSED}),
        ("facility", "k_persons", 10, 11, {"k_entries": 10}),
        ("alternatives", "p_cur", 40, 41, {"p_cap_total": 20}),
        ("law", "l_max_days", 730, 731, {"l_has_max": "yes"}),
    ],
)
def test_an_unusual_number_is_questioned_and_not_refused(
    name, question, likely, unlikely, more
):
    def problems_with(value):
        now = journey(name, {**more, question: value})
        return [p for p in now.problems() if p.question == question]

    assert problems_with(likely) == []
    if unlikely:
        (problem,) = problems_with(unlikely)
        assert problem.soft
        assert set(problem.message) == {"en", "fr"}


def test_districts_are_those_of_the_regions_that_were_named():
    now = journey("alternatives", {"p_region": ["r1", "r3"]})
    offered = [choice.code for choice in now.offered("p_district")]
    assert offered == ["r1d1", "r1d2", "r1d3", "r3d1", "r3d2", "r3d3"]


def test_a_cost_per_day_is_worked_out_where_there_are_days():
    cost = {"p_budget": 1_000, "p_persondays": 300}
    assert journey("alternatives", cost).read("p_cost_day") == "3.33"
    for days in (0, {"state": "does_not_know"}):
        now = journey("alternatives", {**cost, "p_persondays": days})
        assert now.read("p_cost_day") == ""


def test_each_provision_and_each_conclusion_is_asked_in_turn():
    answers = {"l_prov": 1, "l_child_prov": 2, "l_conclusion": 0}
    steps = [step.name for step in journey("law", answers).screens()]
    repeats = ("l_prov", "l_child_prov", "l_conclusion")
    assert [step for step in steps if step.startswith(repeats)] == [
        *("l_prov", "l_prov_1.1"),
        *("l_child_prov", "l_child_prov_1.1", "l_child_prov_1.2"),
        "l_conclusion",
    ]


@pytest.mark.parametrize(
    ("gate", "limit"),
    [
        ("l_has_max", "l_max_days"),
        ("l_has_first", "l_first_review"),
        ("l_has_interval", "l_interval"),
    ],
)
def test_a_limit_is_asked_where_the_law_sets_one(gate, limit):
    assert is_asked("law", limit, **{gate: "yes"})
    assert not is_asked("law", limit, **{gate: "no"})
    assert not is_asked("law", limit)


def test_the_whole_path_and_the_reading_of_an_instrument_are_quick():
    written = json.dumps(INSTRUMENTS["migrant"].to_json())
    reading, path = [], []
    for _attempt in range(7):
        begun = time.process_time()
        Instrument.from_json(json.loads(written))
        reading.append(time.process_time() - begun)
        begun = time.process_time()
        journey("migrant", {"m_status": "former"}).screens()
        path.append(time.process_time() - begun)
    assert min(reading) < 0.03, "5 ms on a quiet machine"
    assert min(path) < 0.02, "1 ms on a quiet machine"


def of_files(*files, origin="admissions"):
    """A checklist with the days of some files, as (name, value) pairs each."""
    answers = {
        f"{name}.{number}": value
        for number, file in enumerate(files, start=1)
        for name, value in file.items()
    }
    return {"k_files_from": origin, "k_files_days_n": len(files), **answers}


def test_days_are_asked_of_files_once_their_list_is_known():
    now = journey("facility", {"k_files_days_n": 2})
    assert not any(step.name.startswith("k_file") for step in now.screens())
    steps = [step.name for step in journey("facility", of_files({}, {})).screens()]
    assert [step for step in steps if step.startswith("k_file")] == [
        *("k_file_1.1", "k_file_1.2")
    ]


@pytest.mark.parametrize(
    ("origin", "wanted"), [("stock", True), ("admissions", False), ("releases", False)]
)
def test_the_day_of_the_list_is_asked_of_people_who_were_present(origin, wanted):
    now = journey("facility", of_files({}, origin=origin))
    assert now.is_relevant("k_file_seen.1") == wanted


@pytest.mark.parametrize(("days", "wrong"), [(11, True), (12, False), (40, False)])
def test_nobody_left_before_the_day_on_which_they_were_present(days, wrong):
    file = {"k_file_seen": 12, "k_file_out": "judge", "k_file_days": days}
    refusals = refused("facility", **of_files(file, origin="stock"))
    assert ("k_file_days.1" in refusals) == wrong


def test_of_people_whose_stay_ended_nobody_is_still_held():
    file = {"k_file_out": "held", "k_file_days": 3}
    assert "k_file_out.1" in refused("facility", **of_files(file, origin="releases"))
    assert "k_file_out.1" not in refused("facility", **of_files(file))


def test_a_place_may_keep_its_files_closed():
    closed = journey("facility", {"k_files_from": "none"})
    asked = [key for key in closed.asked_keys() if key.startswith("k_file_")]
    assert asked == []
    assert "k_files_days_n" not in closed.asked_keys()


def test_ways_out_of_a_file_are_those_that_exits_are_counted_by():
    instrument = INSTRUMENTS["facility"]
    prefix = "k_exit_reason_"
    counted = [
        q.name.removeprefix(prefix) for q in instrument.questions() if prefix in q.name
    ]
    ways = [choice.code for choice in instrument.question("k_file_out").choices]
    assert ways == ["held", *counted]
