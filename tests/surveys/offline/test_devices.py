"""Tablets: who sees them, who locks them out, and what the log says of it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import access
from surveys.models import AuditEntry, Device, Interview
from surveys.offline import devices
from surveys.oversight import server_keys

pytestmark = pytest.mark.django_db


def test_a_person_sees_their_own_and_a_coordinator_those_of_the_organisation(
    own_tablet, tablet_of, as_person, person
):
    other = tablet_of("interviewer2")
    seen = set(access.devices_for(own_tablet.person))
    assert seen == {own_tablet.device}
    own_tablet.send(unsent=3)
    page = as_person("coordinator").get(reverse("tablets")).content.decode()
    assert "Tablet 7" in page
    assert own_tablet.person.name in page
    assert '<td class="num">3</td>' in page
    organisations = {
        name: set(person(name).memberships.values_list("organisation", flat=True))
        for name in ("coordinator", "interviewer2")
    }
    theirs = other.person.name in page
    assert theirs == (organisations["coordinator"] == organisations["interviewer2"])


def test_locking_out_is_in_the_log_and_is_done_once(own_tablet, as_person):
    address = reverse("tablet-revoke", args=[own_tablet.device.pk])
    client = as_person("coordinator")
    assert client.post(address).status_code == 302
    client.post(address)
    acts = AuditEntry.objects.filter(about=f"device:{own_tablet.device.pk}")
    assert sorted(acts.values_list("act", flat=True)) == [
        "device_registered",
        "device_revoked",
    ]
    assert "Locked out" in client.get(reverse("tablets")).content.decode()


def test_a_tablet_is_locked_out_by_somebody(own_tablet):
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.update(revoked_at=timezone.now())


def test_too_many_tablets_of_one_person_are_refused(own_tablet):
    for _number in range(devices.MOST_TABLETS):
        answer = own_tablet.post("tablet-register", {"name": "x" * 400})
    assert answer.status_code == 422
    assert "too many tablets" in answer.json()["sentence"]


def test_a_key_that_a_tablet_uses_stays_in_the_file(own_tablet, settings):
    own_tablet.get("tablet-pack")
    old = Device.objects.get().server_keys[0]
    server_keys.mark_key()
    import base64

    from surveys import sealing

    ring = sealing.load_ring(settings.DRAFT_KEY)
    lines = [f"{n} {base64.b64encode(k).decode()}" for n, k in ring.keys.items()]
    hashing = f"hash {base64.b64encode(ring.hash_key).decode()}"
    settings.DRAFT_KEY = "\n".join([f"new {sealing.new_key()}", *lines, hashing])
    list(server_keys.reseal_all())
    assert server_keys.forget_old_keys() == []
    assert server_keys.old_keys_on_tablets() == [old]
    own_tablet.send(keys=["new"])
    assert server_keys.forget_old_keys() == [old]


def rescue_file(tablet, records, **changes):
    document = {
        "format": "daa rescue file 1",
        "device": str(tablet.device.pk),
        "records": records,
    } | changes
    return SimpleUploadedFile("rescue.json", json.dumps(document).encode())


def test_a_coordinator_brings_in_a_rescue_file_and_nothing_counts_twice(
    own_tablet, as_person
):
    records = [own_tablet.record(), own_tablet.record()]
    client = as_person("coordinator")
    page = client.post(
        reverse("tablet-rescue"), {"file": rescue_file(own_tablet, [*records, "{"])}
    )
    text = page.content.decode()
    assert Interview.objects.count() == 2
    assert {row.by for row in Interview.objects.all()} == {own_tablet.person}
    assert all(row.receipt in text for row in Interview.objects.all())
    assert "cannot read this interview" in text
    states = [outcome["state"] for outcome in own_tablet.outcomes(*records)]
    assert states == ["already_received"] * 2


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": "x"}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_rescue_file_is_said(own_tablet, as_person, content):
    file = SimpleUploadedFile("rescue.json", content)
    page = as_person("coordinator").post(reverse("tablet-rescue"), {"file": file})
    assert page.status_code == 422


def test_a_rescue_file_of_another_organisation_is_not_taken(tablet_of, as_person):
    other = tablet_of("interviewer2")
    coordinator = as_person("coordinator")
    if other.device in access.devices_for(coordinator_of(coordinator)):
        other.device = Device(pk="00000000-0000-4000-8000-000000000000")
    page = coordinator.post(reverse("tablet-rescue"), {"file": rescue_file(other, [])})
    assert page.status_code == 422
    assert "no tablet of your organisation" in page.content.decode()


def coordinator_of(client):
    from surveys.models import Person

    return Person.objects.get(pk=client.session["_auth_user_id"])
