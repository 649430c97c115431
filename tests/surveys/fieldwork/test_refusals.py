"""A place that lets nobody in stays as non-response, or the next of its stratum stands
for it; strata of one place are joined for the variance."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.frames import frames, interview_rows
from surveys import exceptions
from surveys.fieldwork import refusals
from surveys.models import (
    Assignment,
    AuditEntry,
    Draft,
    FramePlace,
    Instrument,
    InstrumentVersion,
    Interview,
    Organisation,
    PrimaryUnit,
    Quota,
    Round,
    Stratum,
)
from tests.surveys.fieldwork.test_draws import post, round  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(round, as_person):  # noqa: F811
    post(as_person("coordinator"), round)
    return round


@pytest.fixture
def unit(drawn):
    return PrimaryUnit.objects.filter(round=drawn, stratum__name="Police").first()


def refuse(client, unit, then="replace", reason="Building works", **more):
    address = reverse("site-refusal", args=[unit.round.code, unit.site.code])
    return client.post(address, {"reason": reason, "then": then} | more)


def order_of(round):  # noqa: F811
    places = FramePlace.objects.filter(
        round=round, stratum__name="Police", drawn=False
    ).order_by("replacement_order")
    return [place.code for place in places]


def test_the_next_replacement_stands_for_the_place_with_its_chance(unit, as_person):
    client, order = as_person("coordinator"), order_of(unit.round)
    assert refuse(client, unit).status_code == 302
    unit.refresh_from_db()
    first = unit.replaced_by
    assert first.site.code.removesuffix("-XXV") == order[0]
    assert first.chance == unit.chance
    assert refuse(client, first, reason="Illness").status_code == 302
    first.refresh_from_db()
    assert first.replaced_by.site.code.removesuffix("-XXV") == order[1]
    page = refuse(client, first.replaced_by)
    assert "not one of the available choices" in page.content.decode(), "none is left"
    sample = client.get(reverse("assessment:draw", args=[unit.round.code]))
    text = sample.content.decode()
    for shown in ("Building works", "Illness", f"Replaced by {first.site.code}"):
        assert shown in text
    assert AuditEntry.objects.filter(act="place_refused").count() == 2


def test_assignments_and_quotas_move_to_the_replacement(unit, person):
    instrument = Instrument.objects.get(code="migrant")
    Assignment.objects.create(
        person=person("interviewer"),
        organisation=Organisation.objects.get(code="asylum-rights"),
        primary_unit=unit,
        instrument=instrument,
        wanted=3,
    )
    Quota.objects.create(
        round=unit.round,
        instrument=instrument,
        primary_unit=unit,
        question="m_gender",
        codes=["woman"],
        label="Women",
        wanted=2,
    )
    refusals.record_refusal(
        unit=unit, reason="No", replace=True, by=person("coordinator")
    )
    substitute = unit.replaced_by
    assert Assignment.objects.get(primary_unit__round=unit.round).primary_unit == (
        substitute
    )
    assert Quota.objects.get().primary_unit == substitute


def interview_at(unit, person):
    return Interview.objects.create(
        interview_id="12345678123456781234567812345678",
        version=InstrumentVersion.objects.get(instrument__code="migrant"),
        round=unit.round,
        primary_unit=unit,
        organisation=Organisation.objects.get(code="asylum-rights"),
        design_class="probability",
        by=person("interviewer"),
        outcome="complete",
        answers={},
        receipt="AAAA-AAAA",
        held_on=unit.round.starts_on,
    )


def test_a_place_with_an_interview_or_an_open_one_is_not_replaced(
    unit, as_person, person
):
    client = as_person("coordinator")
    draft = Draft.objects.create(
        round=unit.round,
        primary_unit=unit,
        version=InstrumentVersion.objects.get(instrument__code="migrant"),
        organisation=Organisation.objects.get(code="asylum-rights"),
        design_class="probability",
        by=person("interviewer"),
        language="en",
        body=b"",
    )
    page = refuse(client, unit)
    assert page.status_code == 422
    assert "An interview is open at this place" in page.content.decode()
    draft.delete()
    interview_at(unit, person)
    page = refuse(client, unit)
    assert "There are interviews at this place" in page.content.decode()
    assert not PrimaryUnit.objects.filter(stands_for=unit).exists()
    unit.refresh_from_db()
    assert unit.refused_because == "", "nothing is half recorded"
    assert refuse(client, unit, "keep").status_code == 302


def test_a_kept_refusal_is_undone_a_replaced_one_is_not(unit, as_person):
    client = as_person("coordinator")
    refuse(client, unit, "keep")
    unit.refresh_from_db()
    assert unit.refused_because == "Building works"
    assert PrimaryUnit.objects.filter(round=unit.round).count() == 7
    refuse(client, unit, access="yes")
    unit.refresh_from_db()
    assert unit.refused_because == ""
    refuse(client, unit)
    refuse(client, unit, access="yes")
    unit.refresh_from_db()
    assert unit.refused_because == "Building works"
    assert "replaced already" in refuse(client, unit).content.decode()


def test_interviews_do_not_begin_where_access_was_refused(unit, person):
    from surveys.fieldwork.safeguards import site_gaps

    sentence = "This place let nobody in."
    assert sentence not in site_gaps(unit.round, unit.site)
    refusals.record_refusal(
        unit=unit, reason="No", replace=False, by=person("coordinator")
    )
    assert sentence in site_gaps(unit.round, unit.site)


def units_of(round, person, reached):  # noqa: F811
    interview_at(reached, person)
    records = interview_rows.read_records(round, "migrant")
    return next(frames.frames(round, "migrant", records, [])).units


def test_a_replaced_place_leaves_the_figures_and_a_kept_one_stays(drawn, unit, person):
    other, kept = PrimaryUnit.objects.filter(round=drawn, stratum__name="Prisons")[:2]
    by = person("coordinator")
    refusals.record_refusal(unit=unit, reason="No", replace=True, by=by)
    refusals.record_refusal(unit=kept, reason="No", replace=False, by=by)
    units = units_of(drawn, person, other).set_index("psu")
    assert unit.site.code not in units.index
    assert units.loc[unit.replaced_by.site.code, "chance"] == unit.chance
    assert kept.site.code in units.index, "non-response, which weights make up for"


def test_a_closed_round_and_an_empty_reason_are_answered_in_sentences(unit, as_person):
    client = as_person("coordinator")
    assert refuse(client, unit, reason=" ").status_code == 422
    assert refuse(client, unit, then="x").status_code == 422
    from django.utils import timezone

    Round.objects.filter(pk=unit.round_id).update(
        state="closed", closed_at=timezone.now()
    )
    assert "The round is closed" in refuse(client, unit).content.decode()


def test_the_sample_is_not_drawn_again_once_access_was_refused(unit, as_person):
    client = as_person("coordinator")
    refuse(client, unit)
    page = post(client, unit.round)
    assert page.status_code == 422
    assert "refused access already" in page.content.decode()


# -- strata ----------------------------------------------------------------------------


def join(client, round, stratum, other=None):  # noqa: F811
    posted = {"stratum": stratum.pk, "with": other.pk if other else ""}
    posted |= {} if other else {"separate": "yes"}
    return client.post(
        reverse("strata-join", args=[round.code]), posted, follow=True
    ).content.decode()


def test_strata_are_joined_in_one_group_and_separated_again(drawn, as_person):
    client = as_person("coordinator")
    police, prisons, centres = (
        Stratum.objects.get(round=drawn, name=name)
        for name in ("Police", "Prisons", "Centres")
    )
    assert "The strata are joined" in join(client, drawn, police, prisons)
    join(client, drawn, prisons, centres)
    joined = dict(
        Stratum.objects.filter(round=drawn).values_list("name", "joined_with__name")
    )
    assert joined == {"Police": "Centres", "Prisons": "Centres", "Centres": None}
    join(client, drawn, centres, police)
    assert Stratum.objects.get(pk=centres.pk).joined_with is None
    join(client, drawn, police)
    joined = Stratum.objects.filter(round=drawn, joined_with__isnull=False)
    assert [stratum.name for stratum in joined] == ["Prisons"]


def test_a_stratum_of_another_round_is_not_joined(drawn, as_person, person):
    police = Stratum.objects.get(round=drawn, name="Police")
    other = Stratum.objects.exclude(round=drawn).first()
    for partner in (other, police):
        page = join(as_person("coordinator"), drawn, police, partner)
        assert "Choose another stratum of this round" in page
    with pytest.raises(exceptions.Refused, match="another stratum"):
        refusals.join_strata(stratum=police, other=other, by=person("coordinator"))
    with pytest.raises(exceptions.Refused, match="Only a coordinator"):
        refusals.join_strata(stratum=police, other=None, by=person("analyst"))


def test_the_sample_page_offers_to_join_a_stratum_of_which_one_place_was_drawn(
    round,  # noqa: F811
    as_person,
):
    client = as_person("coordinator")
    from tests.surveys.fieldwork.test_draws import fields

    address = reverse("assessment:draw", args=[round.code])
    client.post(address, fields(round, Police=("simple", 1)) | {"draw": "yes"})
    lonely = client.get(address).context["lonely"]
    assert [stratum.name for stratum in lonely] == ["Police"]
    prisons = Stratum.objects.get(round=round, name="Prisons")
    page = join(client, round, lonely[0], prisons)
    assert "Police is joined with Prisons" in page
    assert client.get(address).context["lonely"] == []


def test_a_stratum_joined_with_itself_and_a_place_for_itself_break_in_the_database(
    unit,
):
    with (
        pytest.raises(IntegrityError, match="stratum_is_joined_with_another"),
        transaction.atomic(),
    ):
        Stratum.objects.filter(pk=unit.stratum_id).update(joined_with=unit.stratum_id)
    with (
        pytest.raises(IntegrityError, match="primary_unit_replaces_another"),
        transaction.atomic(),
    ):
        PrimaryUnit.objects.filter(pk=unit.pk).update(stands_for=unit.pk)
