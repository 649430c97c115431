"""ETH-21: a round is deleted on its day, by one command, with a certificate."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.models import Interview, RetentionRun, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(small_round):
    day = timezone.localdate() - timedelta(days=1)
    Round.objects.update(withdrawal_until=day, retention_until=day)
    return small_round


def run(*words, **options):
    out = StringIO()
    call_command("retention", *words, stdout=out, **options)
    return out.getvalue()


def test_eth21_without_apply_nothing_is_deleted(due):
    before = Interview.objects.exclude(answers={}).count()
    output = run()
    day = timezone.localdate() - timedelta(days=1)
    assert f"demo-2026: due {day}, {Interview.objects.count()} interviews" in output
    assert "Nothing was deleted" in output
    assert Interview.objects.exclude(answers={}).count() == before > 0
    assert not RetentionRun.objects.exists()


def test_eth21_the_round_is_deleted_and_certified(due, tmp_path):
    paper = tmp_path / "certificate.txt"
    output = run("--apply", certificate=paper)
    assert not Interview.objects.exclude(answers={}).exists()
    run_ = RetentionRun.objects.get()
    text = paper.read_text()
    assert text.strip() == output.strip()
    assert run_.fingerprint in text
    assert "(demo-2026)" in text
    last_copy = run_.run_at + timedelta(days=30)
    assert f"are deleted by: {last_copy:%Y-%m-%d}" in text
    assert f"Complete: {run_.counts['complete']}" in text
    assert not any(i.receipt in text for i in Interview.objects.all())
    assert run("--apply") == "No round is due to be deleted.\n"


def test_eth21_a_certificate_that_exists_is_not_written_over(due, tmp_path):
    paper = tmp_path / "certificate.txt"
    paper.write_text("of another round")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        run("--apply", certificate=paper)
    assert paper.read_text() == "of another round"
    assert not RetentionRun.objects.exists()


def test_eth21_a_certificate_that_cannot_be_written_stops_the_deletion(due, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run("--apply", certificate=tmp_path / "absent" / "c.txt")
    assert not RetentionRun.objects.exists()


def test_eth21_a_certificate_of_nothing_is_refused(due, tmp_path):
    with pytest.raises(CommandError, match="needs --apply"):
        run(certificate=tmp_path / "c.txt")


def test_eth21_a_round_whose_day_has_not_come_is_left_alone(small_round):
    assert run("--apply") == "No round is due to be deleted.\n"
    assert Interview.objects.exclude(answers={}).exists()
