"""An urgent risk reaches the protection contact; nothing joins it to an interview."""

import random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys.fieldwork import rounds
from surveys.interviews import urgent_risks
from surveys.interviews.finishing import take_back
from surveys.interviews.submission import submit_interview
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.models import Interview, Outcome, UrgentRisk, WaitingRisks
from tests.surveys.sealed_answers.interviews import arrival_from

pytestmark = pytest.mark.django_db
# In the order in which the database returns risks: only a shuffle can change it.
KINDS = ["child", "medical", "removal", "reprisal", "selfharm", "traf"]
ROW_ORDER = {"sqlite": "rowid", "postgresql": "ctid"}


@pytest.fixture
def hand_in(empty_round, person, monkeypatch):
    """hand_in(*kinds) → an interview in the morning in which these risks were told."""
    morning = timezone.localtime().replace(hour=9)
    monkeypatch.setattr(urgent_risks, "half_day", lambda _now: rounds.half_day(morning))

    def give(*kinds):
        arrival = arrival_from(person("interviewer"))
        arrival["answers"] |= {"x_urgent": list(kinds) or ["none"], "x_refer": "acc"}
        submit_interview(**arrival)

    return give


def kinds_by(order):
    """The kinds of the stored risks, by where or when their rows were written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind FROM surveys_urgentrisk ORDER BY {order}")  # noqa: S608
        return [kind for (kind,) in cursor.fetchall()]


def test_a_risk_is_with_the_protection_contact_after_the_next_minute(
    hand_in, as_person
):
    hand_in("medical", "child")
    assert not UrgentRisk.objects.exists()
    call_command("run_queue")
    page = as_person("protection").get(reverse("urgent"))
    assert {risk.kind for risk in page.context["risks"]} == {"medical", "child"}
    assert {risk.answer for risk in page.context["risks"]} == {"acc"}
    assert not WaitingRisks.objects.exists()


def test_rows_do_not_lie_in_the_order_of_the_interviews(hand_in):
    """Also where the minute's job comes after each single interview."""
    dice = random.Random(2)
    for kind in KINDS:
        hand_in(kind)
        file_waiting_risks(shuffle=dice.shuffle)
    written = kinds_by(ROW_ORDER[connection.vendor])
    assert sorted(written) == KINDS
    assert written not in (KINDS, KINDS[::-1])


def test_a_key_is_random_and_new_whenever_the_half_day_is_written(hand_in):
    hand_in("medical")
    file_waiting_risks()
    before = UrgentRisk.objects.get().pk
    hand_in()
    file_waiting_risks()
    now = UrgentRisk.objects.get().pk
    assert now != before
    assert now.version == 4, "random, neither of a time nor of a counter"


def test_a_later_interview_without_a_risk_makes_all_of_the_half_day_as_new(hand_in):
    """So the time of writing does not say in which interview somebody was in danger."""
    hand_in("medical")
    file_waiting_risks(shuffle=lambda risks: None)
    hand_in("child")
    file_waiting_risks(shuffle=list.reverse)
    assert kinds_by(ROW_ORDER[connection.vendor]) == ["child", "medical"]
    hand_in()
    file_waiting_risks(shuffle=list.reverse)
    assert kinds_by(ROW_ORDER[connection.vendor]) == ["medical", "child"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xmin::text::bigint FROM surveys_urgentrisk")
            ((written_by,),) = cursor.fetchall()
            cursor.execute("SELECT max(xmin::text::bigint) FROM surveys_interview")
            assert written_by > cursor.fetchone()[0]


def test_while_it_waits_a_risk_looks_like_none(hand_in):
    hand_in()
    hand_in("medical")
    hand_in(*KINDS)
    bodies = [bytes(row.body) for row in WaitingRisks.objects.all()]
    assert len(bodies) == Interview.objects.count() == 3
    assert len({len(body) for body in bodies}) == 1
    assert not any(b"medical" in body for body in bodies)


AGREED = {
    **{"x_place_safe": "yes", "x_private": "full", "x_interp": "none"},
    **{"x_understood": "yes", "x_consent": "yes"},
}
IN_DANGER = {"x_distress": "marked", "x_urgent": ["medical"], "x_refer": "acc"}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"x_place_safe": "no"}, Outcome.UNSAFE),
        ({**AGREED, "x_interp": "needed_none"}, Outcome.UNSAFE),
        ({**AGREED, "x_consent": "no"}, Outcome.REFUSED),
        (
            {**AGREED, "x_understood": "no", "x_understood_again": "no"},
            Outcome.UNCLEAR,
        ),
        ({**AGREED, "m_age": "u18"}, Outcome.TOO_YOUNG),
        ({**AGREED, "x_still_ok": "no"}, Outcome.TAKEN_BACK),
    ],
)
def test_who_is_in_danger_is_not_forgotten_though_nothing_else_is_kept(
    empty_round, person, answers, outcome
):
    arrival = arrival_from(person("interviewer"))
    arrival["answers"] = {**answers, **IN_DANGER}
    submit_interview(**arrival)
    interview = Interview.objects.get()
    assert (interview.outcome, interview.answers) == (outcome, {})
    assert interview.sealed is None
    file_waiting_risks()
    risk = UrgentRisk.objects.get()
    assert (risk.kind, risk.answer) == ("medical", "acc")


def test_a_risk_that_the_list_does_not_hold_is_not_kept(empty_round, person):
    arrival = arrival_from(person("interviewer"))
    arrival["answers"] = {**AGREED, "x_consent": "no", "x_urgent": ["a name"]}
    submit_interview(**arrival)
    file_waiting_risks()
    assert not UrgentRisk.objects.exists()


def test_erasing_everything_keeps_that_somebody_is_in_danger(start):
    draft = start(**AGREED, **IN_DANGER, m_age="a25")
    take_back(draft_id=draft.pk, by=draft.by)
    assert Interview.objects.get().answers == {}
    file_waiting_risks()
    assert UrgentRisk.objects.get().kind == "medical"


def test_no_column_joins_a_risk_to_an_interview(hand_in):
    fields = {field.name for field in UrgentRisk._meta.get_fields()}
    assert fields == {"id", "round", "site", "kind", "answer", "day", "afternoon"}
    fields = {field.name for field in WaitingRisks._meta.get_fields()}
    assert fields == {"id", "round", "body", "waiting_since"}


def test_other_half_days_stay_as_they_are(hand_in, monkeypatch):
    hand_in("medical")
    file_waiting_risks()
    morning = UrgentRisk.objects.get()
    evening = timezone.localtime().replace(hour=18)
    monkeypatch.setattr(urgent_risks, "half_day", lambda _now: rounds.half_day(evening))
    hand_in("child")
    file_waiting_risks()
    assert UrgentRisk.objects.get(afternoon=False).pk == morning.pk
    assert UrgentRisk.objects.get(afternoon=True).kind == "child"


@pytest.mark.django_db(transaction=True)
def test_postgresql_keeps_no_older_version_of_a_row(hand_in):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite overwrites what it deletes: PRAGMA secure_delete")
    hand_in("medical")
    with CaptureQueriesContext(connection) as queries:
        call_command("run_queue")
    statements = [query["sql"] for query in queries]
    assert "VACUUM surveys_urgentrisk, surveys_waitingrisks" in statements
