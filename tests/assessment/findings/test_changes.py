"""A round that follows another says what changed, and says so when it cannot."""

import random

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.computation import compute
from assessment.computation.reproduction import reproduce
from assessment.findings import changes
from assessment.models import (
    FigureSet,
    GapStatistic,
    Indicator,
    PublishedFigure,
    PublishedStatistic,
    Snapshot,
)
from assessment.reading.reader import reader_for
from assessment.reading.reader_figures import ReaderFigure
from surveys.exceptions import Refused
from surveys.fieldwork.rounds import earlier_rounds, set_terms
from surveys.models import InstrumentVersion, Person, PrimaryUnit, Round, Stratum
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two
from tests.assessment.builders.stored_figures import sample
from tests.assessment.findings.test_pages import page
from tests.fixture_cache import recalled
from tests.signed_in import signed_in

DAYS = {"starts_on": "2025-03-02", "ends_on": "2025-04-01"}


def answers(chance, seen):
    """As world's, but so many saw a judge in time."""
    prompt = "h48" if chance.random() < seen else "never"
    return small_round.migrant_answers(chance) | {"m_judge_first": prompt}


def fill(round, people, *, seen, seed):
    chance = random.Random(seed)
    units = PrimaryUnit.objects.filter(round=round).order_by("site__code")
    for unit in units:
        for turn in range(8):
            small_round.interview(
                unit, people[turn % len(people)], answers(chance, seen)
            )


NAMES = ("leila", "cora", "rita")


@pytest.fixture
def two(catalogue, db):
    """An earlier and a later round in the same places: 15 % saw a judge, then 85 %."""
    recalled("two rounds", make_two)
    before, now = (Round.objects.get(code=code) for code in ("before", "now"))
    return before, now, {name: person(name) for name in NAMES}


def person(name):
    return Person.objects.get(email=f"{name}@example.org")


def make_two():
    before, now = small_round.make_round("before"), small_round.make_round("now")
    Round.objects.filter(pk=before.pk).update(**DAYS)
    for number in range(2):
        Stratum.objects.filter(code__endswith=f"h{number}").update(code=f"h{number}")
    for unit in PrimaryUnit.objects.filter(round=now).select_related("site"):
        unit.site = type(unit.site).objects.get(
            code=unit.site.code.replace("now", "before")
        )
        unit.save()
    small_round.make_person("leila", "reviewer", before, "review")
    for name, role, party in (
        ("leila", "reviewer", "review"),
        ("cora", "coordinator", "civil"),
        ("rita", "reader", "civil"),
    ):
        small_round.make_person(name, role, now, party)
    for round, seen, seed in ((before, 0.15, 1), (now, 0.85, 2)):
        staff = [
            small_round.make_person(f"{round.code}{i}", "interviewer", round)
            for i in range(3)
        ]
        fill(round, staff, seen=seen, seed=seed)
    Round.objects.filter(pk=now.pk).update(follows=before)


def released(round, people):
    figure_set = compute.compute_figures(round=round, by=people["leila"])
    return release_by_two(figure_set=figure_set, by=people["leila"])


@pytest.fixture
def first(two):
    """The earlier round's figures, released."""
    before, _now, people = two
    recalled("first of two released", lambda: released(before, people))
    return FigureSet.objects.get(round=before)


@pytest.fixture
def compared(two, first):
    _before, now, people = two

    def make():
        compute.compute_figures(round=now, by=people["leila"])

    recalled("second of two computed", make)
    return FigureSet.objects.get(round=now)


def change_of(figure_set):
    return GapStatistic.objects.get(
        figure_set=figure_set, code="E2.12", about="JUD-01.m"
    )


def test_the_change_is_stored_with_places_of_both_rounds(compared):
    change = change_of(compared)
    assert change.lower > 0.4
    assert change.reporting == change.known == 6
    assert change.p_adjusted < 0.05
    assert compared.earlier.round.code == "before"


def test_the_page_says_what_changed_and_what_did_not(two, compared, client):
    _before, _now, people = two
    text = page(signed_in(client, people["leila"]), "topic", compared.pk, "changes")[1]
    assert "It rose: this is closer to what the standard asks." in text
    assert "No clear change." in text
    assert "6 of 6" in text
    standard = page(client, "standard", compared.pk, "JUD-01")[1]
    assert "in the previous round" in standard
    assert 'id="jud-01-m-since"' in standard


def test_figures_that_were_not_released_are_compared_with_nobody(two):
    before, now, people = two
    compute.compute_figures(round=before, by=people["leila"])
    figure_set = compute.compute_figures(round=now, by=people["leila"])
    assert figure_set.earlier is None
    assert not GapStatistic.objects.filter(figure_set=figure_set, code="E2.12").exists()


def test_what_was_deleted_is_compared_with_nobody(two, first, client):
    _before, now, people = two
    Snapshot.objects.all().delete()
    figure_set = compute.compute_figures(round=now, by=people["leila"])
    assert figure_set.earlier is None
    _answer, text = page(
        signed_in(client, people["leila"]), "topic", figure_set.pk, "changes"
    )
    assert "its interviews were deleted" in text


def test_a_snapshot_that_was_changed_stops_the_comparison(two, first):
    _before, now, people = two
    Snapshot.objects.update(sha256="0" * 64)
    with pytest.raises(Refused, match="previous round"):
        compute.compute_figures(round=now, by=people["leila"])


def test_changes_are_reproduced_from_both_snapshots(compared):
    assert reproduce(compared) == []
    change = change_of(compared)
    GapStatistic.objects.filter(pk=change.pk).update(value=0.1)
    assert any("value is stored as 0.1" in line for line in reproduce(compared))


def test_a_withdrawal_in_the_round_before_makes_these_figures_stale(two, compared):
    before, _now, people = two
    assert not compared.is_stale
    Round.objects.filter(pk=before.pk).update(last_withdrawal_at=compared.computed_at)
    again = FigureSet.objects.get(pk=compared.pk)
    assert again.is_stale
    with pytest.raises(Refused, match="withdrawn"):
        release_by_two(figure_set=again, by=people["leila"])


def test_another_round_before_gives_another_fingerprint(two):
    before, now, people = two
    alone = compute.compute_figures(round=now, by=people["leila"])
    released(before, people)
    assert compute.compute_figures(round=now, by=people["leila"]) != alone


def text_of(client, person, figure_set, *about):
    name = "standard" if about else "topic"
    about = about or ("changes",)
    return page(signed_in(client, person), name, figure_set.pk, *about)[1]


def test_everybody_reads_two_bands_and_what_follows_from_their_ranges(
    two, compared, client
):
    """8 % and 79 % of 48 people: their bands do not meet, their likely ranges do."""
    release_by_two(figure_set=compared, by=two[2]["leila"])
    assert not any(
        row.is_exact for row in reader_for(two[2]["rita"], compared).statistics()
    )
    text = text_of(client, two[2]["rita"], compared)
    assert "points" not in text
    assert "A change is clear where the two likely ranges do not meet." in text
    standard = text_of(client, two[2]["rita"], compared, "JUD-01")
    sentence = (
        "Fewer than 20 in 100 in the previous round, between 60 and 80 in 100 now. It"
        " may have changed."
    )
    assert sentence in standard
    assert 'id="jud-01-m-since"' in standard


def band(lower, upper):
    """A figure of many people with its published range."""
    return sample("JUD-01.m", lower, upper, "not_met").published


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ((0.1, 0.2), (0.3, 0.4), "It rose: this is closer to what the standard asks."),
        (
            (0.3, 0.4),
            (0.1, 0.2),
            "It fell: this is further from what the standard asks.",
        ),
        ((0.1, 0.24), (0.21, 0.4), "It may have changed."),
        ((0.1, 0.3), (0.15, 0.26), "No clear change."),
    ],
)
def test_a_change_is_clear_to_everybody_where_the_ranges_do_not_meet(
    catalogue, before, now, sentence
):
    change = changes.FigureChange(ReaderFigure(band(*now)), band(*before), note="")
    assert changes.verdict(change) == sentence


def terms_of(round):
    names = (
        "legal_basis",
        "impact_assessment",
        "sharing_protocol",
        "withdrawal_until",
        "retention_until",
        "most_interviews_a_day",
        "clinical_approval",
    )
    return {name: getattr(round, name) for name in names}


def test_a_coordinator_names_only_a_round_of_theirs(two):
    before, now, people = two
    assert list(earlier_rounds(now, people["cora"])) == []
    with pytest.raises(Refused, match="earlier round of yours"):
        set_terms(round=now, follows=before, by=people["cora"], **terms_of(now))
    small_round.make_person("cora", "reader", before)
    set_terms(round=now, follows=before, by=people["cora"], **terms_of(now))
    now.refresh_from_db()
    assert now.follows == before


def test_the_terms_page_offers_the_earlier_round(two, client):
    before, now, people = two
    small_round.make_person("cora", "reader", before)
    address = reverse("terms", args=[now.code])
    form = signed_in(client, people["cora"]).get(address).content.decode()
    assert f'<option value="{now.follows_id}" selected' in form


def test_a_round_does_not_follow_itself(two):
    now = two[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=now.pk).update(follows=now)


def test_numbers_of_places_stand_side_by_side_without_a_word_of_change():
    """They have no band: 1 of 12 and 12 of 12 are not "no clear change"."""
    now, before = (
        PublishedFigure(
            indicator=Indicator(pk="q"), state="published", k=k, base_low=12
        )
        for k in (12, 1)
    )
    changed = changes.FigureChange(ReaderFigure(now), before, note="")
    assert changes.sentence(changed) == "1 of 12 in the previous round, 12 of 12 now."


def revised(compared, indicator):
    """The round before used 2026.2, this one 2026.3, and both rest on one answer."""
    version = InstrumentVersion.objects.get(uuid=compared.versions[0])
    InstrumentVersion.objects.filter(pk=version.pk).update(version="2026.3")
    older = InstrumentVersion.objects.create(
        instrument=version.instrument,
        version="2026.2",
        fingerprint="older",
        compiled=version.compiled,
        workbook=b"",
    )
    before = FigureSet.objects.filter(pk=compared.earlier_id)
    before.update(versions=[str(older.uuid)])
    stored = {"figure_set": compared, "about": indicator}
    return [
        model.objects.filter(code="E2.1", **stored)
        for model in (GapStatistic, PublishedStatistic)
    ]


def test_a_question_with_other_answers_is_not_compared_and_the_page_says_why(
    two, compared, client
):
    for rows in revised(compared, "JUD-01.m"):
        rows.update(note="worded_otherwise")
    GapStatistic.objects.filter(code="E2.12", about="JUD-01.m").delete()
    text = text_of(client, two[2]["leila"], FigureSet.objects.get(pk=compared.pk))
    assert "The answers to choose from changed." in text
    assert "It rose: this is closer to what the standard asks." not in text


def test_a_question_that_was_split_is_listed_as_not_compared(two, compared, client):
    for rows in revised(compared, "CND-03.m.bed"):
        rows.delete()
    leila = two[2]["leila"]
    text = text_of(client, leila, FigureSet.objects.get(pk=compared.pk))
    assert "Not compared: the questions changed" in text
    assert "One question asked several facts." in text
    standard = text_of(client, leila, compared, "CND-03")
    assert "We do not compare this with the previous round." in standard


def test_in_french_the_reason_is_french(two, compared, client, french):
    for rows in revised(compared, "CND-03.m.bed"):
        rows.delete()
    client.cookies["django_language"] = "fr"
    text = text_of(client, two[2]["leila"], FigureSet.objects.get(pk=compared.pk))
    assert "Une seule question portait sur plusieurs faits." in text
    assert "One question asked" not in text


def test_nothing_is_said_to_have_changed_between_rounds_of_one_version(
    two, compared, client
):
    text = text_of(client, two[2]["leila"], compared)
    assert "Not compared" not in text
