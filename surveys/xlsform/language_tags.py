"""Names of languages as people write them → BCP-47 tags. Nothing is guessed."""

import re
import unicodedata

TAG = re.compile(r"[a-z]{2,3}(-([A-Za-z]{2}|[A-Za-z]{4}|[0-9]{3}))*")
NAMES = {
    "am": "Amharic Amharique አማርኛ Amarigna Amharigna",
    "ar": "Arabic Arabe Árabe العربية عربي",
    "az": "Azerbaijani",
    "bm": "Bambara Bamanankan",
    "bn": "Bengali Bangla বাংলা",
    "ckb": "Sorani Kurdish-Sorani Central-Kurdish کوردی",
    "de": "German Allemand Deutsch Alemán",
    "din": "Dinka",
    "dyu": "Dioula Jula",
    "el": "Greek Grec Ελληνικά",
    "en": "English Anglais Inglés Ingles",
    "es": "Spanish Espagnol Español Espanol Castellano",
    "fa": "Persian Farsi Persan فارسی",
    "ff": "Fula Fulah Fulani Fulfulde Pulaar Peul",
    "fr": "French Français Francais Francés",
    "gu": "Gujarati",
    "ha": "Hausa Haoussa",
    "hi": "Hindi हिन्दी",
    "ht": "Haitian-Creole Haitian Kreyòl",
    "hu": "Hungarian Magyar",
    "id": "Indonesian Bahasa-Indonesia",
    "ig": "Igbo",
    "it": "Italian Italien Italiano",
    "ka": "Georgian ქართული",
    "kk": "Kazakh",
    "km": "Khmer",
    "kmr": "Kurmanji Kurdish-Kurmanji Northern-Kurdish Kurmancî",
    "ku": "Kurdish Kurde Kurdî",
    "ky": "Kyrgyz",
    "ln": "Lingala",
    "mg": "Malagasy Malgache",
    "ms": "Malay Bahasa-Melayu",
    "my": "Burmese Myanmar မြန်မာ",
    "ne": "Nepali नेपाली",
    "nl": "Dutch Néerlandais Nederlands",
    "nus": "Nuer",
    "om": "Oromo Oromiffa Oromifa Afaan-Oromo Afaan-Oromoo Oromoo",
    "pa": "Punjabi Panjabi ਪੰਜਾਬੀ",
    "pl": "Polish Polonais Polski",
    "prs": "Dari Dari/Farsi Farsi/Dari دری",
    "ps": "Pashto Pachto Pushto پښتو",
    "pt": "Portuguese Portugais Português Portugues Portugués",
    "rhg": "Rohingya",
    "rn": "Kirundi Rundi",
    "ro": "Romanian Roumain Română",
    "ru": "Russian Russe Ruso Русский",
    "rw": "Kinyarwanda",
    "sd": "Sindhi",
    "sg": "Sango",
    "si": "Sinhala",
    "snk": "Soninke Soninké",
    "so": "Somali Soomaali Af-Soomaali",
    "sq": "Albanian Albanais Shqip",
    "sw": "Swahili Kiswahili",
    "ta": "Tamil தமிழ்",
    "tet": "Tetun Tetum",
    "tg": "Tajik",
    "th": "Thai ไทย",
    "ti": "Tigrinya Tigirigna Tigrigna Tigrina ትግርኛ",
    "tl": "Tagalog Filipino",
    "tr": "Turkish Turc Türkçe Turkce Turco",
    "uk": "Ukrainian Ukrainien Українська",
    "ur": "Urdu Ourdou اردو",
    "uz": "Uzbek",
    "vi": "Vietnamese Tiếng-Việt",
    "wo": "Wolof",
    "yo": "Yoruba",
    "zh": "Chinese Chinois Chino Mandarin 中文",
}


def _key(name):
    folded = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\s\-_()]+", " ", folded).strip()


TAGS = {
    _key(name.replace("-", " ")): tag
    for tag, names in NAMES.items()
    for name in names.split()
}
FIRST = {tag: names.split()[0].replace("-", " ") for tag, names in NAMES.items()}


def tag_of(name):
    """The tag that a language's name stands for, or "" when it is not known."""
    return TAGS.get(_key(name), "")


def tagged(name):
    """“Français” → “Français (fr)”, “pt-BR” → “Portuguese (pt-BR)”, unknown → ""."""
    tag = tag_of(name)
    if tag:
        return f"{name} ({tag})"
    plain = name.strip()
    base, dash, _region = plain.partition("-")
    known = FIRST.get(base.lower())
    if not known or not TAG.fullmatch(base.lower() + plain[len(base) :]):
        return ""
    return f"{known} ({plain if dash else plain.lower()})"


def choices():
    """(tag, name) of every language in the table, by name."""
    return sorted(FIRST.items(), key=lambda entry: entry[1])
