"""Each ethics requirement that software can keep, kept: a test named after each."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.access import incidents_for, interviews_for
from surveys.demo.answers import walk
from surveys.fieldwork import rounds, safeguards
from surveys.instruments import versions
from surveys.interviews import drafts, submission
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import read_code
from surveys.models import (
    Assignment,
    Feedback,
    Interview,
    Membership,
    Outcome,
    ReferralPartner,
    RiskAssessment,
    Round,
    UrgentRisk,
)
from surveys.oversight import ethics, registers
from tests.surveys.conftest import OPENING

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(assignment):
    return lambda: drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )


@pytest.fixture
def hand_in(assignment):
    """hand_in(**answers) → the interview that the door made of them."""
    import random

    version = assignment.instrument.versions.get()
    instrument, today = versions.instrument_of(version), timezone.localdate()
    plausible = walk(instrument, random.Random(4), 0.0, today=today)

    def give(**answers):
        chosen = uuid.uuid4()
        submission.submit_interview(
            version=version,
            answers={
                key: value
                for key, value in {**plausible, **answers}.items()
                if value is not None
            },
            interview_id=chosen,
            round=assignment.primary_unit.round,
            site=assignment.primary_unit.site,
            by=assignment.person,
        )
        return Interview.objects.get(interview_id=chosen)

    return give


def run_out(model, **chosen):
    model.objects.filter(**chosen).update(
        expires_on=timezone.localdate() - timedelta(days=1)
    )


def test_eth01_a_site_shuts_when_its_risk_assessment_runs_out(begin, assignment):
    begin()
    run_out(RiskAssessment, site=assignment.primary_unit.site)
    with pytest.raises(exceptions.Refused, match="no valid risk assessment"):
        begin()


def test_eth02_a_site_shuts_when_one_kind_of_help_is_out_of_reach(begin, assignment):
    begin()
    site = assignment.primary_unit.site
    run_out(ReferralPartner, site=site, service="mental")
    with pytest.raises(exceptions.Refused, match="Mental health"):
        begin()


def test_eth03_what_could_be_overheard_is_stored_as_not_asked(hand_in):
    stored = hand_in(x_private="none", m_illtreat=None).answers
    assert stored["m_illtreat"] == {"state": "not_asked_privacy"}


@pytest.mark.parametrize("interpreter", ["staff", "codet"])
def test_eth04_staff_or_a_fellow_detainee_who_interprets_ends_it(hand_in, interpreter):
    interview = hand_in(x_interp=interpreter)
    assert (interview.outcome, interview.answers) == (Outcome.UNSAFE, {})


def test_eth05_each_purpose_and_the_words_spoken_are_kept_with_the_interview(hand_in):
    interview = hand_in(x_quote="no", x_share="yes")
    answers = interview.answers
    assert (answers["x_consent"], answers["x_quote"], answers["x_share"]) == (
        "yes",
        "no",
        "yes",
    )
    instrument = versions.instrument_of(interview.version)
    assert "We are not police" in instrument.question("x_script").label["en"]


def test_eth05_agreement_taken_back_at_the_end_leaves_nothing(hand_in):
    interview = hand_in(x_still_ok="no")
    assert interview.outcome == Outcome.TAKEN_BACK
    assert (interview.answers, interview.sealed) == ({}, None)


@pytest.mark.parametrize("missing", ["legal_basis", "impact_assessment"])
def test_eth06_the_database_refuses_an_open_round_on_consent_alone(
    empty_round, missing
):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=empty_round.pk).update(**{missing: ""})


def test_eth09_a_code_takes_everything_back_until_the_published_day(hand_in):
    first, second = hand_in(), hand_in()
    code = withdrawal.give_code(interview=first, by=first.by)
    late = withdrawal.give_code(interview=second, by=second.by)
    withdrawal.request_withdrawal(code=read_code(code))
    withdrawal.erase_requested()
    first.refresh_from_db()
    assert (first.outcome, first.answers, first.sealed) == ("withdrawn", {}, None)
    Round.objects.update(withdrawal_until=timezone.localdate() - timedelta(days=1))
    withdrawal.request_withdrawal(code=read_code(late))
    withdrawal.erase_requested()
    second.refresh_from_db()
    assert second.outcome == "complete"


def test_eth10_an_alert_stops_a_site_at_once(begin, assignment, person):
    begin()
    safeguards.suspend_site(
        round=assignment.primary_unit.round,
        site=assignment.primary_unit.site,
        reason="reprisal",
        by=person("coordinator"),
    )
    with pytest.raises(exceptions.Refused, match="are suspended"):
        begin()


def test_eth10_a_closed_round_keeps_no_hour_of_an_interview(hand_in):
    interview = hand_in()
    rounds.close_round(round=interview.round)
    interview.refresh_from_db()
    local = timezone.localtime(interview.received_at)
    assert local.hour in (0, 12)
    assert (local.minute, local.second, local.microsecond) == (0, 0, 0)


def test_eth11_an_urgent_risk_lies_apart_and_leads_to_nobody(hand_in):
    interview = hand_in(x_urgent=["medical"], x_refer="acc")
    assert not {"x_urgent", "x_refer"} & interview.answers.keys()
    file_waiting_risks()
    risk = UrgentRisk.objects.get(kind="medical")
    assert risk.answer == "acc"
    fields = {field.name for field in UrgentRisk._meta.get_fields()}
    assert fields == {"id", "round", "site", "kind", "answer", "day", "afternoon"}


def test_eth13_a_painful_question_is_announced_and_every_screen_stops(tab, start):
    draft = start(**OPENING, m_status="current")
    instrument = versions.instrument_of(draft.version)
    painful = next(q for q in instrument.questions() if q.distress == 2)
    screen = instrument.place_of(painful.name)[1].name
    page = tab(draft, screen).page.content.decode()
    assert "This question may be painful" in page
    assert 'value="state:refused"' in page
    assert 'value="pause"' in page
    assert 'value="pause"' in tab(draft, "about").page.content.decode()
    stop = tab(draft, "about").client.get(reverse("stop", args=[draft.pk]))
    assert b'value="keep"' in stop.content
    assert b'value="erase"' in stop.content


def test_eth14_without_approval_and_partner_no_child_is_asked(empty_round, person):
    child = Assignment.objects.get(
        person=person("interviewer"), instrument__code="child"
    )
    closed = {"child_ethics_approval": "", "child_protection_partner": ""}
    Round.objects.filter(pk=empty_round.pk).update(**closed)
    with pytest.raises(exceptions.Refused, match="children are locked"):
        drafts.start_draft(
            assignment=Assignment.objects.get(pk=child.pk),
            language="en",
            by=child.person,
        )


def test_eth17_the_state_reads_no_migrant_and_may_not_be_made_to(hand_in, person):
    interview = hand_in()
    mine = person("state").memberships.get()
    Interview.objects.update(organisation=mine.organisation)
    assert not interviews_for(person("state")).filter(pk=interview.pk).exists()
    for role in ("interviewer", "coordinator", "analyst", "custodian"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=mine.pk).update(role=role)


def test_eth19_without_a_sharing_protocol_an_analyst_reads_nothing(hand_in, person):
    interview = hand_in()
    assert interviews_for(person("analyst")).filter(pk=interview.pk).exists()
    Round.objects.update(sharing_protocol="")
    assert not interviews_for(person("analyst")).exists()


def test_eth21_an_overdue_round_is_deleted_and_counted(hand_in):
    interview = hand_in()
    past = timezone.localdate() - timedelta(days=1)
    Round.objects.update(withdrawal_until=past, retention_until=past)
    (due,) = registers.overdue_rounds()
    run = registers.end_retention(round=due)
    interview.refresh_from_db()
    assert (interview.answers, interview.sealed) == ({}, None)
    assert run.counts["complete"] == 1
    assert registers.overdue_rounds() == []


def test_eth23_an_incident_has_72_hours_and_the_review_body_sees_it(
    empty_round, person
):
    def record(hours):
        return registers.record_incident(
            round=empty_round,
            kind="seizure",
            what="A tablet was searched",
            noticed_at=timezone.now() - timedelta(hours=hours),
            by=person("coordinator"),
        )

    early, late = record(71), record(73)
    assert (early.is_overdue, late.is_overdue) == (False, True)
    assert set(incidents_for(person("reviewer"))) == {early, late}
    assert not incidents_for(person("state")).exists()


def test_eth25_an_interviewer_rests_after_so_many_interviews(begin, empty_round):
    Round.objects.update(most_interviews_a_day=2)
    begin()
    begin()
    with pytest.raises(exceptions.Refused, match="go on tomorrow"):
        begin()


def test_eth27_results_given_back_are_recorded_and_never_for_tomorrow(
    empty_round, person
):
    fields = {
        "round": empty_round,
        "what": "Poster",
        "language": "Arabic",
        "by": person("coordinator"),
    }
    today = timezone.localdate()
    with pytest.raises(exceptions.Refused, match="today or before"):
        registers.record_feedback(given_on=today + timedelta(days=1), **fields)
    registers.record_feedback(given_on=today, **fields)
    assert Feedback.objects.get().what == "Poster"


def test_eth28_a_clinical_scale_opens_only_with_its_approval(version_of, assign):
    survey = """
    | type | name | label::English (en) | required |
    | select_one yn | x_consent | Do you agree? | yes |
    """
    settings = """
    | form_id | version | default_language | daa::gate |
    | scale   | 1       | English (en)     | clinical  |
    """
    choices = """
    | list_name | name | label::English (en) |
    | yn        | yes  | Yes                 |
    | yn        | no   | No                  |
    """
    assignment = assign(version_of(survey, choices, settings))
    with pytest.raises(exceptions.Refused, match="it has clinical scales"):
        drafts.start_draft(assignment=assignment, language="en", by=assignment.person)
    Round.objects.update(clinical_approval="C-1")
    again = Assignment.objects.get(pk=assignment.pk)
    assert drafts.start_draft(assignment=again, language="en", by=again.person)


# -- what exists nowhere -------------------------------------------------------------


def columns():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            yield model._meta.label, field.name


def test_eth07_no_model_holds_a_reward():
    from tests.surveys.instruments.shipped.test_ethics import REWARD

    assert len(list(columns())) > 100
    assert [column for column in columns() if REWARD.search(" ".join(column))] == []


def test_eth08_no_model_of_an_interview_holds_a_name_or_a_place_by_gps():
    names = {field.name for field in Interview._meta.get_fields()}
    forbidden = {"name", "phone", "email", "born", "birth", "photo", "gps", "latitude"}
    assert len(names) > 10
    assert not names & forbidden


def test_eth24_no_model_scores_a_person():
    from tests.surveys.instruments.shipped.test_ethics import SCORES

    assert [column for column in columns() if SCORES.search(" ".join(column))] == []


# -- the list itself -----------------------------------------------------------------


def test_the_names_of_the_tests_are_written_down_as_they_are():
    with ethics.TESTS.open(encoding="utf-8") as lines:
        written = [tuple(line.rstrip("\n").split(",")) for line in lines][1:]
    assert written == ethics.scan(), "run: make ethics"


def test_every_requirement_that_software_keeps_has_a_test():
    listed = ethics.requirements()
    assert [requirement.id for requirement in listed] == [
        f"ETH-{n:02}" for n in range(1, 29)
    ]
    assert [
        requirement.id
        for requirement in listed
        if requirement.in_software and not requirement.tests
    ] == []
    assert [
        requirement.id for requirement in listed if not requirement.in_software
    ] == ["ETH-16", "ETH-22"]


def test_what_the_list_points_to_exists():
    from django.urls import get_resolver

    names = set(get_resolver().reverse_dict) | {"assessment:home"}
    for requirement in ethics.requirements():
        for place in requirement.where:
            assert place in names or (ethics.ROOT / place).is_file(), (
                requirement.id,
                place,
            )
        assert all(requirement.wording.values())
        assert all(requirement.how.values())


@pytest.mark.parametrize("name", ["interviewer", "state", "reader", "reviewer"])
def test_everyone_who_signs_in_reads_what_is_owed(empty_round, as_person, name):
    page = as_person(name).get(reverse("ethics"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "a site shuts when its risk assessment runs out" in text
    assert text.count('<tr id="ETH-') == 28
    assert f'href="{reverse("withdraw")}"' in text


def test_the_list_is_in_french_too(empty_round, as_person):
    client = as_person("reader")
    client.cookies["django_language"] = "fr"
    assert "On évalue des systèmes" in client.get(reverse("ethics")).content.decode()


def test_a_requirement_without_a_test_would_be_seen(tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_one.py").write_text("def test_eth03_kept():\n    assert 1\n")
    assert ethics.scan(folder) == [("ETH-03", "tests/test_one.py::test_eth03_kept")]
