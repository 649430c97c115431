"""An instrument with every kind of screen in English, French and Arabic."""

from playwright.sync_api import expect

COLUMNS = {
    "type": "type",
    "name": "name",
    "en": "label::English (en)",
    "fr": "label::French (fr)",
    "ar": "label::Arabic (ar)",
    "hint": "hint::English (en)",
    "hint_ar": "hint::Arabic (ar)",
    "guidance": "guidance_hint::English (en)",
    "relevant": "relevant",
    "appearance": "appearance",
    "parameters": "parameters",
    "unusual": "daa::soft_constraint",
    "unusual_en": "daa::soft_message::English (en)",
    "calculation": "calculation",
    "required": "required",
    "observed": "daa::observed",
    "distress": "daa::distress",
}


def row(kind, name="", en="", fr="", ar="", **more):
    cells = {"type": kind, "name": name, "en": en, "fr": fr, "ar": ar} | more
    return [cells.get(column, "") for column in COLUMNS]


SAFEGUARD = {"required": "yes"}
ALONE = {"required": "yes", "observed": "yes"}
AGREED = "${x_consent}='yes'"
RISK = "${x_urgent}!='' and not(selected(${x_urgent},'none'))"
SURVEY = [
    list(COLUMNS.values()),
    row("begin_group", "s_opening", "Opening", "Ouverture", "البداية"),
    row(
        "select_one priv",
        "x_private",
        "Interviewer: who can see or hear you?",
        "À noter : qui peut vous voir ou vous entendre ?",
        "للملاحظة: من يستطيع أن يراكما أو يسمعكما؟",
        **ALONE,
    ),
    row(
        "note",
        "x_script",
        "We talk with many people about their life here. You may stop at any time.",
        "Nous parlons avec beaucoup de personnes de leur vie ici.",
        "نتحدث مع أشخاص كثيرين عن حياتهم هنا. يمكنك التوقف في أي وقت.",
    ),
    row(
        "select_one yn",
        "x_consent",
        "Do you agree to talk?",
        "Acceptez-vous de parler ?",
        "هل توافق على الحديث؟",
        **SAFEGUARD,
    ),
    row("end_group"),
    row(
        "begin_group",
        "s_kinds",
        "Daily life",
        "Vie quotidienne",
        "الحياة اليومية",
        relevant=AGREED,
    ),
    row(
        "select_one often",
        "food",
        "How often is there enough to eat?",
        "À quelle fréquence y a-t-il assez à manger ?",
        "كم مرة يكون الطعام كافيا؟",
        hint="Think of the last month.",
        hint_ar="فكر في الشهر الماضي.",
        guidance="Wait, and do not suggest an answer.",
    ),
    row(
        "select_multiple need",
        "lacks",
        "What do you lack?",
        "Que vous manque-t-il ?",
        "ما الذي ينقصك؟",
        distress="2",
    ),
    row(
        "select_multiple card",
        "shown",
        "Card 1: which numbers?",
        "Carte 1 : quels numéros ?",
        "البطاقة 1: أي أرقام؟",
    ),
    row(
        "integer",
        "days",
        "For how many days?",
        "Combien de jours ?",
        "كم يوما؟",
        unusual=". <= 365",
        unusual_en="More than a year is unusual.",
    ),
    row(
        "date", "came", "When did you arrive?", "Quand êtes-vous arrivé ?", "متى وصلت؟"
    ),
    row(
        "text",
        "story",
        "What would you change?",
        "Que changeriez-vous ?",
        "ماذا تغير؟",
    ),
    row(
        "range",
        "fair",
        "How fair, 0 to 10?",
        "Est-ce juste, de 0 à 10 ?",
        "ما مدى العدل، من 0 إلى 10؟",
        parameters="start=0 end=10 step=1",
    ),
    row(
        "time",
        "lights",
        "When do the lights go out?",
        "À quelle heure s’éteint la lumière ?",
        "متى تطفأ الأنوار؟",
    ),
    row(
        "acknowledge",
        "told",
        "We may stop at any time.",
        "Nous pouvons arrêter à tout moment.",
        "يمكننا التوقف في أي وقت.",
    ),
    row(
        "select_one region",
        "region",
        "Which region?",
        "Quelle région ?",
        "أي منطقة؟",
        appearance="minimal",
    ),
    row("select_one town", "town", "Which town?", "Quelle ville ?", "أي مدينة؟"),
    row(
        "rank need",
        "needs",
        "What matters most?",
        "Qu’est-ce qui compte le plus ?",
        "ما الأهم؟",
    ),
    row(
        "begin_group",
        "rooms",
        "How often?",
        "À quelle fréquence ?",
        "كم مرة؟",
        appearance="field-list table-list",
    ),
    row("select_one often", "air", "Fresh air", "Air frais", "هواء نقي"),
    row("select_one often", "visits", "Visits", "Visites", "زيارات"),
    row("end_group"),
    row(
        "begin_group",
        "people",
        "Places in the rooms",
        "Places dans les chambres",
        "أماكن في الغرف",
        appearance="field-list",
    ),
    row("integer", "beds", "Beds", "Lits", "أسرة"),
    row("integer", "mats", "Mattresses", "Matelas", "فرش"),
    row(
        "calculate",
        "sum",
        "Sum of the parts",
        "Somme des parts",
        "المجموع",
        calculation="coalesce(${beds}, 0) + coalesce(${mats}, 0)",
    ),
    row("end_group"),
    row(
        "begin_group",
        "both",
        "Two questions",
        "Deux questions",
        "سؤالان",
        appearance="field-list",
    ),
    row(
        "select_one yn",
        "door",
        "Can you close the door?",
        "Pouvez-vous fermer la porte ?",
        "هل يمكنك إغلاق الباب؟",
    ),
    row(
        "select_one yn",
        "light",
        "Can you put out the light?",
        "Pouvez-vous éteindre la lumière ?",
        "هل يمكنك إطفاء النور؟",
    ),
    row("end_group"),
    row("begin_repeat", "child", "Children", "Enfants", "الأطفال"),
    row(
        "integer",
        "age",
        "How old is the child?",
        "Quel âge a l’enfant ?",
        "كم عمر الطفل؟",
    ),
    row("end_repeat"),
    row("end_group"),
    row("begin_group", "s_end", "End", "Fin", "النهاية"),
    row(
        "select_one distress",
        "x_distress",
        "Interviewer: what signs of distress did you see?",
        "À noter : quels signes de détresse avez-vous vus ?",
        "للملاحظة: ما علامات الضيق؟",
        **ALONE,
    ),
    row(
        "select_multiple urgent",
        "x_urgent",
        "Interviewer: is there an urgent risk?",
        "À noter : y a-t-il un risque urgent ?",
        "للملاحظة: هل هناك خطر عاجل؟",
        **ALONE,
    ),
    row(
        "select_one yn",
        "x_refer",
        "Interviewer: does the person accept help?",
        "À noter : la personne accepte-t-elle une aide ?",
        "للملاحظة: هل يقبل المساعدة؟",
        relevant=RISK,
        **ALONE,
    ),
    row(
        "note",
        "x_goodbye",
        "Thank you for your time.",
        "Merci pour votre temps.",
        "شكرا على وقتك.",
    ),
    row("end_group"),
]
TOWNS = "\n".join(
    f"| town | t{number} | Town {number} | Ville {number} | مدينة {number} |"
    for number in range(1, 61)
)
# ruff: noqa: E501 - rows of a table
CHOICES = f"""
| list_name | name | label::English (en) | label::French (fr) | label::Arabic (ar) |
| yn | yes | Yes | Oui | نعم |
| yn | no | No | Non | لا |
| priv | full | Nobody can see or hear us | Personne ne peut nous voir ni nous entendre | لا أحد يرانا أو يسمعنا |
| priv | hear | We can be seen, not heard | On peut nous voir, pas nous entendre | يمكن رؤيتنا لا سماعنا |
| priv | none | Somebody can hear us | Quelqu’un peut nous entendre | أحد يسمعنا |
| often | daily | Every day | Chaque jour | كل يوم |
| often | weekly | Every week | Chaque semaine | كل أسبوع |
| often | never | Never | Jamais | أبدا |
| need | lawyer | A lawyer | Un avocat | محام |
| need | doctor | A doctor | Un médecin | طبيب |
| need | phone | A telephone | Un téléphone | هاتف |
| card | a | 1 – Beaten | 1 – Frappé | 1 – ضرب |
| card | b | 2 – Threatened | 2 – Menacé | 2 – تهديد |
| card | c | 3 – Neither | 3 – Ni l’un ni l’autre | 3 – لا هذا ولا ذاك |
| region | north | North | Nord | شمال |
| region | south | South | Sud | جنوب |
| distress | none | No sign | Aucun signe | لا علامة |
| distress | marked | Marked distress | Une détresse marquée | ضيق واضح |
| urgent | medical | Medical emergency | Urgence médicale | حالة طبية طارئة |
| urgent | none | None | Aucun | لا شيء |
{TOWNS}
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| kinds | 1 | English (en) | migrant |
"""


def pick(page, name, value):
    page.locator(f"input[name='{name}'][value='{value}']").check()


def fill(page, name, *texts):
    boxes = page.locator(f"#q-{name} [name='{name}']:is([type=text], textarea)")
    for index, text in enumerate(texts):
        boxes.nth(index).fill(text)


def has_arrived(page):
    """At the wizard a press is sent; another one meanwhile does nothing."""
    expect(page.locator("form.screen[aria-busy]")).to_have_count(0)


def rank(page, name, *codes):
    for code in codes:
        page.locator(f"button[value='place:{name}:{code}']").click()
        has_arrived(page)


def pick_town(page):
    page.locator("[id='s-town']").fill("7")
    search = page.locator("button[value='search:town']")
    if search.is_visible():
        search.click()
        has_arrived(page)
    pick(page, "town", "t7")


def several(*answers):
    def answer(page):
        for name, value in answers:
            pick(page, name, value)

    return answer


# (the state, what shows that it is there, what answers it)
SCREENS = [
    ("privacy", "#q-x_private", several(("x_private", "full"))),
    ("note", "#q-x_script", lambda page: None),
    ("consent", "#q-x_consent", several(("x_consent", "yes"))),
    ("single choice", "#q-food", several(("food", "daily"))),
    ("several choices", "#q-lacks", several(("lacks", "lawyer"), ("lacks", "phone"))),
    ("card", "#q-shown", several(("shown", "c"))),
    ("number", "#q-days", lambda page: fill(page, "days", "40")),
    ("date", "#q-came", lambda page: fill(page, "came", "3", "mars", "2024")),
    ("text", "#q-story", lambda page: fill(page, "story", "More light")),
    ("scale", "#q-fair", several(("fair", "3"))),
    (
        "time",
        "#q-lights",
        lambda page: page.locator("[name=lights]").first.fill("22:30"),
    ),
    ("understood", "#q-told", lambda page: page.locator("[name=told]").check()),
    (
        "short list",
        "#q-region",
        lambda page: page.select_option("[name=region]", "north"),
    ),
    ("long list", "#q-town", pick_town),
    ("rank", "#q-needs", lambda page: rank(page, "needs", "doctor", "phone", "lawyer")),
    ("grid", "#q-air", several(("air", "daily"), ("visits", "never"))),
    (
        "numbers",
        "#q-beds",
        lambda page: (fill(page, "beds", "4"), fill(page, "mats", "2")),
    ),
    ("two questions", "#q-door", several(("door", "yes"), ("light", "no"))),
]
