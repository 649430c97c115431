"""Whether an interview counts is decided beside it, by people who may."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.computation import coverage
from assessment.frames.interview_rows import count_interviews, read_records
from surveys.exceptions import Refused
from surveys.interviews import row_hashes
from surveys.interviews.decisions import decisions
from surveys.interviews.withdrawals import withdrawal
from surveys.models import (
    AuditEntry,
    Correction,
    Decision,
    Interview,
    PrimaryUnit,
    QualityFlag,
    Round,
)

pytestmark = pytest.mark.django_db
Kind = Decision.Kind


@pytest.fixture
def record(small_round):
    return Interview.objects.filter(
        organisation__code="asylum-rights",
        outcome="complete",
        version__instrument__source="migrant",
    ).first()


@pytest.fixture
def decide(record, person):
    def act(kind=Kind.EXCLUDED, reason="duplicate", note="", by="coordinator"):
        return decisions.decide(
            interview=record,
            kind=kind,
            reason=reason if kind == Kind.EXCLUDED else "",
            note=note,
            by=person(by),
            seen=decisions.newest(record),
        )

    return act


def used(round, source="migrant"):
    return count_interviews(read_records(round, source))


def test_an_excluded_interview_stands_for_nobody_and_is_counted_with_its_reason(
    record, decide, small_round
):
    before = used(small_round)
    decide()
    after = used(small_round)
    assert after.received == before.received
    assert after.used == before.used - 1
    assert after.excluded["left_out:duplicate"] == 1
    record.refresh_from_db()
    assert record.answers, "nothing is erased"


def test_an_exclusion_is_taken_back(record, decide, small_round):
    before = used(small_round)
    decide()
    decide(Kind.ACCEPTED)
    assert used(small_round) == before
    assert decisions.in_force(record).kind == Kind.ACCEPTED
    assert record.decisions.count() == 2


def test_everybody_else_learns_how_many_were_excluded_and_not_why():
    counts = {
        "received": 40,
        "used": 30,
        "excluded": {"left_out:duplicate": 4, "left_out:error": 3, "refused": 3},
    }

    class Set:
        coverage = coverage_in_public = {"migrant": counts}

    [exact], [public] = coverage.lines(Set, exact=True), coverage.lines(Set, False)
    assert ("Excluded after a check", "5") in [
        (str(name), number) for name, number in public["excluded"]
    ]
    assert "Duplicate" in str([str(name) for name, _n in exact["excluded"]])
    assert "Duplicate" not in str([str(name) for name, _n in public["excluded"]])


def test_where_two_must_agree_the_interview_counts_until_the_review_body_does(
    record, decide, small_round, person
):
    Round.objects.update(exclusions_by_two=True)
    before = used(small_round)
    waits = decide()
    assert waits.state == Decision.State.WAITING
    assert used(small_round) == before
    with pytest.raises(Refused, match="review body answers"):
        decisions.answer_exclusion(decision=waits, agree=True, by=person("coordinator"))
    decisions.answer_exclusion(decision=waits, agree=True, by=person("reviewer"))
    assert used(small_round).used == before.used - 1
    with pytest.raises(Refused, match="answered this already"):
        decisions.answer_exclusion(decision=waits, agree=False, by=person("reviewer"))


def test_an_exclusion_that_the_review_body_refuses_changes_nothing(
    record, decide, small_round, person
):
    Round.objects.update(exclusions_by_two=True)
    accepted, before = decide(Kind.ACCEPTED), used(small_round)
    waits = decide()
    decisions.answer_exclusion(decision=waits, agree=False, by=person("reviewer"))
    assert used(small_round) == before
    assert decisions.in_force(record) == accepted


def test_who_decides_on_an_old_page_is_told(record, decide, person):
    seen = decisions.newest(record)
    decide()
    with pytest.raises(Refused, match="while you had it open"):
        decisions.decide(
            interview=record, kind=Kind.ACCEPTED, by=person("coordinator"), seen=seen
        )


@pytest.mark.parametrize("name", ["reviewer", "analyst", "interviewer", "teamlead"])
def test_only_a_coordinator_of_the_organisation_decides(decide, name):
    with pytest.raises(Refused, match="cannot decide"):
        decide(by=name)


def test_a_team_lead_asks_for_a_second_look_and_reads_nothing(
    record, as_person, person
):
    client = as_person("teamlead")
    assert (
        client.get(reverse("interview", args=[record.interview_id])).status_code == 404
    )
    address = reverse("second-look", args=[record.interview_id])
    assert client.post(address, {"note": "Two look the same."}).status_code == 302
    assert decisions.in_force(record).kind == Kind.LOOK_AGAIN
    page = client.get(reverse("interviews", args=[record.round.code]))
    assert record.receipt in page.text
    assert f'"{reverse("interview", args=[record.interview_id])}"' not in page.text


def test_a_team_lead_does_not_undo_an_exclusion(record, decide, person):
    decide()
    with pytest.raises(Refused, match="is excluded"):
        decisions.ask_for_second_look(
            interview=record, by=person("teamlead"), seen=decisions.newest(record)
        )


def test_the_page_of_an_excluded_interview_offers_to_take_it_back(
    record, decide, as_person
):
    decide()
    client = as_person("coordinator")
    address = reverse("interview", args=[record.interview_id])
    page = client.get(address).content.decode()
    assert "Take it back, to be looked at" in page
    assert reverse("interview-exclude", args=[record.interview_id]) not in page
    decided = {"kind": "look_again", "seen": decisions.newest(record)}
    client.post(reverse("interview-decide", args=[record.interview_id]), decided)
    assert decisions.in_force(record).kind == Kind.LOOK_AGAIN
    page = client.get(address).content.decode()
    assert reverse("interview-exclude", args=[record.interview_id]) in page


def test_many_are_accepted_at_once_but_none_with_a_flag(record, as_person, person):
    QualityFlag.objects.create(
        round=record.round,
        key="k",
        kind="short",
        rank="look_first",
        value=60,
        comparison=2400,
        n=20,
        interview=record,
        interviewer=record.by,
        organisation=record.organisation,
        found_at=timezone.now(),
    )
    client = as_person("coordinator")
    address = reverse("interviews", args=[record.round.code])
    client.post(address, {"accept": [record.receipt]})
    assert decisions.in_force(record) is None
    page = client.post(address, {"all": "1"}, follow=True).content.decode()
    assert "Check the quality first" in page
    assert "were not checked yet, so none has a flag" in page
    assert not Decision.objects.filter(kind=Kind.ACCEPTED).exists()
    Round.objects.update(quality_checked_at=timezone.now())
    client.post(address, {"all": "1"})
    own = Interview.objects.filter(organisation=record.organisation, round=record.round)
    assert Decision.objects.filter(kind=Kind.ACCEPTED).count() == own.count() - 1


def test_a_place_that_was_typed_wrongly_is_put_right_and_the_old_one_stays(
    record, person
):
    other = decisions.places_for(record).exclude(pk=record.primary_unit_id).first()
    old = record.primary_unit.site.code
    changed = decisions.correct(
        interview=record,
        primary_unit=other,
        design_class="purposive",
        by=person("coordinator"),
    )
    assert changed == 2
    record = Interview.objects.get(pk=record.pk)
    assert (record.primary_unit, record.design_class) == (other, "purposive")
    place = Correction.objects.get(column="primary_unit")
    assert (place.old, place.new) == (old, other.site.code)
    assert list(row_hashes.row_faults(record.round)) == []


def test_a_place_where_the_interviewer_has_no_assignment_is_refused(record, person):
    elsewhere = (
        PrimaryUnit.objects.filter(round=record.round)
        .exclude(pk__in=decisions.places_for(record).values("pk"))
        .first()
    )
    with pytest.raises(Refused, match="no assignment"):
        decisions.correct(
            interview=record,
            primary_unit=elsewhere,
            design_class=record.design_class,
            by=person("coordinator"),
        )
    assert not Correction.objects.exists()


def test_the_same_interview_sent_again_after_a_correction_is_recognised(
    arrival, person
):
    from surveys.interviews import submission

    submission.submit_interview(**arrival)
    record = Interview.objects.get(interview_id=arrival["interview_id"])
    other = decisions.places_for(record).exclude(pk=record.primary_unit_id).first()
    decisions.correct(
        interview=record,
        primary_unit=other,
        design_class=record.design_class,
        by=person("coordinator"),
    )
    assert submission.submit_interview(**arrival).state == "already_received"


def test_withdrawing_takes_notes_corrections_and_flags_with_it(record, decide, person):
    decide(note="She said it was her sister")
    decisions.correct(
        interview=record,
        primary_unit=record.primary_unit,
        design_class="purposive",
        by=person("coordinator"),
    )
    withdrawal.withdraw_interview(interview=record, by=person("coordinator"))
    assert Decision.objects.get().note is None
    assert not Correction.objects.exists()


def test_a_withdrawn_interview_is_not_in_the_list(record, as_person, person):
    client = as_person("coordinator")
    address = reverse("interviews", args=[record.round.code])
    assert record.receipt in client.get(address).text
    withdrawal.withdraw_interview(interview=record, by=person("coordinator"))
    assert record.receipt not in client.get(address).text


def test_the_log_says_who_decided_and_never_the_note(decide):
    decide(note="something about somebody")
    entry = AuditEntry.objects.get(act="decided")
    assert "duplicate" in entry.detail
    assert "somebody" not in entry.detail


def test_the_database_holds_one_decision_in_force(record, decide):
    first = decide()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            interview=record,
            kind="accepted",
            state="in_force",
            by=first.by,
            made_at=timezone.now(),
        )


def test_the_database_holds_no_exclusion_without_a_reason(record, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            interview=record,
            kind="excluded",
            state="in_force",
            by=person("coordinator"),
            made_at=timezone.now(),
        )


def test_a_coordinator_excludes_an_interview_on_its_page(record, as_person):
    client = as_person("coordinator")
    page = client.get(reverse("interview", args=[record.interview_id]))
    address = reverse("interview-exclude", args=[record.interview_id])
    assert address in page.text
    form = client.get(address)
    assert "not a withdrawal" in form.text
    nothing = client.post(address, {"seen": form.context["seen"]})
    assert nothing.status_code == 422
    assert "Choose a reason." in nothing.text
    done = client.post(
        address, {"seen": form.context["seen"], "reason": "error", "note": "Not read"}
    )
    assert done.status_code == 302
    page = client.get(reverse("interview", args=[record.interview_id]))
    assert "Excluded: interviewer’s error" in page.text
    assert "Not read" in page.text


def test_the_state_contact_sees_answers_of_its_agency_and_no_decision(
    small_round, as_person, person
):
    record = Interview.objects.filter(version__instrument__source="authority").first()
    state = person("state")
    Interview.objects.filter(pk=record.pk).update(
        organisation=state.memberships.get().organisation
    )
    Decision.objects.create(
        interview=record,
        kind="look_again",
        state="in_force",
        by=person("coordinator"),
        made_at=timezone.now(),
    )
    page = as_person("state").get(reverse("interview", args=[record.interview_id]))
    assert page.status_code == 200
    assert "To be looked at" not in page.text
    assert person("coordinator").name not in page.text


@pytest.mark.parametrize("filters", ["flag=open", "decision=none", "first_day=x"])
def test_filters_show_what_they_say_and_wrong_ones_say_so(record, as_person, filters):
    client = as_person("coordinator")
    page = client.get(reverse("interviews", args=[record.round.code]) + "?" + filters)
    assert page.status_code == 200
    if filters == "flag=open":
        assert "No interview passes these filters." in page.text
    if filters == "first_day=x":
        assert "Choose a day that exists." in page.text


def test_the_next_page_goes_on_where_the_first_ended(record, as_person, monkeypatch):
    from surveys.interviews.decisions import interview_list

    monkeypatch.setattr(interview_list, "PAGE", 5)
    client = as_person("coordinator")
    address = reverse("interviews", args=[record.round.code])
    seen, rest = [], None
    while True:
        page = client.get(address + (f"?before={rest}" if rest else ""))
        seen += [line.interview.pk for line in page.context["lines"]]
        rest = page.context["rest"]
        if rest is None:
            break
    own = Interview.objects.filter(organisation=record.organisation, round=record.round)
    assert seen == list(own.order_by("-pk").values_list("pk", flat=True))


def test_a_round_that_was_open_cannot_stop_asking_two_people(small_round, person):
    from surveys.fieldwork import rounds

    terms = {
        name: getattr(small_round, name)
        for name in (
            *("legal_basis", "impact_assessment", "sharing_protocol"),
            *("withdrawal_until", "retention_until", "most_interviews_a_day"),
            "clinical_approval",
        )
    }
    by = person("coordinator")
    rounds.set_terms(round=small_round, exclusions_by_two=True, by=by, **terms)
    with pytest.raises(Refused, match="review body"):
        rounds.set_terms(round=small_round, exclusions_by_two=False, by=by, **terms)
    assert Round.objects.get(pk=small_round.pk).exclusions_by_two


@pytest.mark.parametrize("rounds", [1, 4])
def test_the_list_asks_few_questions_in_however_many_rounds_somebody_is(
    record, decide, as_person, person, rounds, django_assert_max_num_queries
):
    decide()
    mine = person("coordinator").memberships.get()
    for number in range(1, rounds):
        mine.pk = None
        mine.round = Round.objects.create(
            code=f"other-{number}",
            name="Other",
            country="XXA",
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate(),
            synthetic=True,
        )
        mine.save(force_insert=True)
    client = as_person("coordinator")
    address = reverse("interviews", args=[record.round.code])
    client.get(address)
    with django_assert_max_num_queries(24):
        client.get(address)


def test_the_counts_of_the_list_add_up_where_decisions_were_replaced(
    record, decide, small_round
):
    from surveys.interviews.decisions import interview_list

    Round.objects.update(exclusions_by_two=True)
    decide(Kind.LOOK_AGAIN)
    decide(Kind.ACCEPTED)
    decide()  # waits, while the one before is in force
    listed = Interview.objects.filter(round=small_round, revision=1)
    total = listed.count()
    assert interview_list.counts(listed) == {
        "total": total,
        "accepted": 1,
        "look_again": 0,
        "excluded": 0,
        "waiting": 1,
        "decided": 1,
        "open": total - 1,
    }


def test_the_filters_keep_what_was_chosen_and_offer_names_as_text(record, as_person):
    site = record.primary_unit.site
    client = as_person("coordinator")
    address = reverse("interviews", args=[record.round.code])
    page = client.get(address, {"place": site.code, "interviewer": record.by_id}).text
    assert '<select id="id_place" name="place">' in page
    assert f'<option value="{site.code}" selected>{site.code}</option>' in page
    assert f'<option value="{record.by_id}" selected>S-' in page
