"""Pictures and sounds in labels: whole, harmless, and there before anyone is asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys import exceptions
from surveys.instruments import versions
from surveys.interviews import drafts
from surveys.models import Assignment, LabelMedia
from tests.markup import one_line

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
OGG = b"OggS" + b"\x00" * 40
SURVEY = """
| type | name | label::English (en) | media::image | media::audio::English (en) |
| select_one yn | x_consent | Do you agree? | hands.png | agree.ogg |
| select_one cup | cup | Which cup? | | |
"""
CHOICES = """
| list_name | name | label::English (en) | media::image |
| yn | yes | Yes | |
| yn | no | No | |
| cup | blue | | blue.png |
"""
SETTINGS = """
| form_id | version | default_language | daa::source |
| seen | 1 | English (en) | migrant |
"""


@pytest.fixture
def version(version_of):
    return version_of(SURVEY, CHOICES, SETTINGS)


@pytest.fixture
def illustrated(version, assign):
    for name, content in (("hands.png", PNG), ("blue.png", PNG), ("agree.ogg", OGG)):
        versions.keep_media(version=version, name=name, content=content)
    assign(version)
    return version


def test_a_version_is_not_checked_before_its_pictures_are_there(version):
    with pytest.raises(exceptions.Refused, match=r"agree\.ogg, blue\.png, hands\.png"):
        versions.check_version(version=version)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("other.png", PNG, "No label uses the file other.png"),
        ("hands.png", b"<svg onload='x()'/>", "not a picture or sound"),
        ("hands.png", OGG, "not a picture or sound"),
        ("hands.png", PNG + b"\x00" * 1_000_000, "larger than 1 MB"),
    ],
)
def test_what_is_not_a_named_picture_is_refused(version, name, content, message):
    with pytest.raises(exceptions.Refused, match=message):
        versions.keep_media(version=version, name=name, content=content)


def test_a_published_version_keeps_its_pictures(illustrated):
    with pytest.raises(exceptions.Refused, match="can no longer be changed"):
        versions.keep_media(version=illustrated, name="hands.png", content=PNG)


def test_an_author_adds_several_files_at_once(version, as_person):
    client = as_person("author")
    files = [SimpleUploadedFile(n, PNG) for n in ("hands.png", "blue.png")]
    address = reverse("instrument-media", args=[version.uuid])
    assert client.post(address, {"files": files}).status_code == 302
    assert version.media.count() == 2
    bad = client.post(address, {"files": [SimpleUploadedFile("agree.ogg", PNG)]})
    assert bad.status_code == 422
    assert "not a picture or sound" in bad.content.decode()
    for name in ("interviewer", "reader", "coordinator"):
        assert as_person(name).post(address, {"files": files}).status_code == 404


def test_interviewers_of_the_round_see_the_picture_and_nobody_else(
    illustrated, as_person
):
    address = reverse("instrument-medium", args=[illustrated.uuid, "hands.png"])
    client = as_person("interviewer")
    assert client.get(address).status_code == 200, "a tablet keeps it beforehand"
    assignment = Assignment.objects.get(instrument=illustrated.instrument)
    draft = drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )
    response = client.get(address)
    assert (response.status_code, response.content) == (200, PNG)
    assert response.headers["Content-Type"] == "image/png"
    response = client.get(reverse("ask", args=[draft.pk, "x_consent"]))
    page = one_line(response.content.decode())
    assert f'<img src="{address}" alt=""' in page
    assert "<audio controls" in page
    cups = client.get(reverse("ask", args=[draft.pk, "cup"])).content.decode()
    assert "blue.png" in cups
    for name in ("reader", "state", "reviewer"):
        assert as_person(name).get(address).status_code == 404


def test_media_belong_to_one_version(illustrated):
    assert LabelMedia.objects.filter(version=illustrated).count() == 3
