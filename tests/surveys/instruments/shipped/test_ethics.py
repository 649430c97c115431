"""What the shipped instruments ask, and what they never ask (ETH-03 … ETH-28)."""

import csv
import re

import pytest
from django.conf import settings

from surveys.engine.instrument import QuestionType
from surveys.engine.journey import Journey
from surveys.instruments.build import names, sources
from surveys.instruments.markup import plain
from tests.conformance.tables import TODAY

REWARD = re.compile(r"incentive|reward|voucher|stipend|honorarium|gift|per_?diem", re.I)
SCORES = re.compile(
    r"score|scoring|(?:flight|abscond\w*|vulnerab\w*|individual|person\w*)[ _]?"
    r"(?:risk|index|rating|level|rank)|risk[ _]?(?:level|rating|index|class)",
    re.I,
)
CLINICAL = re.compile(r"\b(?:k-?10|phq-?9?|gad-?7|pcl-?5|htq|trauma scale)\b", re.I)
PERSONAL = re.compile(
    r"your (?:full |first |last |family )?name\b|phone number|e-?mail|passport number"
    r"|file number|date of birth|when were you born|your address",
    re.I,
)


@pytest.fixture(scope="module")
def shipped(compiled):
    """code → instrument, for the seven."""
    instruments = {
        result.instrument.id: result.instrument for result, _content in compiled
    }
    assert set(instruments) == set(names())
    return instruments


@pytest.fixture(scope="module")
def with_people(shipped):
    return [instrument for instrument in shipped.values() if instrument.has_respondent]


def questions(instruments):
    return [
        question for instrument in instruments for question in instrument.questions()
    ]


def words(question):
    choices = [text for choice in question.choices for text in choice.label.values()]
    return " ".join([*question.label.values(), *question.hint.values(), *choices])


def test_eth03_the_most_sensitive_need_a_place_where_nobody_hears(shipped):
    alone = {
        **{"x_place_safe": "yes", "x_private": "full", "x_interp": "none"},
        **{"x_understood": "yes", "x_consent": "yes"},
    }
    overheard = alone | {"x_private": "none"}
    instrument = shipped["migrant"]
    in_private = Journey(instrument, alone | {"m_status": "current"}, today=TODAY)
    others_hear = Journey(instrument, overheard | {"m_status": "current"}, today=TODAY)
    shown = [n for n in ("m_illtreat", "m_vuln") if in_private.is_relevant(n)]
    assert shown == ["m_illtreat", "m_vuln"]
    assert not any(others_hear.is_relevant(name) for name in shown)
    assert others_hear.stored()["m_illtreat"] == {"state": "not_asked_privacy"}


@pytest.mark.parametrize("interpreter", ["staff", "codet", "needed_none"])
def test_eth04_agreement_is_not_even_asked_through_staff(with_people, interpreter):
    for instrument in with_people:
        if not instrument.has("x_interp"):
            continue
        answers = {"x_place_safe": "yes", "x_private": "full", "x_understood": "yes"}
        answers |= {"c_gate_cp": "yes", "c_gate_trained": "yes"}
        answers["c_consent_by"] = "parent"
        fine = Journey(instrument, answers | {"x_interp": "none"}, today=TODAY)
        wrong = Journey(instrument, answers | {"x_interp": interpreter}, today=TODAY)
        assert fine.is_relevant("x_consent"), instrument.id
        assert not wrong.is_relevant("x_consent"), instrument.id


def test_eth05_agreement_is_asked_for_each_purpose_and_again_at_the_end(with_people):
    assert len(with_people) == 5
    for instrument in with_people:
        order = [question.name for question in instrument.questions()]
        assert order.index("x_script") < order.index("x_consent"), instrument.id
        for name in ("x_understood", "x_quote", "x_share", "x_still_ok"):
            assert name in order, (instrument.id, name)
        assert order.index("x_still_ok") > len(order) * 0.8, instrument.id


def test_eth07_no_question_offers_a_reward_and_the_words_promise_nothing(shipped):
    named = [q.name for q in questions(shipped.values()) if REWARD.search(q.name)]
    assert named == []
    script = shipped["migrant"].question("x_script").label
    assert "Nothing here helps or harms your case" in script["en"]
    assert "n’aide pas votre dossier et ne lui nuit pas" in script["fr"]


def test_eth08_no_question_asks_who_a_person_is(with_people):
    people_questions = questions(with_people)
    assert len(people_questions) > 200
    assert [q.name for q in people_questions if PERSONAL.search(words(q))] == []
    exact = (QuestionType.DATE, QuestionType.DATETIME, QuestionType.TIME)
    assert [q.name for q in people_questions if q.type in exact] == []


def test_eth12_the_limits_of_confidentiality_are_told_first(with_people):
    for instrument in with_people:
        script = instrument.question("x_script").label
        assert re.search("child is in danger|in danger", plain(script["en"])), (
            instrument.id
        )
        assert re.search("en danger", plain(script["fr"])), instrument.id


def test_eth13_painful_questions_are_marked_and_the_marks_are_few(with_people):
    marks = [question.distress for question in questions(with_people)]
    assert set(marks) <= {0, 1, 2}
    assert 0 < marks.count(2) < len(marks) / 10
    assert all(instrument.has("x_distress") for instrument in with_people)


@pytest.mark.parametrize("permission", ["staff", "none"])
def test_eth14_who_holds_a_child_cannot_permit_the_interview(shipped, permission):
    answers = {
        "x_place_safe": "yes",
        "x_private": "full",
        "x_interp": "none",
        "x_understood": "yes",
        "x_consent": "yes",
        "c_gate_cp": "yes",
        "c_gate_trained": "yes",
        "c_age": "c12",
    }
    child = shipped["child"]
    by_parent = Journey(child, answers | {"c_consent_by": "parent"}, today=TODAY)
    other = Journey(child, answers | {"c_consent_by": permission}, today=TODAY)
    assert by_parent.is_relevant("c_assent")
    assert not other.is_relevant("c_assent")


def test_eth15_a_doubtful_age_is_a_childs_and_under_twelve_nobody_is_asked(shipped):
    child = shipped["child"]
    age = child.question("c_age")
    assert "a doubtful case is a child" in age.label["en"]
    assert "c’est un enfant" in age.label["fr"]
    opened = {
        "x_place_safe": "yes",
        "x_private": "full",
        "x_interp": "none",
        "x_understood": "yes",
        "x_consent": "yes",
        "c_gate_cp": "yes",
        "c_gate_trained": "yes",
        "c_consent_by": "parent",
    }
    spoken = {
        code.code: Journey(child, opened | {"c_age": code.code}, today=TODAY)
        for code in age.choices
        if code.state is None
    }
    assert {c for c, j in spoken.items() if j.is_relevant("c_assent")} == {"c12", "c16"}


@pytest.mark.parametrize("name", names())
def test_eth18_every_question_says_how_sensitive_it_is(name):
    rows = [
        row
        for row in sources(name)["survey"]
        if row["name"] and not re.match("begin|end|note", row["type"])
    ]
    assert len(rows) > 20
    assert [r["name"] for r in rows if r["daa::sensitivity"] not in set("1234")] == []


def test_eth24_nothing_that_is_asked_or_computed_scores_a_person(shipped):
    all_questions = questions(shipped.values())
    assert [q.name for q in all_questions if SCORES.search(q.name)] == []
    computed = [q for q in all_questions if q.type == QuestionType.CALCULATE]
    tables = ("k_exits", "k_length", "k_deaths")
    sums = {f"{table}_{part}" for table in tables for part in ("sum", "left")}
    known = {"p_cost_day", "p_exit_sum"} | sums
    assert {q.name for q in computed} == known, "look at the new calculation"
    assert [q.name for q in computed if SCORES.search(words(q))] == []


def test_eth24_no_indicator_is_about_one_person():
    path = settings.BASE_DIR / "assessment/standards/indicators.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 100
    texts = {row["id"]: f"{row['id']} {row['label_en']}" for row in rows}
    assert [indicator for indicator, text in texts.items() if SCORES.search(text)] == []


@pytest.mark.parametrize(
    "text", ["flight_risk", "vulnerability score", "risk_level", "individual risk"]
)
def test_eth24_what_is_looked_for_would_be_found(text):
    assert SCORES.search(text)


def test_eth26_disability_is_asked_about_without_the_word(shipped):
    slots = [
        q for q in shipped["migrant"].questions() if (q.slot or "").startswith("WG")
    ]
    assert len(slots) == 6
    person_asked = [
        q for q in shipped["migrant"].questions() if q.name.startswith("m_")
    ]
    labels = [text for q in person_asked for text in q.label.values()]
    assert not [t for t in labels if re.search(r"disab|handicap", t, re.I)]
    assert all(question.waits_for_wording for question in slots)


def test_eth28_no_shipped_instrument_carries_a_clinical_scale(shipped):
    all_questions = questions(shipped.values())
    assert [
        q.name for q in all_questions if CLINICAL.search(f"{q.name} {words(q)}")
    ] == []
    assert [
        i.id for i in shipped.values() if i.settings.get("gate") == "clinical"
    ] == []
