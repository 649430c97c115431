"""What was answered stands in later texts, and decides at once what a screen asks."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from surveys.engine.journey import Journey, JourneyStep
from surveys.instruments.markup import rendered
from surveys.interviews import drafts
from surveys.interviews.answer_checks import own_words_of
from surveys.interviews.answers_in_texts import AnswersInTexts
from surveys.interviews.unsaved_pages import typed_answers
from surveys.models import Draft
from tests.markup import one_line
from tests.surveys.conftest import Tab
from tests.surveys.xlsform.workbooks import instrument_from

pytestmark = pytest.mark.django_db

SURVEY = """
| type | name | label::English (en) | label::French (fr) | hint::English (en) | \
relevant | choice_filter | constraint | constraint_message::English (en) | \
repeat_count | calculation | appearance |
| begin_group | s_opening | Opening | Ouverture |
| select_one yn | x_consent | Do you agree to talk? | Acceptez-vous ? |
| end_group | | | |
| begin_group | s_all | About ${called} | Sur ${called} | | ${x_consent}='yes' |
| text | called | What may I call you? | Quel nom ? |
| begin_group | home | Home | Chez vous | | | | | | | | field-list |
| select_one region | region | Which region? | Quelle région ? |
| select_one place | place | Which place in ${region}? | Quel lieu : ${region} ? | \
| | region=${region} |
| select_one yn | alone | Alone? | Seul ? |
| integer | others | How many others? | Combien d’autres ? | | ${alone}='no' | | \
. < 50 | In ${region}: ${others}? |
| integer | all | All of them | Toutes | | | | | | | ${others} + 1 |
| end_group | | | |
| begin_repeat | child | Children | Enfants | | | | | | 2 |
| calculate | number | | | | | | | | | position(..) |
| integer | age | Age of child ${number}? | Âge de l’enfant ${number} ? |
| select_one yn | school | Is child ${number}, aged ${age}, at school? | \
L’enfant ${number}, ${age} ans, va-t-il à l’école ? | In ${region} |
| end_repeat | | | |
| end_group | | | |
"""
CHOICES = """
| list_name | name | label::English (en) | label::French (fr) | region |
| yn | yes | Yes | Oui | |
| yn | no | No | Non | |
| region | n | The **North** | Le **Nord** | |
| region | s | The South | Le Sud | |
| place | n1 | North one | Nord un | n |
| place | s1 | South one | Sud un | s |
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| named | 1 | English (en) | migrant |
"""
AGREED = {"x_consent": "yes"}
HOME = AGREED | {"region": "n", "place": "n1", "alone": "no", "others": 3}


@pytest.fixture
def open_at(version_of, assign, as_person):
    """open_at(screen, answers, **draft) → a tab of the wizard there."""
    assignment = assign(version_of(SURVEY, CHOICES, SETTINGS))
    client = as_person("interviewer")

    def open_tab(screen, answers, language="en", **more):
        draft = drafts.start_draft(
            assignment=assignment, language=language, by=assignment.person, **more
        )
        drafts.save_draft(
            draft=draft, revision=0, answers=answers, unchecked={}, place=""
        )
        return Tab(client, draft, screen)

    return open_tab


def text(response):
    return one_line(response.content.decode())


def test_a_text_names_the_answers_of_its_own_instance(open_at):
    answers = HOME | {"age.1": 4, "age.2": 9}
    page = text(open_at("school.2", answers).page)
    assert "Is child 2, aged 9, at school?" in page
    assert "In The North" in page


def test_each_language_names_a_choice_in_its_own_words(open_at):
    tab = open_at("school.1", HOME | {"age.1": 4}, second_language="fr")
    page = text(tab.page)
    assert "Is child 1, aged 4, at school?" in page
    assert "L’enfant 1, 4 ans, va-t-il" in page
    french = text(open_at("school.1", HOME, language="fr").page)
    assert "L’enfant 1, … ans" in french


def test_what_is_missing_leaves_a_gap_and_no_name_of_a_question(open_at):
    refused = AGREED | {"called": {"state": "refused"}}
    for answers in (AGREED, refused):
        page = text(open_at("called", answers).page)
        assert "About …" in page
        assert "${" not in page


def test_an_answer_is_no_markup_and_no_markdown(open_at):
    answers = HOME | {"called": "a*b*_c_ <b>&amp; \\"}
    page = text(open_at("home", answers).page)
    assert "About a*b*_c_ &lt;b&gt;&amp;amp; \\" in page


def test_problems_and_check_pages_name_answers_too(open_at):
    tab = open_at("home", HOME)
    refused = text(tab.post(region="n", place="n1", alone="no", others="70"))
    assert "In The North: 70?" in refused
    draft_id = tab.url.split("/")[2]
    page = text(tab.client.get(reverse("check", args=[draft_id])))
    assert "Which place in The North?" in page
    assert "Age of child 2? (2)" in page


def test_a_look_shows_what_the_answers_ask_for_and_saves_nothing(open_at):
    tab = open_at("home", AGREED)
    before = text(tab.page)
    assert ("data-live" in before, "North one" in before) == (True, False)
    assert "How many others?" not in before
    looked = text(tab.post("look", region="n", alone="no"))
    assert "Which place in The North?" in looked
    assert "North one" in looked
    assert "South one" not in looked
    assert "How many others?" in looked
    assert 'class="summary' not in looked, "nothing is judged before it is answered"
    again = text(tab.client.get(tab.url))
    assert "North one" not in again


def test_what_is_worked_out_is_shown_and_not_typed(open_at):
    tab = open_at("home", HOME)
    assert '<output id="a-all" data-calculation="all">4</output>' in text(tab.page)
    assert 'name="all"' not in text(tab.page)
    looked = text(tab.post("look", region="n", alone="no", others="7"))
    assert '<output id="a-all" data-calculation="all">8</output>' in looked
    tab.post(region="n", place="n1", alone="no", others="7", all="99")
    assert "all" not in stored(tab)


def stored(tab):
    draft_id = tab.url.split("/")[2]
    return drafts.read_draft(Draft.objects.get(pk=draft_id))[0]


def test_what_came_on_the_screen_is_saved_with_what_asked_for_it(open_at):
    tab = open_at("home", AGREED)
    answers = {"region": "s", "place": "s1", "alone": "no", "others": "4"}
    on = tab.post(**answers)
    assert on.url.endswith("/age.1/")
    kept = stored(tab)
    assert {name: kept[name] for name in answers} == answers | {"others": 4}


def test_what_came_and_was_not_seen_is_shown_before_it_is_judged(open_at):
    tab = open_at("home", AGREED)
    again = tab.post(region="s", alone="no", others="no number")
    assert 'class="summary' in text(again)
    again = tab.post(region="s", alone="no")
    assert again.url == tab.url
    page = text(tab.client.get(again.url))
    assert "South one" in page
    assert 'class="summary' not in page


def test_a_wrong_text_in_a_question_that_went_holds_nobody_up(open_at):
    tab = open_at("home", HOME)
    on = tab.post(region="n", place="n1", alone="yes", others="no number")
    assert on.url.endswith("/age.1/")


def kept_inputs(page):
    """What a page holds unseen of questions that are not asked: {name: text}."""
    pattern = r'type="hidden" name="([^"]+)" value="([^"]*)"'
    names = ("revision", ":on-page", "csrfmiddlewaretoken", "here")
    return {n: v for n, v in re.findall(pattern, page) if n not in names}


def test_an_answer_comes_back_when_the_answer_before_it_is_corrected(open_at):
    tab = open_at("home", AGREED)
    home = {"region": "n", "place": "n1"}
    looked = text(tab.post("look", **home, alone="yes", others="7"))
    assert "How many others?" not in looked
    assert kept_inputs(looked) == {"others": "7"}
    again = text(tab.post("look", **home, alone="no", **kept_inputs(looked)))
    assert re.search(r'id="a-others" value="7"', again)


def test_an_answer_that_is_stored_stays_while_it_is_not_asked(open_at):
    tab = open_at("home", HOME)
    looked = text(tab.post("look", region="n", place="n1", alone="yes"))
    assert kept_inputs(looked) == {}
    shown = {":on-page": ["region", "place", "alone"]}
    tab.post(region="n", place="n1", alone="yes", **shown)
    assert stored(tab)["others"] == 3
    back = text(tab.post("look", region="n", place="n1", alone="no"))
    assert re.search(r'id="a-others" value="3"', back)


@pytest.mark.parametrize("button", ["back", "pause", "came"])
def test_every_button_keeps_what_came_with_an_answer(open_at, button):
    tab = open_at("home", AGREED)
    tab.post(button, region="s", place="s1", alone="no", others="4")
    assert stored(tab)["others"] == 4


def test_a_mistake_in_a_question_that_went_is_kept_as_it_was_typed(open_at):
    tab = open_at("home", HOME)
    tab.post("back", region="n", place="n1", alone="yes", others="four")
    draft = Draft.objects.get(pk=tab.url.split("/")[2])
    assert drafts.read_draft(draft)[1] == {"others": ["four"]}


def test_what_came_and_was_left_blank_is_judged_once(open_at):
    tab = open_at("home", AGREED)
    page = {"region": "s", "place": "s1", "alone": "no"}
    on = tab.post(**page, **{":on-page": ["region", "place", "alone", "others"]})
    assert on.url.endswith("/age.1/")


def test_a_calculation_never_stops_anybody(version_of, assign, as_person):
    survey = """
    | type    | name | label::English (en) | required | calculation            |
    | select_one yn | x_consent | Agree? |  |  |
    | begin_group | all | All | | |
    | integer | n | How many? | | |
    | text    | born | Born | yes | concat('born 2001-02-0', ${n}) |
    | integer | half | Half | yes | ${n} div 2 |
    | end_group | | | | |
    """
    choices = "| list_name | name | label::English (en) |\n| yn | yes | Yes |"
    assignment = assign(version_of(survey, choices, SETTINGS))
    client = as_person("interviewer")
    draft = drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )
    screens = []
    for screen in ("n", "born", "half"):
        on = Tab(client, draft, screen).post(**({"n": "5"} if screen == "n" else {}))
        screens.append(on.url.rstrip("/").rpartition("/")[2])
    assert screens == ["born", "half", "check"]


COPIES = """
| type          | name      | label::English (en) | calculation       |
| select_one yn | x_consent | Do you agree?       |                   |
| text          | told      | What happened?      |                   |
| calculate     | copy      |                     | ${told}           |
| calculate     | again     |                     | concat(${copy})   |
| integer       | n         | How many?           |                   |
| text          | twice     | Twice               | concat(${n}, 'x') |
"""


def test_what_is_worked_out_of_own_words_is_sealed_with_them():
    instrument = instrument_from(COPIES, CHOICES, SETTINGS)
    journey = Journey(
        instrument,
        AGREED | {"told": "They hit me.", "n": 3},
        today=date(2026, 11, 30),
    )
    stored = journey.stored()
    assert stored["again"] == "They hit me."
    words = own_words_of(instrument, stored)
    assert words.keys() == {"told", "copy", "again"}
    assert stored["twice"] == "3x"


def test_a_decimal_is_named_as_it_is_written():
    instrument = instrument_from(
        "| type | name | label::English (en) |\n| decimal | cost | Cost? |",
        settings=SETTINGS,
    )
    journey = Journey(instrument, {"cost": 1500.0}, today=date(2026, 11, 30))
    texts = AnswersInTexts(journey)
    assert texts.plain("You pay ${ cost } now", "en") == "You pay 1500 now"
    assert texts.html("<b>${cost}</b>", "en") == "<b>1500</b>"
    assert rendered("*${a__b}* ${_c_}") == "<em>${a__b}</em> ${_c_}"


def test_a_page_without_the_interview_leaves_gaps_too():
    instrument = instrument_from(SURVEY, CHOICES, SETTINGS)
    step = JourneyStep(instrument.place_of("place")[1])
    posted = QueryDict("place=n1")
    assert typed_answers(instrument, "en", step, posted) == [
        ("place", "Which place in …?", "North one")
    ]
