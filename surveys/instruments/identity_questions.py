"""Finds questions that ask who somebody is: a name, a number, an address, a birthday.

Only questions that somebody types an answer to are looked at, by their name and by
their text in English, French, Spanish and Arabic. Another language, and a question that
asks in other words, is left to the people who check the instrument. A question that is
called name, and whose text says that it is that of a place or a thing, may be asked.
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
_NUMBER = "(?:no|nr|num|number|numero)"
_NUMBERED = (
    "(?:phone|telephone|mobile|cell|whatsapp|tel|contact|passport|passeport|id"
    "|identity|identification|registration|file|case|dossier|permit|carte|matricule)"
)
NAMES = re.compile(
    r"(?:.*_)?(?:(?:full|first|last|family|given|sur|nick)_?name|prenom"
    r"|phone|telephone|mobile|whatsapp|tel"
    rf"|{_NUMBERED}_?{_NUMBER}|{_NUMBER}_(?:de_|du_|d_)?{_NUMBERED}"
    r"|e_?mail|courriel|(?:home_?)?address|adresse"
    r"|dob|(?:date_of_)?birth_?(?:date|day)|national_id|matricule)_?[0-9]*",
    re.IGNORECASE,
)
BARE_NAMES = re.compile(r"(?:.*_)?(?:name|nom)_?[0-9]*", re.IGNORECASE)
IN_WORDS = re.compile(r"[-.]|(?<=[a-z])(?=[A-Z])")  # fullName, full-name → full_name
_THING = (
    "(?:place|site|facility|cent(?:re|er)|building|school|hospital|clinic|prison"
    "|village|town|city|district|region|country|road|organi[sz]ation|agency|authority"
    "|project|program(?:me)?|language|cartoon|book|film|medicine)"
)
_CHOSE = (
    "(?:lieu|site|centre|bâtiment|école|hôpital|prison|village|ville|district|région"
    "|pays|route|organisation|agence|autorité|projet|programme|langue|livre|film"
    "|médicament)"
)
OF_A_THING = re.compile(
    rf"\b{_THING} name\W*$|\bname of (?:(?:the|this|that|your|a) )?{_THING}\W*$"
    rf"|\bnom (?:du|de (?:ce|cette|la|l['’])|de l['’]) ?{_CHOSE}\W*$",
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
        r"\b(?:phone|telephone|mobile|cell|whatsapp|contact|passport|id(?: card)?"
        r"|identity(?: card| document)?|identification|document|file|case|dossier"
        r"|registration|permit|visa) (?:number|n[or]\b|n[°º]|#)",
        r"\bcontact (?:details|information)\b|\be-?mail\b",
        r"\b(?:your|his|her|their|home|postal|mailing|residential|street|permanent"
        r"|current|present|full|contact|respondent['’]?s?) address\b",
        rf"\baddress of (?:(?:the|this|your|a) )?(?:{_OF_SOMEBODY}|residence|home)\b",
        # The whole text, perhaps after its number: “5. Address”.
        r"^[\W\d]*(?:address|(?:mobile |tele|cell ?)?phone|mobile|whatsapp|adresse"
        r"|téléphone|portable)\W*$",
        r"\b(?:votre|vos|son|leur|quel est le) (?:nom|prénom)s?\b(?! (?:d['’]|de) )",
        r"\b(?:nom de famille|prénom)\b|\bcomment vous appelez-vous\b",
        rf"\bnom (?:de (?:la|votre|cette|l['’])|du|de l['’]) ?{_DE_QUELQUUN}\b",
        r"\bdate de naissance\b|\bquand êtes-vous née?\b",
        r"(?:\bnuméro|\bn[o°º]\.?) (?:national )?(?:de |du |d['’])?"
        r"(?:votre |son |sa |leur |la )?(?:téléphone|portable|contact|passeport"
        r"|dossier|carte|permis|matricule|identité|identification|enregistrement"
        r"|inscription|pièce)\b|\bnuméro matricule\b",
        r"\b(?:votre|son|leur) adresse\b|\bcourriel\b"
        r"|\badresse (?:électronique|mail|actuelle|résidentielle|complète|postale"
        r"|personnelle|permanente|du domicile|de (?:résidence|contact)"
        r"|d['’]habitation)\b"
        rf"|\badresse (?:de (?:la|votre|l['’])|du|de l['’]) ?{_DE_QUELQUUN}\b",
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
    labels = [_clear(text) for text in question.label.values()]
    texts = [*labels, *(_clear(text) for text in question.hint.values())]
    name = IN_WORDS.sub("_", question.name)
    return (
        NAMES.fullmatch(name) is not None
        or any(pattern.search(text) for text in texts for pattern in TEXTS)
        or (
            BARE_NAMES.fullmatch(name) is not None
            and not (labels and all(map(OF_A_THING.search, labels)))
        )
    )


def _clear(text: str) -> str:
    return " ".join(without_disguise(plain(text)).split())
