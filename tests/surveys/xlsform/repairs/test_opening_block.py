"""The opening block, for a form that asks nobody for agreement."""

from datetime import date

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Journey
from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

DAY = date(2026, 11, 25)
SURVEY = """
| type        | name | label::French (fr) | relevant |
| begin_group | g    | Vous               |          |
| integer     | a    | Combien ?          |          |
| end_group   |      |                    |          |
| text        | b    | Lequel ?           | ${a} > 1 |
"""
SETTINGS = """
| form_id | version | default_language |
| trial   | 1       | French (fr)      |
"""
AGREED = {
    "x_place_safe": "yes",
    "x_private": "full",
    "x_interp": "none",
    "x_understood": "yes",
    "x_consent": "yes",
}


def test_the_block_is_offered_and_never_put_in_unasked():
    answer = sent(SURVEY, settings=SETTINGS)
    assert set(questions(answer)) == {"a", "b"}
    assert answer["repairs"] == []
    shown = changes(answer, "opening")
    assert shown["survey", 2, "relevant"] == ("", "${x_consent}='yes'")
    assert shown["survey", 5, "relevant"][1] == "${x_consent}='yes' and (${a} > 1)"


def test_only_who_agreed_is_asked_the_form():
    answer = sent(SURVEY, settings=SETTINGS, opening=True)
    assert problems(answer) == []
    instrument = Instrument.from_json(answer["instrument"])

    def is_asked(answers):
        return Journey(instrument, answers, today=DAY).is_relevant("a")

    assert is_asked(AGREED)
    assert not is_asked({})
    assert not is_asked(AGREED | {"x_consent": "no"})
    assert instrument.question("x_consent").label == {
        "fr": "Acceptez-vous de parler avec moi\u202f?"
    }


def test_the_text_is_that_for_the_people_who_answer():
    official = sent(SURVEY, settings=SETTINGS, opening=True, source="authority")
    assert "participer" in questions(official)["x_consent"]["label"]["fr"]
    children = sent(SURVEY, settings=SETTINGS, opening=True, source="child")
    assert children["opening"] == []


def test_in_another_language_the_text_says_that_it_is_to_be_translated():
    spanish = SURVEY.replace("French (fr)", "Spanish (es)")
    answer = sent(
        spanish, settings=SETTINGS.replace("French (fr)", "Spanish (es)"), opening=True
    )
    assert questions(answer)["x_consent"]["label"]["es"].startswith(
        "[Translate] Do you"
    )


def test_it_is_not_offered_where_a_name_is_taken_or_nobody_answers():
    taken = sent(SURVEY.replace("| b ", "| x_private "), settings=SETTINGS)
    assert taken["opening"] == []
    nobody = sent(SURVEY)
    assert nobody["opening"] == []


def test_a_long_new_row_is_shown_in_part_and_says_that_it_goes_on():
    shown = changes(sent(SURVEY, settings=SETTINGS), "opening")
    new = [text for _old, text in shown.values()]
    [script] = [text for text in new if text.startswith("note | x_script |")]
    assert len(script) <= 400
    assert script.endswith("…")
    assert not any(text.endswith("…") for text in new if len(text) < 390)
