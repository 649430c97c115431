import csv
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment.computation import compute
from assessment.models import Indicator, Standard, StandardSource
from assessment.presentation.figure_rows import sources
from assessment.standards.catalogue import (
    FOLDER,
    CatalogueProblem,
    load_catalogue,
    rows,
)
from surveys.engine.evaluate import compile_expression
from surveys.models import Instrument
from tests.assessment.builders import small_round
from tests.assessment.builders.stored_figures import figure_set, stored

INSTRUMENTS = Path(__file__).resolve().parents[3] / "surveys" / "instruments"


@pytest.fixture
def loaded(db):
    """This module also looks at an empty database: each test loads its own."""
    load_catalogue()


FOLDERS = {
    "ngo": "civil",
    "alternative_provider": "alternatives",
    "records": "facility",
}


def _questions(source):
    path = INSTRUMENTS / FOLDERS.get(source, source) / "survey.csv"
    with open(path, newline="", encoding="utf-8") as file:
        return {row["name"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("row", rows("indicators.csv"), ids=lambda row: row["id"])
def test_every_indicator_reads_questions_that_people_are_really_asked(row):
    shipped = _questions(row["source"])
    for column in ("numerator", "denominator"):
        expression = compile_expression(row[column])
        assert expression.references <= shipped


@pytest.mark.parametrize("row", rows("indicators.csv"), ids=lambda row: row["id"])
def test_every_choice_that_an_indicator_compares_with_exists(row):
    for column in ("numerator", "denominator"):
        for question, code in _comparisons(row[column]):
            assert code in _choices(row["source"], question), (question, code)


def _comparisons(text):
    yield from re.findall(r"\$\{(\w+)\} !?= '(\w+)'", text)
    yield from re.findall(r"selected\(\$\{(\w+)\}, '(\w+)'\)", text)


def _choices(source, question):
    name = FOLDERS.get(source, source)
    with open(INSTRUMENTS / name / "survey.csv", newline="", encoding="utf-8") as file:
        types = {row["name"]: row["type"] for row in csv.DictReader(file)}
    chosen = types[question].split()[1]
    with open(INSTRUMENTS / name / "choices.csv", newline="", encoding="utf-8") as file:
        return {r["name"] for r in csv.DictReader(file) if r["list_name"] == chosen}


def test_seventy_standards_load_and_loading_again_changes_nothing(db, capsys):
    call_command("load_standards")
    assert Standard.objects.count() == 70
    assert len(set(Standard.objects.values_list("domain_fr", flat=True))) == 23
    first = capsys.readouterr().out
    assert "added" in first
    call_command("load_standards")
    assert "Nothing changed" in capsys.readouterr().out


def test_a_changed_target_is_named_to_the_person_who_loads(loaded):
    Standard.objects.filter(pk="JUD-01").update(target=0.5)
    changes = load_catalogue()
    assert changes.changed == ["JUD-01 (target)"]
    assert Standard.objects.get(pk="JUD-01").target == 1


def test_a_broken_expression_names_its_line_and_changes_nothing(db, tmp_path):
    for name in ("standards.csv", "sources.csv", "indicators.csv"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        text = text.replace("${m_order} = 'yes'", "${m_order} = 'yes")
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueProblem, match=r"line 4: numerator of LEG-02\.m"):
        load_catalogue(tmp_path)
    assert not Standard.objects.exists()


def test_an_indicator_that_left_the_files_stays_to_be_read_and_is_not_computed(loaded):
    round = small_round.make_round()
    by = small_round.make_person("leila", "reviewer", round, "review")
    Indicator.objects.create(
        **{"id": "OLD-01.m", "place": 900, "standard_id": "LEG-02"},
        **{"source": "migrant", "statistic": "proportion", "direction": "at_least"},
        **{"numerator": "${m_order} = 'yes'", "denominator": "${m_order} != ''"},
    )
    figure_set(round, by, [stored("OLD-01.m")])
    assert load_catalogue().removed == ["OLD-01.m"]
    assert not load_catalogue(), "it is retired once"
    assert Indicator.objects.get(pk="OLD-01.m").figures.exists()
    computed = compute.indicators_of(round)
    assert not computed.filter(pk="OLD-01.m").exists()
    assert computed.filter(pk="LEG-02.m").exists()


def test_an_article_number_nobody_read_is_kept_but_not_printed(loaded):
    shown = {source.citation for source in sources(Standard.objects.get(pk="LEG-04"))}
    assert "ICCPR 26" not in shown
    assert StandardSource.objects.get(citation="ICCPR 26").verification == "U"


def test_every_standard_has_a_figure_from_some_informant(loaded):
    fed = set(Indicator.objects.values_list("standard_id", flat=True))
    assert fed == set(Standard.objects.values_list("pk", flat=True))
    assert len(fed) == 70
    informants = set(Indicator.objects.values_list("source", flat=True))
    assert informants == set(Instrument.Source.values)


@pytest.mark.parametrize("row", rows("indicators.csv"), ids=lambda row: row["id"])
def test_a_ratio_is_of_two_numbers_and_a_share_never_of_reserved_states(row):
    ratio = row["statistic"] == "ratio"
    compared = " != ''" in row["denominator"] or "=" in row["denominator"]
    assert ratio == (not compared and "count-selected" not in row["denominator"])


def test_one_held_child_is_one_too_many(loaded):
    strict = Indicator.objects.filter(zero_tolerance=True)
    assert {indicator.standard_id for indicator in strict} == {
        "CHD-02",
        "CND-05",
        "DTH-01",
        "REG-02",
        "WOM-01",
    }


@pytest.mark.parametrize("row", rows("indicators.csv"), ids=lambda row: row["id"])
def test_a_share_of_some_is_never_told_as_a_share_of_all(row):
    """Where only some are in the base, the label says of whom it is a share."""
    narrowed = re.search(r" [<>]=? [1-9]| = 'current'", row["denominator"])
    if row["source"] == "migrant" and narrowed:
        assert ", of those " in row["label_en"]
    assert (", of " in row["label_en"]) == (", parmi " in row["label_fr"])
