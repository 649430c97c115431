"""Answers read by two processes of a Dask cluster give the same figures."""

import os
from io import StringIO

import pytest
from distributed import LocalCluster
from django.core.management import CommandError, call_command
from django.db import connection

from assessment.computation import on_cluster
from assessment.frames import interview_rows, interview_tables
from assessment.models import FigureSet
from surveys.exceptions import Refused
from surveys.models import Interview

STORED = ("figures", "statistics", "published_figures", "published_statistics")
BY = "reviewer@demo.test"


def compute(*options):
    out = StringIO()
    call_command("compute_figures", "demo-2026", "--by", BY, *options, stdout=out)
    return out.getvalue()


def stored_values():
    """Every value of the only set of figures; the set itself is deleted."""
    figure_set = FigureSet.objects.get()
    values = {}
    for name in STORED:
        rows = getattr(figure_set, name).order_by("pk")
        columns = [
            field.attname
            for field in rows.model._meta.fields
            if field.attname not in ("id", "figure_set_id")
        ]
        values[name] = list(rows.values_list(*columns))
    figure_set.delete()
    return values


@pytest.fixture
def cluster():
    """Two workers, each a process of its own on the database of the test."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        host="127.0.0.1",
        env=environment,
    ) as running:
        yield running


@pytest.mark.django_db(transaction=True)
def test_two_processes_read_the_answers_and_the_figures_are_the_same(
    small_round, cluster, monkeypatch
):
    assert "figures stored" in compute()
    values_of_one_process = stored_values()
    assert all(values_of_one_process.values())
    # Small parts, so that some hold no answer to a question that others do.
    monkeypatch.setattr(interview_tables, "INTERVIEWS_A_PART", 4)
    assert "figures stored" in compute("--dask", cluster.scheduler_address)
    assert stored_values() == values_of_one_process


@pytest.mark.django_db
def test_parts_read_here_are_the_table_of_all(small_round, monkeypatch):
    compute()
    at_once = stored_values()
    monkeypatch.setattr(interview_tables, "INTERVIEWS_A_PART", 3)
    compute()
    assert stored_values() == at_once


@pytest.mark.django_db
def test_an_interview_that_is_gone_before_its_answers_are_read_is_noticed(small_round):
    records = interview_rows.read_records(small_round, "migrant")
    Interview.objects.filter(interview_id=records[0].interview_id).update(revision=9)
    with pytest.raises(Refused, match="withdrawn while these figures"):
        interview_rows.with_answers(records)


@pytest.mark.django_db
def test_wrong_names_and_a_cluster_that_is_not_there_are_said(small_round, monkeypatch):
    monkeypatch.setattr(on_cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(CommandError, match="Nobody has the e-mail address"):
        call_command("compute_figures", "demo-2026", "--by", "nobody@demo.test")
    with pytest.raises(CommandError, match="only: demo-2026"):
        call_command("compute_figures", "demo-1999", "--by", BY)
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:9"):
        compute("--dask", "tcp://127.0.0.1:9")
