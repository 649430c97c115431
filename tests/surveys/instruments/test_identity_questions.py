"""What asks who somebody is is found; what asks something else is left alone."""

import pytest

from surveys.engine.instrument import Question, QuestionType
from surveys.instruments.identity_questions import questions_of_identity

ASKING = [
    "What is your name?",
    "**Full name** of the person",
    "Name of the child",
    "Child's name",
    "Surname",
    "Date of birth",
    "When were you born?",
    "Phone number",
    "What is your passport number?",
    "File number",
    "Your e-mail address",
    "What is her address?",
    "Quel est votre nom ?",
    "Votre prénom",
    "Nom de la personne",
    "Nom de l’enfant",
    "Date de naissance",
    "Numéro de téléphone",
    "Numéro de dossier",
    "Votre adresse",
    "Residential Address",
    "5. Address",
    "What is the address of the mother?",
    "Primary contact no.",
    "Emergency contact number",
    "Contact details",
    "Cell phone #",
    "Phone",
    "E-mail",
    "National identification number",
    "ID no.",
    "Registration number",
    "Adresse résidentielle",
    "Adresse",
    "L’adresse de la mère",
    "Numéro de contact principal",
    "N° de téléphone",
    "Numéro d’enregistrement",
    "Numéro national d’identité",
    "Numéro de la pièce d’identité",
    "Adresse e-mail",
    "¿Cuál es su nombre?",
    "Fecha de nacimiento",
    "ما اسمك؟",
    "رقم الهاتف",
]
OTHERS = [
    "What happened then, in your own words?",
    "How many times could you phone your family?",
    "In the name of which authority were you arrested?",
    "Which language do you speak at home?",
    "How old are you?",
    "Since when have you been here?",
    "Were you told the name of the law?",
    "How many beds are in your room?",
    "Votre nombre d’enfants",
    "Combien de fois avez-vous pu téléphoner ?",
    "How did the guards address you?",
    "Which problems should we address first?",
    "How many minutes of phone calls did you have?",
    "Did you have contact with a lawyer? If no, why?",
    "In which year was the registration?",
    "Room number",
    "À qui vous adressez-vous ?",
    "Quel numéro a votre chambre ?",
    "Depuis quand avez-vous un téléphone ?",
    "Au nom de quelle autorité ?",
    "De quel nombre de jours s’agit-il ?",
    "¿Cuántas personas hay en su habitación?",
    "كم مرة اتصلت بعائلتك؟",
]


class Form:
    def __init__(self, question):
        self.question = question

    def questions(self):
        return [self.question]


DISGUISED = [
    "What is your  full   name?",
    "What is your\u00a0name?",
    "Sur\u200bname",
    "Pass\u00adport number",
]


def asks(text, *, name="q1", kind=QuestionType.TEXT, hint=""):
    question = Question(name, kind, {"en": text}, hint={"en": hint} if hint else {})
    return bool(questions_of_identity(Form(question)))


@pytest.mark.parametrize("text", ASKING)
def test_a_question_for_who_somebody_is_is_found(text):
    assert asks(text)
    assert asks("?", hint=text)


@pytest.mark.parametrize("text", DISGUISED)
def test_blanks_and_letters_that_nobody_sees_hide_no_question(text):
    assert asks(text)


@pytest.mark.parametrize("text", OTHERS)
def test_another_question_is_left_alone(text):
    assert not asks(text)


@pytest.mark.parametrize(
    "name",
    [
        *("name", "full_name", "m_phone", "dob", "passport_no", "c_address", "nom"),
        *("fullName", "residentialAddress", "primaryContactNo", "contact_number"),
        *("phone_2", "registration_no", "id_number", "numero_de_telephone", "e-mail"),
    ],
)
def test_the_name_of_a_question_tells_too(name):
    assert asks("?", name=name)


@pytest.mark.parametrize("name", ["phone_calls", "room_no", "emails_sent", "contact"])
def test_a_name_that_tells_nothing_is_left_alone(name):
    assert not asks("?", name=name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cartoons_name", "3.4.1 Cartoon name"),
        ("name", "What is the name of this place?"),
        ("centre_name", "Nom du centre"),
    ],
)
def test_the_name_of_a_place_or_a_thing_may_be_asked(name, text):
    assert not asks(text, name=name)


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("name", "Name:", "Not the name of the village"),
        ("child_name", "The child", "Not the school name"),
    ],
)
def test_a_hint_that_names_a_thing_frees_no_name(name, text, hint):
    assert asks(text, name=name, hint=hint)


@pytest.mark.parametrize(
    "text", ["Name of the school teacher", "School teacher’s name", "Name", "Nom"]
)
def test_the_name_of_whoever_belongs_to_a_thing_is_a_name(text):
    assert asks(text, name="school_name")


def test_a_choice_is_no_typed_answer():
    assert not asks("What is your name?", kind=QuestionType.SELECT_ONE)
    assert asks("What is your phone number?", kind=QuestionType.INTEGER)
    assert asks("When were you born?", kind=QuestionType.DATE)


def test_no_shipped_instrument_asks_who_somebody_is(compiled):
    for result, _content in compiled:
        names = [q.name for q in questions_of_identity(result.instrument)]
        if result.instrument.settings["source"] in ("migrant", "child"):
            assert names == []
