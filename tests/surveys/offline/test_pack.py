"""What a tablet takes along: the person's own work, and nothing of anybody else."""

import base64
import json

import pytest
from django.conf import settings

from surveys import sealing
from surveys.fieldwork import safeguards
from surveys.models import Assignment, Device, Interview, ReferralPartner
from surveys.offline import devices, receiving
from tests.surveys.offline.tablet import QUESTION, sealed
from tests.surveys.sealed_answers.custodians import of_the_demo
from tests.surveys.xlsform.workbooks import CHOICES, SETTINGS

pytestmark = pytest.mark.django_db


def test_it_has_assignments_versions_keys_and_contacts_of_the_person(own_tablet):
    pack = own_tablet.get("tablet-pack").json()
    mine = Assignment.objects.filter(person=own_tablet.person)
    assert {row["id"] for row in pack["assignments"]} == {row.pk for row in mine}
    used = {row["version"] for row in pack["assignments"]} - {None}
    assert pack["instruments"].keys() == used
    for version in pack["instruments"].values():
        assert version["compiled"]["sections"]
        assert version["usual_minutes"] is None, "nobody was interviewed yet"
    round = pack["rounds"][0]
    assert {key["fingerprint"] for key in round["custodians"]} == {
        custodian.fingerprint for custodian in of_the_demo()
    }
    assert round["terms"]["withdrawal_until"]
    key_id, public_key = sealing.record_key(settings.DRAFT_KEY)
    assert pack["server_key"] == {
        "id": key_id,
        "public_key": base64.b64encode(public_key).decode(),
    }
    assert {row["site"] for row in pack["contacts"]} <= {
        row["site"] for row in pack["assignments"]
    }
    assert all(row["contact"] for row in pack["contacts"])


def test_it_says_what_is_known_before_the_first_question_of_each_interview(own_tablet):
    mine = Assignment.objects.filter(person=own_tablet.person)
    mine.filter(instrument__code="migrant").update(selection="bed")
    rows = own_tablet.get("tablet-pack").json()["assignments"]
    row = next(row for row in rows if row["instrument"] == "migrant")
    assert row["answers"]["m_recruit"] == "bed"
    assert "x_lang" not in row["answers"], "an interpreter may speak another one"


def test_it_has_nothing_of_another_interviewer(own_tablet, tablet_of):
    other = tablet_of("interviewer2")
    text = json.dumps(other.get("tablet-pack").json())
    assert own_tablet.person.email not in text
    assert own_tablet.person.name not in text
    mine = Assignment.objects.filter(person=own_tablet.person)
    theirs = {row["id"] for row in other.get("tablet-pack").json()["assignments"]}
    assert not theirs & set(mine.values_list("pk", flat=True))


def test_contacts_of_places_where_the_person_has_nothing_to_do_are_left_out(own_tablet):
    mine = Assignment.objects.filter(person=own_tablet.person)
    sites = set(mine.values_list("primary_unit__site__code", flat=True))
    assert ReferralPartner.objects.exclude(site__code__in=sites).exists()
    pack = own_tablet.get("tablet-pack").json()
    assert {row["site"] for row in pack["contacts"]} == sites


def test_the_same_pack_is_not_sent_twice(own_tablet):
    first = own_tablet.get("tablet-pack")
    again = own_tablet.get("tablet-pack", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assignment = Assignment.objects.filter(person=own_tablet.person).first()
    safeguards.suspend_site(
        round=assignment.primary_unit.round,
        site=assignment.primary_unit.site,
        reason="unsafe",
        by=own_tablet.person,
    )
    now = own_tablet.get("tablet-pack", **{"If-None-Match": first.headers["ETag"]})
    assert now.status_code == 200
    assert now.json()["rounds"][0]["suspended"] == [assignment.primary_unit.site.code]


def test_a_tablet_that_is_locked_out_or_not_registered_gets_no_pack(
    own_tablet, person, tablet_of
):
    devices.revoke_device(device=own_tablet.device, by=person("coordinator"))
    answer = own_tablet.get("tablet-pack")
    assert (answer.status_code, answer.json()["problem"]) == (409, "revoked")
    own_tablet.device = tablet_of("interviewer2").device
    answer = own_tablet.get("tablet-pack")
    assert (answer.status_code, answer.json()["problem"]) == (409, "unknown")


def ring_of(*lines):
    return "\n".join(lines)


def test_a_record_sealed_to_an_old_key_opens_while_its_line_is_in_the_file(
    own_tablet, settings
):
    """The file of the tests has one bare key; its hash line must stay the same."""
    hashing = f"hash {sealing.new_key()}"
    old, new = f"old {sealing.new_key()}", f"new {sealing.new_key()}"
    documents = [own_tablet.document(), own_tablet.document()]
    records = [sealed(doc, key=ring_of(old, hashing)) for doc in documents]
    settings.DRAFT_KEY = ring_of(new, old, hashing)
    assert sealing.record_key(settings.DRAFT_KEY)[0] == "new"
    assert receive(own_tablet, records[0]).state == "received"
    settings.DRAFT_KEY = ring_of(new, hashing)
    assert receive(own_tablet, records[1]).state == "refused"


def receive(tablet, record):
    """Without HTTP: sessions are sealed under the key file of before."""
    return receiving.receive_batch(texts=[record], device=tablet.device)[0]


def test_the_pack_notes_which_key_the_tablet_seals_to(own_tablet):
    own_tablet.get("tablet-pack")
    key_id, _public_key = sealing.record_key(settings.DRAFT_KEY)
    assert Device.objects.get().server_keys == [key_id]
    assert devices.keys_on_tablets() == {key_id}
    own_tablet.send(unsent=2, keys=["old", key_id])
    assert devices.keys_on_tablets() == {"old", key_id}
    assert Device.objects.get().unsent == 2
    own_tablet.send(wiped=True)
    assert devices.keys_on_tablets() == set()


SURVEY = """
| type          | name      | label::English (en) | relevant                      | required | calculation |
| select_one yn | x_consent | Do you agree?       |                               | yes      |             |
| text          | w_told    | What happened?      |                               | yes      |             |
| select_one yn | w_since   | For long?           | contains(${w_told}, 'lawyer') | yes      |             |
| calculate     | w_copy    |                     |                               |          | ${w_told}   |
"""  # noqa: E501


@pytest.mark.parametrize("answers", [{}, {"w_since": "yes"}])
def test_the_tablet_decides_what_is_asked_because_of_sealed_words(
    own_tablet, assign, version_of, answers
):
    """The server cannot read whether the text mentions a lawyer."""
    version = version_of(SURVEY, CHOICES, SETTINGS)
    assignment = assign(version)
    document = own_tablet.document()
    document |= {
        "version": version.fingerprint,
        "site": assignment.primary_unit.site.code,
        "answers": {"x_consent": "yes", "w_copy": "canary", **answers},
    }
    words = document["words"]["answers"]
    words["w_told"] = words.pop(QUESTION)
    outcome = own_tablet.outcomes(sealed(document))[0]
    assert outcome["state"] == "received", outcome
    stored = Interview.objects.get()
    assert stored.answers == {"x_consent": "yes", **answers}
    assert stored.sealed.keys() == {"w_told"}
