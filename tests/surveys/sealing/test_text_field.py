"""What staff write is ciphertext in the database and text on the row."""

import base64
import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from surveys import sealing
from surveys.models import Feedback, Incident
from surveys.sealing.sealed_columns import SEALED_FIELDS
from surveys.sealing.text_field import SealedText

pytestmark = pytest.mark.django_db
WORD = "a-tablet-was-searched"


@pytest.fixture
def incident(empty_round, person):
    return Incident.objects.create(
        round=empty_round,
        kind="loss",
        what=WORD,
        noticed_at=timezone.now(),
        by=person("coordinator"),
    )


def column(row, name):
    with connection.cursor() as cursor:
        table = row._meta.db_table
        query = f"select {name} from {table} where id = %s"  # noqa: S608 - our names
        cursor.execute(query, [row.pk])
        value = cursor.fetchone()[0]
    return value.encode() if isinstance(value, str) else bytes(value)


def test_the_row_reads_as_text_and_the_column_holds_none_of_it(incident):
    again = Incident.objects.get()
    assert again.what == WORD
    assert again.told_whom is None
    content = column(incident, "what")
    assert WORD.encode() not in content
    again.kind = "seizure"
    again.save()  # it is not sealed twice
    assert Incident.objects.get().what == WORD
    assert Incident.objects.only("kind").get().what == WORD


def test_words_moved_to_another_row_or_column_do_not_open(incident, empty_round):
    other = Incident.objects.create(
        **{"round": empty_round, "kind": "loss", "what": "other", "by": incident.by},
        noticed_at=timezone.now(),
    )
    Incident.objects.filter(pk=other.pk).update(what=column(incident, "what"))
    with pytest.raises(sealing.SealBroken):
        _ = Incident.objects.get(pk=other.pk).what
    back = Feedback.objects.create(
        **{"round": empty_round, "what": "poster", "language": "so", "by": incident.by},
        given_on=timezone.localdate(),
    )
    Feedback.objects.filter(pk=back.pk).update(what=column(back, "language"))
    with pytest.raises(sealing.SealBroken):
        _ = Feedback.objects.get().what


def test_open_text_never_reaches_the_column(incident):
    with pytest.raises(TypeError, match="sealed by save"), transaction.atomic():
        Incident.objects.update(what="open words")
    incident.what = "  "
    with pytest.raises(ValueError, match="blank"), transaction.atomic():
        incident.save()
    assert Incident.objects.get().what == WORD


def test_a_dump_of_the_tables_holds_ciphertext(incident):
    out = io.StringIO()
    call_command("dumpdata", "surveys.Incident", stdout=out)
    assert base64.b64encode(column(incident, "what")).decode() in out.getvalue()
    assert WORD not in out.getvalue()


def test_every_sealed_text_is_moved_when_keys_are_rotated():
    listed = {str(field) for field in SEALED_FIELDS}
    texts = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedText)
    }
    assert len(texts) == 9
    assert texts <= listed
