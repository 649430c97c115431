"""What was said can be taken back, and then it is nowhere."""

import re
import uuid
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import exceptions
from surveys.interviews import submission
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import new_code, read_code
from surveys.management.commands import run_queue
from surveys.models import (
    AuditEntry,
    Draft,
    Interview,
    Outcome,
    Quarantine,
    RetentionRun,
    Round,
    UrgentRisk,
    WaitingRisks,
    WithdrawalRequest,
)
from surveys.oversight import registers
from surveys.sealing import SealBroken
from tests.database_guards import bytes_on_disk
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


@pytest.fixture
def few_tries(settings):
    """Three tries an hour instead of a hundred."""
    limits = settings.ACCOUNT_RATE_LIMITS | {"withdraw": "3/h/key"}
    settings.ACCOUNT_RATE_LIMITS = limits


@pytest.fixture
def interview(small_round, person):
    interviews = Interview.objects.filter(
        by=person("interviewer"),
        outcome="complete",
        version__instrument__source="migrant",
    )
    return interviews.first()


@pytest.fixture
def code(interview, as_person):
    page = as_person("interviewer").post(reverse("give-code", args=[interview.receipt]))
    return page.context["code"]


def send(client, code, **more):
    return client.post(reverse("withdraw"), {"code": code}, **more)


def withdraw(client, code):
    """Send a code, and let the minute pass after which run_queue comes."""
    answer = send(client, code)
    call_command("run_queue")
    return answer


def body(response):
    """What a page says, without the token that differs each time."""
    return re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()
    )


def test_a_code_takes_everything_back_and_leaves_the_place_in_the_sample(
    interview, code, client
):
    client.logout()
    assert withdraw(client, code.replace(" ", "-")).status_code == 200
    left = Interview.objects.get(pk=interview.pk)
    assert (left.outcome, left.answers, left.sealed) == ("withdrawn", {}, None)
    assert (left.content_hash, left.withdrawal_hash) == ("", "")
    assert left.primary_unit == interview.primary_unit
    assert Round.objects.get().last_withdrawal_at is not None


def test_a_number_that_is_no_code_is_answered_like_one(interview, code, client):
    client.logout()
    wrong = withdraw(client, "0" * 11)
    assert Interview.objects.get(pk=interview.pk).outcome == "complete"
    right, again = withdraw(client, code), withdraw(client, code)
    assert wrong.status_code == right.status_code == again.status_code == 200
    assert body(wrong) == body(right) == body(again)
    assert "within 5 minutes" in body(right)


def test_the_code_of_an_interview_takes_the_same_queries_as_one_of_none(code, client):
    client.logout()
    sent = []
    for tried in (new_code(), new_code(), code):  # the first makes the count of tries
        with CaptureQueriesContext(connection) as queries:
            answer = send(client, tried)
        shapes = [re.sub(r"'[^']*'|[\d.]+", "?", query["sql"]) for query in queries]
        sent.append((shapes, answer.status_code, body(answer), dict(answer.headers)))
    assert sent[1] == sent[2]
    assert any("surveys_withdrawalrequest" in shape for shape in sent[2][0])
    assert not any("surveys_interview" in shape for shape in sent[2][0])


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "০", "၀", "០", "０"])
def test_a_code_may_be_typed_in_the_digits_of_any_script(interview, code, client, zero):
    client.logout()
    typed = "".join(
        chr(ord(zero) + int(digit)) if digit.isdecimal() else "\u200f–"
        for digit in code
    )
    assert withdraw(client, typed).status_code == 200
    assert Interview.objects.get(pk=interview.pk).outcome == "withdrawn"


def test_an_older_code_without_a_check_digit_still_takes_everything_back(
    interview, client
):
    hashed = withdrawal.code_hash("04151234567")
    Interview.objects.filter(pk=interview.pk).update(withdrawal_hash=hashed)
    assert withdraw(client, "041 5123-4567").status_code == 200
    assert Interview.objects.get(pk=interview.pk).outcome == "withdrawn"


def test_a_wrong_digit_is_told_at_once_and_what_was_typed_stays(
    interview, code, client
):
    client.logout()
    last = code[-1]
    wrong = code[:-1] + str((int(last) + 1) % 10)
    answer = withdraw(client, wrong)
    assert answer.status_code == 422
    assert "A digit of this code is wrong" in body(answer)
    assert f'value="{wrong}"' in body(answer)
    assert not WithdrawalRequest.objects.exists()
    assert Interview.objects.get(pk=interview.pk).outcome == "complete"


def test_a_request_of_the_last_day_counts_although_it_is_erased_after_midnight(
    interview, code, client
):
    client.logout()
    yesterday = timezone.now() - timedelta(days=1)
    Round.objects.update(withdrawal_until=timezone.localdate(yesterday))
    send(client, code)
    WithdrawalRequest.objects.update(asked_at=yesterday)
    call_command("run_queue")
    assert Interview.objects.get(pk=interview.pk).outcome == "withdrawn"
    assert not WithdrawalRequest.objects.exists()


def test_withdrawing_leaves_urgent_risks_as_there_is_no_link_to_follow(
    interview, code, client
):
    before = UrgentRisk.objects.count()
    client.logout()
    withdraw(client, code)
    assert UrgentRisk.objects.count() == before > 0


def test_the_page_says_in_both_languages_until_when_copies_exist(db, client, settings):
    settings.BACKUP_DAYS = 17
    english = client.get(reverse("withdraw"), headers={"accept-language": "en"})
    assert "are deleted within 17 days" in body(english)
    assert "are deleted within 17 days" in body(withdraw(client, "0" * 11))
    french = client.get(reverse("withdraw"), headers={"accept-language": "fr"})
    assert "sont supprimées dans les 17 jours" in body(french)


def test_a_code_is_shown_once_and_kept_nowhere(interview, code, as_person):
    client = as_person("interviewer")
    again = client.post(reverse("give-code", args=[interview.receipt]))
    assert again.status_code == 422
    assert "This interview already has a code" in body(again)
    done = body(client.get(reverse("done", args=[interview.receipt])))
    digits = code.replace(" ", "")
    assert code not in done
    assert digits not in done
    assert digits not in Interview.objects.get(pk=interview.pk).withdrawal_hash
    assert code.startswith("00")
    assert len(digits) == 13


def test_after_the_published_day_a_code_withdraws_nothing_and_says_the_same(
    interview, code, client
):
    before = Round.objects.get().withdrawal_until
    past = timezone.localdate() - timedelta(days=1)
    Round.objects.update(withdrawal_until=past)
    client.logout()
    late = withdraw(client, code)
    assert Interview.objects.get(pk=interview.pk).outcome == "complete"
    Round.objects.update(withdrawal_until=before)
    assert body(withdraw(client, code)) == body(late)


def test_a_hundred_people_of_one_connection_can_withdraw_in_an_hour(settings):
    assert settings.ACCOUNT_RATE_LIMITS["withdraw"] == "100/h/key"


def test_codes_cannot_be_tried_one_after_the_other(client, db, few_tries):
    tried = [send(client, new_code()) for _number in range(4)]
    assert [answer.status_code for answer in tried] == [200] * 3 + [429]
    assert "Too many codes were tried from your network" in body(tried[-1])
    assert WithdrawalRequest.objects.count() == 3


def test_what_cannot_be_a_code_is_not_counted_as_a_try(client, db, few_tries):
    for typed in ("", "a code", "12", "0" * 12, "0012345678900"):
        assert send(client, typed).status_code == 422
    assert send(client, new_code()).status_code == 200


def test_nobody_is_locked_out_by_the_tries_of_another_network(
    interview, code, client, few_tries
):
    client.logout()
    for address in ("2001:db8:1:2::", "192.0.2."):
        for number in range(1, 5):
            send(client, new_code(), REMOTE_ADDR=f"{address}{number}")
    for locked in ("2001:db8:1:2:ffff::1", "192.0.2.1", "::ffff:192.0.2.1"):
        for _try in range(3):
            last = send(client, new_code(), REMOTE_ADDR=locked)
        assert last.status_code == 429, locked
    assert send(client, code, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    call_command("run_queue")
    assert Interview.objects.get(pk=interview.pk).outcome == "withdrawn"


def test_nobody_reads_in_the_counts_from_where_codes_were_sent(client, db):
    send(client, new_code(), REMOTE_ADDR="192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        keys = str(cursor.fetchall())
    assert "withdraw" in keys
    for readable in ("192.0.2.77", "192.0.2.77/32"):
        assert readable not in keys
        assert sha256(readable.encode()).hexdigest() not in keys, "found by trying"


def test_the_log_of_a_withdrawal_names_no_interview(interview, code, client):
    client.logout()
    withdraw(client, code)
    entry = AuditEntry.objects.get(act="withdrawn")
    assert (entry.about, entry.by) == ("", None)
    assert entry.detail == '{"by":"code"}'


def test_a_copy_that_arrives_after_the_withdrawal_brings_nothing_back(
    interview, code, client, person
):
    client.logout()
    withdraw(client, code)
    receipt = submission.submit_interview(
        version=interview.version,
        answers={"x_place_safe": "yes", "x_consent": "yes", "m_age": "25_34"},
        interview_id=interview.interview_id,
        round=interview.round,
        site=interview.primary_unit.site,
        by=interview.by,
        stopped=True,
    )
    assert receipt.state == "withdrawn"
    assert not Quarantine.objects.exists()
    assert Interview.objects.get(pk=interview.pk).answers == {}


def test_withdrawing_takes_the_quarantined_copy_with_it(interview, code, client):
    receipt = submission.submit_interview(
        version=interview.version,
        answers={"x_place_safe": "no"},
        interview_id=interview.interview_id,
        round=interview.round,
        site=interview.primary_unit.site,
        by=interview.by,
    )
    assert receipt.state == "quarantined"
    assert Quarantine.objects.count() == 1
    client.logout()
    withdraw(client, code)
    assert not Quarantine.objects.exists()


def test_a_coordinator_withdraws_by_reference_for_a_person_who_asks(
    interview, as_person
):
    address = reverse("withdraw-interview")
    fields = {"reference": f" {interview.receipt.lower().replace('-', ' – ')} "}
    client = as_person("coordinator")
    assert client.post(address, fields).status_code == 422  # nobody asked for it
    assert client.post(address, fields | {"confirmation": "on"}).status_code == 302
    assert Interview.objects.get(pk=interview.pk).outcome == "withdrawn"
    assert AuditEntry.objects.get(act="withdrawn").by.email == "coordinator@demo.test"


def test_a_coordinator_withdraws_no_interview_of_another_organisation(
    small_round, as_person
):
    other = Interview.objects.filter(organisation__code="legal-aid").first()
    client = as_person("coordinator")
    fields = {"reference": other.receipt, "confirmation": "on"}
    refused = client.post(reverse("withdraw-interview"), fields)
    nowhere = client.post(
        reverse("withdraw-interview"), {"reference": "ZZZZ-ZZZZ", "confirmation": "on"}
    )
    assert refused.status_code == nowhere.status_code == 422
    text = body(refused).replace(other.receipt, "")
    assert text == body(nowhere).replace("ZZZZ-ZZZZ", "")
    assert Interview.objects.get(pk=other.pk).outcome != "withdrawn"


def test_a_withdrawn_interview_is_not_there_for_anyone(interview, code, as_person):
    withdrawal.request_withdrawal(code=read_code(code))
    withdrawal.erase_requested()
    for name in ("analyst", "reviewer", "coordinator", "state"):
        page = as_person(name).get(reverse("interview", args=[interview.interview_id]))
        assert page.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_was_withdrawn_is_not_in_the_database_file(small_round, person, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps old rows until it vacuums; SECURITY.md says so")
    interview = Interview.objects.filter(outcome="complete").first()
    canary = f"canary{uuid.uuid4().hex}"
    Interview.objects.filter(pk=interview.pk).update(answers={"m_age": canary})
    path = connection.settings_dict["NAME"]
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert canary.encode() in bytes_on_disk(path)
    withdrawal.withdraw_interview(interview=interview, by=person("coordinator"))
    for file in (path, f"{path}-wal"):
        assert canary.encode() not in bytes_on_disk(file)


def test_urgent_risks_lie_apart_and_lead_to_nobody(small_round):
    interviews = Interview.objects.filter(outcome__in=("complete", "stopped"))
    assert UrgentRisk.objects.exists()
    assert not interviews.filter(answers__has_key="x_urgent").exists()
    assert not interviews.filter(answers__has_key="x_refer").exists()
    links = {field.name for field in UrgentRisk._meta.get_fields()}
    assert links == {"id", "round", "site", "kind", "answer", "day", "afternoon"}


def test_at_the_end_of_retention_answers_go_and_a_certificate_stays(
    small_round, person
):
    with pytest.raises(exceptions.Refused, match="still to come"):
        registers.end_retention(round=small_round)
    Round.objects.update(
        withdrawal_until=timezone.localdate() - timedelta(days=9),
        retention_until=timezone.localdate() - timedelta(days=1),
    )
    before = Interview.objects.count()
    WaitingRisks.objects.create(round=small_round, body=b"sealed")
    assert registers.overdue_rounds() == [Round.objects.get()]
    run = registers.end_retention(round=Round.objects.get())
    assert sum(n for k, n in run.counts.items() if k in Outcome.values) == before
    assert not Interview.objects.exclude(answers={}, sealed=None).exists()
    assert not Draft.objects.exists()
    assert not UrgentRisk.objects.exists()
    assert not WaitingRisks.objects.exists()
    assert registers.overdue_rounds() == []
    with pytest.raises(exceptions.Refused):
        registers.end_retention(round=Round.objects.get())
    assert RetentionRun.objects.count() == 1


def test_withdrawing_and_opening_ask_once_more_who_is_there(interview, person, client):
    signed_in(client, person("coordinator"), ago=600)
    fields = {"reference": interview.receipt, "confirmation": "on"}
    answer = client.post(reverse("withdraw-interview"), fields)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Interview.objects.get(pk=interview.pk).outcome == "complete"
    signed_in(client, person("custodian1"), ago=600)
    for name in ("custody-key", "opening-ask"):
        answer = client.get(reverse(name, args=[interview.round.code]))
        assert answer.url.startswith(reverse("account_reauthenticate"))


def test_a_risk_that_cannot_be_filed_keeps_nobody_from_being_erased(
    client, code, interview, monkeypatch
):
    def fail():
        raise SealBroken

    monkeypatch.setattr(run_queue, "file_waiting_risks", fail)
    send(client, code)
    with pytest.raises(SealBroken):
        call_command("run_queue")
    interview.refresh_from_db()
    assert (interview.outcome, interview.answers) == (Outcome.WITHDRAWN, {})
