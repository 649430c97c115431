"""The wording table, row by row, in both languages."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from assessment.models import Figure, PublishedStatistic
from assessment.presentation import bands, number_texts, uncertainty
from assessment.presentation.group_names import PEOPLE, GroupName, who
from tests.assessment.conftest import LOCALE

ROOT = Path(__file__).resolve().parents[3]
WOMEN = who("migrant", "gender", "woman")
MEN = who("migrant", "gender", "man")
CHILDREN, ADULTS = GroupName("children"), GroupName("adults")
APART = Figure(difference=-0.12, diff_lower=-0.2, diff_upper=-0.04)
EVERYONE_ASKED = Figure(difference=0.12)

TABLE = [
    (
        lambda: uncertainty.headline(0.61, 0.47, 0.74, WOMEN),
        "About 6 in 10 women (likely between 47% and 74%)",
        "Environ 6 femmes sur 10 (probablement entre 47 % et 74 %)",
    ),
    (
        lambda: uncertainty.headline(0.61, 0.58, 0.64),
        "61 in 100 (likely between 58 and 64)",
        "61 sur 100 (probablement entre 58 et 64)",
    ),
    (lambda: uncertainty.share(0.5, 0.1), "About half", "Environ la moitié"),
    (lambda: uncertainty.share(0.33, 0.1), "About a third", "Environ un tiers"),
    (lambda: uncertainty.share(0.25, 0.1), "About a quarter", "Environ un quart"),
    (lambda: uncertainty.share(0.67, 0.1), "About two thirds", "Environ deux tiers"),
    (
        lambda: uncertainty.share(0.75, 0.1),
        "About three quarters",
        "Environ trois quarts",
    ),
    (lambda: uncertainty.share(0.45, 0.1), "About half", "Environ la moitié"),
    (lambda: uncertainty.share(0.55, 0.1), "About half", "Environ la moitié"),
    (lambda: uncertainty.share(0.56, 0.1), "About 6 in 10", "Environ 6 sur 10"),
    (lambda: uncertainty.share(0.28, 0.1), "About 3 in 10", "Environ 3 sur 10"),
    (lambda: uncertainty.share(0.04, 0.1), "Fewer than 1 in 20", "Moins de 1 sur 20"),
    (lambda: uncertainty.share(0.96, 0.1), "More than 19 in 20", "Plus de 19 sur 20"),
    (
        lambda: uncertainty.share(0.12, 0.1, WOMEN),
        "About 1 in 10 women",
        "Environ 1 sur 10 parmi les femmes",
    ),
    (
        lambda: uncertainty.base("61", WOMEN, 12),
        "Based on 61 women interviewed at 12 places",
        "D’après ce que disent 61 femmes dans 12 lieux",
    ),
    (
        lambda: uncertainty.base("61", MEN, 1),
        "Based on 61 men interviewed at 1 place",
        "D’après ce que disent 61 hommes dans 1 lieu",
    ),
    (
        lambda: uncertainty.verdict("not_met", 0.9),
        "Below the target of 90%",
        "En dessous de la cible de 90 %",
    ),
    (
        lambda: uncertainty.verdict("met", 0.9),
        "Meets the target of 90%",
        "Atteint la cible de 90 %",
    ),
    (
        lambda: uncertainty.verdict("inconclusive", 0.9),
        "Too close to call: the true figure could be above or below 90%",
        "On ne peut pas conclure : le chiffre réel peut être au-dessus ou en dessous"
        " de 90 %",
    ),
    (
        lambda: uncertainty.verdict("not_met", 0.1, "at_most"),
        "Above the target of 10%",
        "Au-dessus de la cible de 10 %",
    ),
    (
        lambda: uncertainty.difference(APART, CHILDREN, ADULTS),
        "Lower for children than adults: 12 points lower (likely 4 to 20)",
        "Plus bas pour les children que pour les adults : 12 points de moins"
        " (probablement 4 à 20)",
    ),
    (
        lambda: uncertainty.may_differ(APART, CHILDREN, ADULTS),
        "May be lower for children than adults: 12 points (likely 4 to 20), one of many"
        " comparisons looked at",
        "Peut-être plus bas pour les children que pour les adults : 12 points"
        " (probablement 4 à 20), une comparaison parmi de nombreuses autres",
    ),
    (
        lambda: uncertainty.difference(EVERYONE_ASKED, CHILDREN, ADULTS),
        "Higher for children than adults: 12 points higher (everyone was asked)",
        "Plus haut pour les children que pour les adults : 12 points de plus"
        " (question posée à tout le monde)",
    ),
    (
        lambda: uncertainty.base("100 to 125", WOMEN, 12),
        "Based on 100 to 125 women interviewed at 12 places",
        "D’après ce que disent 100 to 125 femmes dans 12 lieux",
    ),
    (
        lambda: bands.share(0, 50),
        "fewer than half",
        "moins de la moitié",
    ),
    (
        lambda: bands.share(0, 10),
        "fewer than 10 in 100",
        "moins de 10 sur 100",
    ),
    (
        lambda: bands.share(14, 16),
        "between 14 and 16 in 100",
        "entre 14 et 16 sur 100",
    ),
    (
        lambda: bands.share(80, 100),
        "80 or more in 100",
        "80 ou plus sur 100",
    ),
    (lambda: bands.likely(7, 63), "likely 7 to 63", "probablement 7 à 63"),
    (
        lambda: uncertainty.none_observed(41, PEOPLE),
        "None of the 41 people asked. With 41 interviews the true share could still be"
        " up to about 9 in 100",
        "Zéro sur 41 personnes. Avec 41 entretiens, la part réelle peut encore aller"
        " jusqu’à environ 9 sur 100",
    ),
    (
        lambda: uncertainty.not_at_random(61, 37, "saw a judge", official=False),
        "Of the 61 people we spoke to, 37 said that they saw a judge. They were not"
        " chosen at random, so this may not be true of everyone held.",
        "Parmi les 61 personnes rencontrées, 37 ont dit qu’elles saw a judge. Elles"
        " n’ont pas été choisies au hasard, ce n’est donc peut-être pas vrai de toutes"
        " les personnes retenues.",
    ),
    (
        lambda: uncertainty.median(34, 28, 41),
        "Half were held 34 days or longer (likely 28 to 41); includes people still held"
        " when the files were read",
        "La moitié a été retenue 34 jours ou plus (probablement 28 à 41) ; cela"
        " compte les personnes encore retenues à la lecture des dossiers",
    ),
    (
        lambda: uncertainty.about_median("34", 28, 41),
        "Half were held about 34 days or longer (likely 28 to 41); includes people"
        " still held when the files were read",
        "La moitié a été retenue environ 34 jours ou plus (probablement 28 à 41) ; cela"
        " compte les personnes encore retenues à la lecture des dossiers",
    ),
    (
        lambda: uncertainty.median(34, 28, None),
        "Half were held 34 days or longer (likely 28 or more); includes people still"
        " held when the files were read",
        "La moitié a été retenue 34 jours ou plus (probablement 28 ou plus) ; cela"
        " compte les personnes encore retenues à la lecture des dossiers",
    ),
]


@pytest.mark.parametrize(("say", "english", "_french"), TABLE)
def test_the_reader_is_told_in_english(say, english, _french):
    assert say() == english


@pytest.mark.parametrize(("say", "_english", "expected"), TABLE)
def test_the_reader_is_told_in_french(say, _english, expected, french):
    assert re.sub("[\u00a0\u202f]", " ", say()) == expected


def test_a_range_is_never_made_narrower_than_it_is():
    assert number_texts.likely(0.4749, 0.7301) == "likely between 47% and 74%"
    assert number_texts.likely(0.58, 0.64, bare=True) == "likely between 58 and 64"


def test_nobody_reads_an_average_of_people_met_by_chance_as_a_share():
    sentence = uncertainty.not_at_random(61, 37, "saw a judge", official=False)
    assert "%" not in sentence
    assert "likely" not in sentence


def _texts():
    for path in (ROOT / "assessment").rglob("*.py"):
        if path.name == "uncertainty.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                yield path.name, ast.unparse(node)
    for path in (ROOT / "templates" / "assessment").rglob("*.html"):
        yield path.name, path.read_text(encoding="utf-8")
    for path in (LOCALE / "fr" / "LC_MESSAGES").glob("*.po"):
        for entry in polib.pofile(str(path)):
            yield entry.msgid, entry.msgstr


@pytest.mark.parametrize("banned", uncertainty.BANNED)
def test_no_text_for_readers_speaks_in_jargon(banned):
    places = [where for where, text in _texts() if banned in text.lower()]
    assert places == []


def test_a_number_is_rounded_and_its_range_goes_outward():
    """number_format cuts digits off: an upper end of 54.45 would be told as 54.4."""
    assert number_texts.amount(54.46, "number") == "54.5"
    assert number_texts.ends(12.34, 54.41, "number") == ("12.3", "54.5")
    assert number_texts.ends(-2.0, 934.2, "number") == ("0.0", "935")
    assert (
        number_texts.between(12.34, 54.41, "number") == "likely between 12.3 and 54.5"
    )


def test_a_published_number_is_written_with_its_two_digits_and_none_cut_off():
    assert number_texts.two_digits(94) == "94"
    assert number_texts.two_digits(5.5) == "5.5"
    assert number_texts.two_digits(0.033) == "0.033"
    assert number_texts.two_digits(0.3) == "0.3"
    assert number_texts.two_digits(96_000) == "96,000"
    assert number_texts.rounded(94, "days") == "94 days"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"value": 135}, "about 135"),
        ({"value": 0}, "0"),
        ({"fewer_than": 5}, "fewer than 5"),
        ({"at_least": 1}, "at least 1"),
    ],
)
def test_a_rounded_count_says_that_it_is_one(row, text):
    assert bands.count(PublishedStatistic(**row)) == text


def test_counts_over_a_thousand_are_grouped_as_the_language_does():
    number = number_texts.whole_number(12_345)
    assert uncertainty.based_on(number, PEOPLE) == "Based on 12,345 people"
    assert number_texts.k_of_n(1_000, 12_345) == "1,000 of 12,345"
    with translation.override("fr"):
        assert number_texts.k_of_n(1_000, 12_345) == "1\xa0000 sur 12\xa0345"
