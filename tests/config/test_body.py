"""A body over the limit is a sentence, never an error, and is not written to disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse

from surveys.models import InstrumentVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """Names of the files that an upload has begun to write to disk."""
    begun = []
    new_file = TemporaryFileUploadHandler.new_file

    def note(self, *args, **kwargs):
        begun.append(args)
        return new_file(self, *args, **kwargs)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", note)
    return begun


def a_file(size):
    return SimpleUploadedFile("big.xlsx", b"x" * size)


@pytest.mark.parametrize("name", ["account_login", "display", "set_language"])
def test_a_huge_body_from_a_stranger_is_refused_before_it_is_read(
    client, written, name
):
    page = client.post(reverse(name), {"file": a_file(12_000_001)})
    assert page.status_code == 413
    assert "Send at most 12 MB" in page.content.decode()
    assert written == []


def test_a_huge_workbook_is_refused_in_the_readers_language(
    empty_round, as_person, written
):
    client = as_person("author")
    before = InstrumentVersion.objects.count()
    page = client.post(reverse("instrument-upload"), {"files": a_file(12_000_001)})
    assert page.status_code == 413
    assert written == []
    assert InstrumentVersion.objects.count() == before


def test_a_workbook_within_the_limit_reaches_its_own_page(empty_round, as_person):
    client = as_person("author")
    page = client.post(reverse("instrument-upload"), {"files": a_file(10_000_001)})
    assert page.status_code != 413
    assert "larger than 10 MB" in page.content.decode()


def test_too_much_text_is_a_sentence(client):
    page = client.post(reverse("display"), {"theme": "x" * 2_700_000})
    assert page.status_code == 413
    assert "Make it shorter" in page.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {f"field{n}": "1" for n in range(1_001)},
        {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)},
    ],
    ids=["fields", "files"],
)
def test_too_many_parts_are_a_sentence(client, body):
    page = client.post(reverse("display"), body)
    assert page.status_code == 400
    assert "Nothing was changed" in page.content.decode()


@pytest.mark.parametrize("length", ["-1", "many", "", "١٢", "9" * 5_000])
def test_an_odd_length_is_no_error(client, length):
    page = client.get(reverse("account_login"), CONTENT_LENGTH=length)
    assert page.status_code in (200, 400, 413)
