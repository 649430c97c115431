"""Finds questions that ask who somebody is: a name, a number, an address, a birthday.

Only questions that somebody types an answer to are looked at, by their name and by
their text in English, French, Spanish and Arabic. Another language, and a question that
asks in other words, is left to the people who check the instrument.
"""

import re

from surveys.engine.instrument import Instrument, Question, QuestionType
from surveys.instruments.markup import plain
from surveys.interviews.identity_scan import without_disguise

TYPED = (
    QuestionType.TEXT,
    QuestionType.INTEGER,
    QuestionType.DECIMAL,
    QuestionType.DATE,
    QuestionType.DATETIME,
)
NAMES = re.compile(
    r"(?:.*_)?(?:(?:full|first|last|family|given|sur|nick)_?name|name|nom|prenom"
    r"|(?:phone|telephone|mobile|whatsapp|tel)(?:_?(?:no|nr|number))?"
    r"|e_?mail|(?:home_?)?address|adresse|dob|(?:date_of_)?birth_?(?:date|day)"
    r"|(?:passport|id|file|case|dossier)_?(?:no|nr|number))",
    re.IGNORECASE,
)
_OF_SOMEBODY = (
    "(?:person|man|woman|child|boy|girl|detainee|migrant|interviewee|respondent"
    "|parent|mother|father|husband|wife|relative|lawyer)"
)
_DE_QUELQUUN = (
    "(?:personne|homme|femme|enfant|garçon|fille|détenue?|migrante?|parent|mère|père"
    "|mari|épouse|proche|avocate?)"
)
TEXTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:your|his|her|their|{_OF_SOMEBODY}['’]?s?['’]?)"
        r" (?:(?:full|first|last|family|given|own) )?name\b",
        rf"\bname of (?:the|this|your|a) {_OF_SOMEBODY}\b",
        r"\b(?:full|first|last|family|given) name\b|\bsurname\b",
        r"\bwhat are you called\b|\bdate of birth\b|\bbirth ?da(?:te|y)\b",
        r"\bwhen (?:were you|was (?:he|she|the child)) born\b",
        r"\b(?:phone|telephone|mobile|whatsapp|passport|id|identity card|file|case"
        r"|dossier|registration|permit) (?:number|no\b)",
        r"\b(?:your|his|her|their|home|e-?mail|postal) address\b|\bemail\b",
        r"\b(?:votre|vos|son|leur|quel est le) (?:nom|prénom)s?\b(?! (?:d['’]|de) )",
        r"\b(?:nom de famille|prénom)\b|\bcomment vous appelez-vous\b",
        rf"\bnom (?:de (?:la|votre|cette|l['’])|du|de l['’]) ?{_DE_QUELQUUN}\b",
        r"\bdate de naissance\b|\bquand êtes-vous née?\b",
        r"\bnuméro (?:de|du) (?:votre )?(?:téléphone|portable|passeport|dossier"
        r"|carte|permis|matricule)\b",
        r"\b(?:votre|son|leur) adresse\b|\bcourriel\b"
        r"|\badresse (?:électronique|e-?mail)",
        r"\b(?:su|tu|cuál es el) (?:nombre|apellido)s?\b|\bapellidos?\b",
        r"\bfecha de nacimiento\b|\bcorreo electrónico\b|\b(?:su|tu) dirección\b",
        r"\bnúmero de (?:teléfono|pasaporte|expediente|identidad)\b",
        r"اسمك|اسمها|اسمه\b|الاسم الكامل|اسم العائلة|تاريخ (?:ال)?ميلاد|رقم (?:ال)?هاتف"
        r"|رقم (?:جواز|الملف|القضية|الهوية)|عنوانك|بريدك|البريد الإلكتروني",
    )
]


def questions_of_identity(instrument: Instrument) -> list[Question]:
    """Questions with a typed answer that ask who somebody is, in their order."""
    return [
        question
        for question in instrument.questions()
        if question.answerable and question.type in TYPED and _asks(question)
    ]


def _asks(question: Question) -> bool:
    if NAMES.fullmatch(question.name):
        return True
    written = (*question.label.values(), *question.hint.values())
    texts = [" ".join(without_disguise(plain(text)).split()) for text in written]
    return any(pattern.search(text) for text in texts for pattern in TEXTS)
