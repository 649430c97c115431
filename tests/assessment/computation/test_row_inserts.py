"""Rows that are inserted with one statement are those that the ORM would store."""

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from assessment.computation.row_inserts import insert_rows
from assessment.models import Figure


def rows(figure_set):
    stored = list(Figure.objects.filter(figure_set=figure_set))
    for row in stored:
        row.pk = None
    return stored


def test_every_column_is_read_again_as_it_was(computed):
    before = {str(row): model_to_dict(row, exclude=["id"]) for row in rows(computed)}
    copies = rows(computed)
    Figure.objects.filter(figure_set=computed).delete()
    insert_rows(copies)
    after = Figure.objects.filter(figure_set=computed)
    assert {str(row): model_to_dict(row, exclude=["id"]) for row in after} == before
    assert any(row.nonresponse for row in after), "a column of JSON is among them"


def test_the_constraints_of_the_database_hold(computed):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows(computed))  # each is there already


def test_nothing_to_insert_is_no_statement(computed, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
