"""The moves of the three axes, from their tables, and who may make them."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import (
    Axis,
    FollowUp,
    Recommendation,
    RecommendationState,
    Response,
    Status,
)
from assessment.recommendations import answers, drafting, states
from assessment.recommendations.authorities import plan_action
from assessment.recommendations.drafting import EvidenceLine
from assessment.recommendations.progress import judge_progress
from surveys.exceptions import Refused
from surveys.models import Membership
from surveys.models.audit import AuditEntry
from tests.assessment.recommendations.conftest import day

STATES = (*Response, "late")
WORDS = {"owner": "Head of unit", "next_step": "A form", "next_step_by": day(30)}


def bring_to(addressee, response, by):
    """The addressee, brought to a response by way of the writers."""
    if response == Response.NO_RESPONSE:
        Recommendation.objects.update(respond_by=day(-1))
        addressee.recommendation.refresh_from_db()
    elif response == Response.ACKNOWLEDGED:
        answers.acknowledge(addressee=addressee, by=by)
    elif response != Response.WAITING:
        answers.respond(addressee=addressee, response=response, reason="why", by=by)
    assert answers.answer_of(addressee).response == response


@pytest.mark.parametrize(("before", "after"), list(product(Response, Response)))
def test_a_response_moves_as_the_table_says(issued, members, before, after):
    addressee = issued(days_ago=5).addressees.get()
    bring_to(addressee, before, members["sam"])
    act = lambda: answers.respond(  # noqa: E731 - it is called in two ways
        addressee=addressee, response=after, reason="why", by=members["sam"]
    )
    if after in states.RESPONSES[before]:
        act()
        assert answers.answer_of(addressee).response == after
        return
    with pytest.raises(Refused):
        act()
    assert answers.answer_of(addressee).response == before


@pytest.mark.parametrize(("before", "after"), list(product(("", *Status), Status)))
def test_what_is_done_moves_as_the_table_says(issued, members, before, after):
    addressee = issued().addressees.get()
    if before:
        answers.report_status(
            addressee=addressee, status=before, words="w", by=members["sam"], **WORDS
        )
    act = lambda: answers.report_status(  # noqa: E731
        addressee=addressee, status=after, words="w", by=members["sam"], **WORDS
    )
    if after in states.STATUSES[before]:
        act()
        assert answers.answer_of(addressee).status == after
        return
    with pytest.raises(Refused, match="Choose another one"):
        act()


@pytest.mark.parametrize(
    ("state", "progress"),
    list(product(states.LIVES[RecommendationState.ISSUED], states.JUDGEMENTS)),
)
def test_what_is_closed_as_done_has_good_progress(issued, members, state, progress):
    row = issued()
    judge_progress(
        recommendation=row, progress=progress, words="seen", by=members["leila"]
    )
    close = lambda: drafting.close_recommendation(  # noqa: E731
        recommendation=row, state=state, words="why", by=members["leila"]
    )
    may_be = state in ("closed_superseded", "withdrawn") or (
        state == "closed_implemented" and progress == "good"
    )
    if not may_be:
        with pytest.raises(Refused):
            close()
        return
    close()
    for act in (
        lambda: judge_progress(
            recommendation=row, progress="good", words="w", by=members["leila"]
        ),
        lambda: answers.respond(
            addressee=row.addressees.get(), response="accepted", by=members["sam"]
        ),
        lambda: drafting.amend_recommendation(
            recommendation=row,
            text_en="a",
            text_fr="b",
            reason_en="c",
            reason_fr="d",
            by=members["leila"],
        ),
    ):
        with pytest.raises(Refused, match="closed"):
            act()


@pytest.mark.parametrize("response", ["partly_accepted", "noted", "rejected"])
def test_who_does_not_accept_all_of_it_gives_a_reason(issued, members, response):
    addressee = issued().addressees.get()
    with pytest.raises(Refused, match="Give a reason"):
        answers.respond(
            addressee=addressee, response=response, reason=" ", by=members["sam"]
        )


def test_work_under_way_has_an_owner_a_step_and_a_day(issued, members):
    addressee = issued().addressees.get()
    for missing in WORDS:
        values = WORDS | {missing: None if missing == "next_step_by" else ""}
        with pytest.raises(Refused, match="who is in charge"):
            answers.report_status(
                addressee=addressee, status="in_progress", by=members["sam"], **values
            )


def test_the_body_says_that_it_wrote_down_the_answer_of_an_authority(issued, members):
    row = issued(days_ago=9)
    line = answers.record_response(
        addressee=row.addressees.get(),
        response="noted",
        reason="No money",
        on=day(-2),
        by=members["leila"],
    )
    assert (line.on_behalf, line.party, line.on) == (True, "review", day(-2))
    with pytest.raises(Refused, match="future"):
        answers.record_response(
            addressee=row.addressees.get(),
            response="accepted",
            on=day(1),
            by=members["leila"],
        )


def test_the_body_never_says_what_an_authority_has_done(issued, members):
    with pytest.raises(Refused, match="Only a contact of this authority"):
        answers.report_status(
            addressee=issued().addressees.get(),
            status="implemented",
            by=members["leila"],
        )


@pytest.mark.parametrize("name", ["sam", "rita", "cora"])
def test_nobody_but_the_body_judges_progress(issued, members, name):
    with pytest.raises(Refused, match="Only a member of the review body"):
        judge_progress(
            recommendation=issued(), progress="good", words="w", by=members[name]
        )


def test_who_reported_for_the_state_never_judges_later(issued, members):
    """A focal point who changes sides: the old membership ended, the party changed."""
    row = issued()
    answers.report_status(
        addressee=row.addressees.get(),
        status="implemented",
        by=members["sam"],
    )
    Membership.objects.filter(person=members["sam"]).delete()
    Membership.objects.create(
        person=members["sam"],
        organisation=members["leila"].memberships.get().organisation,
        party="review",
        role="reviewer",
        round=row.round,
    )
    with pytest.raises(Refused, match="You answered for an authority"):
        judge_progress(
            recommendation=row, progress="good", words="w", by=members["sam"]
        )


def test_who_judged_never_reports_for_the_state_later(issued, members):
    row = issued()
    judge_progress(recommendation=row, progress="good", words="w", by=members["noor"])
    Membership.objects.filter(person=members["noor"]).delete()
    Membership.objects.create(
        person=members["noor"],
        organisation=members["sam"].memberships.get().organisation,
        party="state",
        role="state_focal_point",
        round=row.round,
    )
    with pytest.raises(Refused, match="You judged progress"):
        answers.report_status(
            addressee=row.addressees.get(), status="implemented", by=members["noor"]
        )


def test_every_move_is_in_the_log_with_role_day_and_evidence(issued, members):
    row = issued(days_ago=3)
    addressee = row.addressees.get()
    answers.acknowledge(addressee=addressee, by=members["sam"])
    answers.hand_in(
        addressee=addressee,
        response="accepted",
        status="in_progress",
        evidence="Circular 8",
        by=members["sam"],
        **WORDS,
    )
    answers.observe(recommendation=row, words="A start.", by=members["rita"])
    judge_progress(
        recommendation=row, progress="reasonable", words="w", by=members["leila"]
    )
    lines = [(line.axis, line.value, line.role) for line in row.follow_ups.all()]
    assert lines == [
        ("life", "issued", "reviewer"),
        ("response", "acknowledged", "state_focal_point"),
        ("response", "accepted", "state_focal_point"),
        ("status", "in_progress", "state_focal_point"),
        ("observation", "observed", "reader"),
        ("progress", "reasonable", "reviewer"),
    ]
    assert row.follow_ups.get(axis="status").evidence == "Circular 8"
    acts = AuditEntry.objects.filter(about=f"recommendation:{row.pk}")
    assert acts.count() == 7  # the draft, too


# -- deadlines ---------------------------------------------------------------------


def test_the_deadline_is_sixty_days_unless_another_one_is_set(issued):
    assert issued().respond_by == day(60)
    assert issued(respond_by=day(10)).respond_by == day(10)


def test_no_response_comes_by_itself_the_day_after_the_deadline(issued):
    row = issued(days_ago=30, respond_by=day(0))
    addressee = row.addressees.get()
    assert answers.answer_of(addressee).response == "waiting"
    Recommendation.objects.update(respond_by=day(-1))
    addressee.recommendation.refresh_from_db()
    answer = answers.answer_of(addressee)
    assert (answer.response, answer.late) == ("no_response", 1)


def test_the_passed_deadline_is_recorded_once_and_never_of_who_answered(
    issued, members
):
    late = issued(days_ago=30, respond_by=day(-4))
    answered = issued(days_ago=30, respond_by=day(-4))
    answers.record_response(
        addressee=answered.addressees.get(),
        response="accepted",
        on=day(-6),
        by=members["leila"],
    )
    issued()  # its deadline is ahead
    today = timezone.localdate()
    assert answers.record_passed_deadlines(today=today) == 1
    assert answers.record_passed_deadlines(today=today) == 0
    line = FollowUp.objects.get(value="no_response")
    assert (line.recommendation, line.on, line.by) == (late, day(-4), None)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_late_answer_stays_late_by_so_many_days(issued, members, recorded):
    row = issued(days_ago=30, respond_by=day(-4))
    addressee = row.addressees.get()
    if recorded:
        answers.record_passed_deadlines(today=timezone.localdate())
    line = answers.respond(addressee=addressee, response="accepted", by=members["sam"])
    assert line.days_late == 4
    answer = answers.answer_of(addressee)
    assert (answer.response, answer.late) == ("accepted", 4)
    assert answers.record_passed_deadlines(today=timezone.localdate()) == 0


def test_a_letter_in_time_that_is_recorded_late_is_not_late(issued, members):
    row = issued(days_ago=30, respond_by=day(-4))
    answers.record_passed_deadlines(today=timezone.localdate())
    answers.record_response(
        addressee=row.addressees.get(),
        response="accepted",
        on=day(-10),
        by=members["leila"],
    )
    answer = answers.answer_of(row.addressees.get())
    assert (answer.response, answer.late) == ("accepted", 0)


# -- what the database refuses -----------------------------------------------------

LINE = {
    "axis": Axis.PROGRESS,
    "value": "good",
    "party": "review",
    "words": "seen",
    "on": day(0),
    "at": timezone.now(),
}


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"value": "accepted"}, "follow_up_value_is_of_its_axis"),
        ({"party": "state"}, "follow_up_progress_is_judged_by_the_body_with_words"),
        ({"words": ""}, "follow_up_progress_is_judged_by_the_body_with_words"),
        (
            {"axis": "status", "value": "implemented", "addressee": True},
            "follow_up_status_is_said_by_the_state",
        ),
        (
            {
                "axis": "response",
                "value": "noted",
                "party": "state",
                "words": "",
                "addressee": True,
            },
            "follow_up_response_that_does_not_accept_has_a_reason",
        ),
        (
            {"axis": "response", "value": "accepted", "addressee": True},
            "follow_up_response_written_by_the_body_says_so",
        ),
        (
            {"axis": "response", "value": "accepted", "party": "state"},
            "follow_up_answer_is_of_an_addressee",
        ),
        (
            {"axis": "observation", "value": "observed"},
            "follow_up_observation_is_of_civil_society",
        ),
        (
            {"axis": "life", "value": "withdrawn", "party": "state"},
            "follow_up_life_is_of_the_review_body",
        ),
        ({"by": None}, "follow_up_is_by_somebody_but_for_no_response"),
        ({"days_late": 2}, "follow_up_is_late_by_a_day_at_least"),
        ({"read_at": timezone.now()}, "follow_up_is_read_by_somebody_at_a_time"),
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(issued, members, wrong, constraint):
    row = issued()
    values = {**LINE, "by": members["leila"], **wrong}
    if values.pop("addressee", None):
        values["addressee"] = row.addressees.get()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        FollowUp.objects.create(recommendation=row, **values)
    assert constraint in str(refused.value)


def test_the_database_keeps_one_passed_deadline_of_an_addressee(issued):
    issued(days_ago=30, respond_by=day(-4))
    answers.record_passed_deadlines(today=timezone.localdate())
    line = FollowUp.objects.get(value="no_response")
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"state": "lost"}, "recommendation_state_is_known"),
        (
            {"state": "closed_implemented"},
            "recommendation_closed_as_done_has_good_progress",
        ),
        ({"issued_on": None}, "recommendation_issued_has_a_day_and_a_deadline"),
        ({"respond_by": None}, "recommendation_issued_has_a_day_and_a_deadline"),
        ({"progress": "fine"}, "recommendation_progress_is_known"),
        ({"kind": "fine"}, "recommendation_kind_is_known"),
        ({"gcm_objective": 24}, "recommendation_objective_is_of_the_compact"),
        (
            {"state": "draft", "issued_on": None, "progress": "good"},
            "recommendation_draft_is_not_judged",
        ),
    ],
)
def test_the_database_refuses_a_recommendation_that_cannot_be(
    issued, wrong, constraint
):
    row = issued()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(**wrong)
    assert constraint in str(refused.value)


def test_the_database_knows_no_recommendation_that_is_its_own_parent(issued):
    row = issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(parent=row.pk)


def test_the_database_numbers_once(issued):
    first, second = issued(), issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=second.pk).update(number=first.number)


def twice(row):
    row.pk = None
    row.save(force_insert=True)


@pytest.mark.parametrize(
    ("break_it", "constraint"),
    [
        (lambda row: twice(row.addressees.get()), "addressee"),
        (lambda row: twice(row.groups.get()), "concernedgroup"),
        (lambda row: twice(row.evidence.get()), "evidence"),
        (lambda row: twice(row.texts.get()), "recommendationtext"),
        (
            lambda row: row.groups.update(group="cats"),
            "concerned_group_is_of_the_list",
        ),
        (
            lambda row: row.evidence.update(text_fr=""),
            "evidence_has_words_in_both_languages",
        ),
        (
            lambda row: row.evidence.update(link="javascript:alert(1)"),
            "evidence_link_is_an_address_of_the_web",
        ),
        (
            lambda row: row.authorities.update(name_fr=""),
            "authority_has_a_name_in_both_languages",
        ),
        (
            lambda row: row.actions.update(owner=""),
            "action_has_a_title_steps_and_an_owner",
        ),
    ],
)
def test_the_database_refuses_parts_that_cannot_be(
    issued, members, break_it, constraint
):
    row = issued(
        groups=("women",), evidence=[EvidenceLine("en", "fr", figure="CHD-02")]
    )
    plan_action(
        round=row.round,
        authority=row.authorities.get(),
        recommendations=[row],
        title="t",
        steps="s",
        owner="o",
        due_on=day(9),
        by=members["sam"],
    )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        break_it(row)
    assert constraint in str(refused.value)


def test_one_is_made_again_once_in_a_round_by_the_database(drafted, issued):
    row = issued()
    first, second = drafted(), drafted()
    Recommendation.objects.filter(pk=first.pk).update(parent=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=second.pk).update(parent=row)
