"""A stored interview that was changed, deleted or added in the database shows."""

import random
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys.fieldwork.rounds import close_round
from surveys.interviews.row_hashes import RowFault, count_hash, row_faults
from surveys.interviews.withdrawals.withdrawal import give_code, withdraw_interview
from surveys.models import AuditEntry, Interview, Organisation, Person, Round, SealedKey
from surveys.oversight.registers import delete_answers

CHANGES = {
    "answers": lambda row: row.answers | {"m_age": "a61"},
    "sealed": lambda row: {"m_other": "bm90aGluZw=="},
    "outcome": lambda row: "complete" if row.outcome == "stopped" else "stopped",
    "held_on": lambda row: row.held_on - timedelta(days=1),
    "by": lambda row: Person.objects.exclude(pk=row.by_id).first(),
    "organisation": lambda row: Organisation.objects.exclude(
        pk=row.organisation_id
    ).first(),
    "interview_id": lambda row: uuid.uuid4(),
    "design_class": lambda row: "other",
    "withdrawal_hash": lambda row: uuid.uuid4().hex,
    "content_hash": lambda row: uuid.uuid4().hex,
    "receipt": lambda row: "AAAA-AAAA",
    "row_hash": lambda row: count_hash(row.round_id, row.number),
}


def faults(round):
    return list(row_faults(Round.objects.get(pk=round.pk)))


def delete(rows):
    SealedKey.objects.filter(interview__in=rows).delete()
    rows.delete()


def test_fifty_changed_and_three_deleted_rows_are_found(small_round):
    assert faults(small_round) == []
    rows = Interview.objects.filter(round=small_round, outcome="complete")
    chosen = random.Random(16).sample(list(rows), 53)
    columns = list(CHANGES)
    for position, row in enumerate(chosen[:50]):
        column = columns[position % len(columns)]
        change = {column: CHANGES[column](row)}
        if column == "sealed":
            change["sealed_format"] = 2
        Interview.objects.filter(pk=row.pk).update(**change)
    delete(Interview.objects.filter(pk__in=[row.pk for row in chosen[50:]]))

    expected = [(row.number, "changed") for row in chosen[:50]]
    expected += [(row.number, "missing") for row in chosen[50:]]
    assert sorted((f.number, f.kind) for f in faults(small_round)) == sorted(expected)
    errors = StringIO()
    with pytest.raises(CommandError, match="53 problems"):
        call_command("verify_audit", stdout=StringIO(), stderr=errors)
    gone = chosen[50].number
    assert f"{small_round.code}: interview {gone} is missing" in errors.getvalue()


def test_the_last_interviews_are_missed_even_where_the_count_was_set_back(small_round):
    last = Round.objects.get(pk=small_round.pk).interviews_received
    delete(Interview.objects.filter(round=small_round, number__gt=last - 2))
    assert faults(small_round) == [
        RowFault(last - 1, "missing"),
        RowFault(last, "missing"),
    ]
    Round.objects.filter(pk=small_round.pk).update(interviews_received=last - 2)
    assert faults(small_round) == [RowFault(0, "count")]
    delete(Interview.objects.filter(round=small_round))
    for hash_ in ("", "0" * 64):
        Round.objects.filter(pk=small_round.pk).update(
            interviews_received=0, received_hash=hash_
        )
        assert faults(small_round) == [RowFault(0, "count")]


def test_rows_that_were_swapped_or_added_are_found(small_round):
    first, second = Interview.objects.filter(round=small_round).order_by("number")[:2]
    last = Round.objects.get(pk=small_round.pk).interviews_received
    for row, other in ((first, second), (second, first)):
        Interview.objects.filter(pk=row.pk).update(answers=other.answers)
    for number in (None, last + 1):
        first.pk, first.interview_id, first.number = None, uuid.uuid4(), number
        first.withdrawal_hash = ""
        first.save(force_insert=True)
    assert faults(small_round) == [
        RowFault(1, "changed"),
        RowFault(2, "changed"),
        RowFault(last + 1, "added"),
        RowFault(0, "unnumbered"),
    ]


def test_what_the_product_itself_changes_is_no_fault(small_round, person):
    rows = Interview.objects.filter(round=small_round, answers__has_key="m_age")
    coded, withdrawn = rows.order_by("number")[:2]
    give_code(interview=coded, by=coded.by)
    withdraw_interview(interview=withdrawn, by=person("coordinator"))
    assert faults(small_round) == []
    close_round(round=small_round, by=person("coordinator"))
    assert faults(small_round) == []
    closed = AuditEntry.objects.get(act="round_closed")
    received = Interview.objects.filter(round=small_round).count()
    assert closed.detail == f'{{"interviews_received":{received}}}'
    delete_answers(round=small_round)
    assert faults(small_round) == []
    output = StringIO()
    call_command("verify_audit", stdout=output)
    assert "The stored interviews are complete." in output.getvalue()


def test_a_hash_is_of_the_key_of_this_server(small_round, settings):
    from surveys import sealing

    row = Interview.objects.filter(round=small_round).first()
    settings.DRAFT_KEY = sealing.new_key()
    assert RowFault(row.number, "changed") in faults(small_round)
    assert RowFault(0, "count") in faults(small_round)
