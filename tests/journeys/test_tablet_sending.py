"""Nothing is deleted on a tablet before the server proves that it has it."""
# ruff: noqa: E501 - lines of JavaScript in texts

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from surveys.models import Device, Interview, Person
from surveys.offline import devices
from tests.journeys.tablet_in_browser import begin, finish, sent, stored
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_waits_goes_on_its_own_when_the_line_comes_back(page, answers):
    page.context.set_offline(True)
    finish(page, begin(page, answers)["draft"]["id"])
    page.evaluate("location.hash = '#/send'")
    expect(page.locator("[data-page=send] [data-waiting]")).to_contain_text("Waiting")
    page.context.set_offline(False)
    expect(page.locator("[data-page=send] [data-received] .good")).to_be_visible()
    assert Interview.objects.count() == 1


OTHERS = {
    "a page of another network": {
        "status": 200,
        "content_type": "text/html",
        "body": "<h1>Welcome to the hotel</h1>",
    },
    "a redirect to a sign-in": {
        "status": 302,
        "headers": {"Location": "https://portal.example/"},
    },
    "JSON that was cut off": {
        "status": 200,
        "content_type": "application/json",
        "body": '{"outcomes": [{"sent": "',
    },
    "JSON of something else": {
        "status": 200,
        "content_type": "application/json",
        "body": '{"ok": true}',
    },
}


CANNOT = {507: "no_space", 401: "sign_in", 500: "server"}


def test_an_answer_of_another_network_or_of_a_broken_server_deletes_nothing(
    page, answers
):
    finish(page, begin(page, answers)["draft"]["id"])
    for where in ("session", "sync"):
        for name, response in OTHERS.items():
            problem = problem_with(page, where, response)
            assert problem == "other_network", name
        for status, expected in CANNOT.items():
            assert (
                problem_with(page, where, {"status": status, "body": "x"}) == expected
            )
        assert len(stored(page, "waiting")) == 1
    assert sent(page)["counts"] == {"received": 1}


def problem_with(page, where, response):
    """The problem of a try in which one address is answered by somebody else."""
    page.route(f"**/tablet/{where}/**", lambda route: route.fulfill(**response))
    problem = sent(page)["problem"]
    page.unroute_all()
    return problem


FAKES = {
    "of something else": {"sent": "0" * 64},
    "without a proof": {"proof": None},
    "with an invented proof": {"proof": "0" * 32},
    "without a receipt": {"receipt": ""},
    "of a state that is none": {"state": "fine"},
}


def test_a_receipt_that_proves_nothing_deletes_nothing(page, answers):
    """Who is between tablet and server can hash what they see, and not open it."""
    finish(page, begin(page, answers)["draft"]["id"])
    for name, changes in FAKES.items():
        page.route("**/tablet/sync/", faking(changes))
        assert sent(page)["counts"] == {"unproven": 1}, name
        page.unroute_all()
    assert len(stored(page, "waiting")) == 1
    assert stored(page, "received") == []


def faking(changes):
    return lambda route: fake(route, changes)


def fake(route, changes):
    outcomes = [
        {
            "sent": hashlib.sha256(text.encode()).hexdigest(),
            "state": "received",
            "proof": "0" * 32,
            "receipt": "AAAA-BBBB",
            "received_at": "2026-11-30T00:00:00Z",
        }
        | changes
        for text in route.request.post_data_json["records"]
    ]
    body = json.dumps({"outcomes": outcomes, "device": "registered"})
    route.fulfill(status=200, content_type="application/json", body=body)


def test_a_refused_one_stays_with_its_sentence_and_blocks_no_other(
    page, answers, person
):
    first = begin(page, answers)["draft"]
    finish(page, first["id"])
    second = begin(page, answers)["draft"]
    finish(page, second["id"])
    page.evaluate(
        """async (id) => tablet.change(["waiting"], async (stores) => {
          const entry = await stores.get("waiting", id);
          await stores.put("waiting", id, { ...entry, record: entry.record.replace('"format":1', '"format":9') });
        })""",
        first["id"],
    )
    assert sent(page)["counts"] == {"refused": 1, "received": 1}
    page.evaluate("location.hash = '#/send'")
    refused = page.locator("[data-page=send] [data-refused]")
    expect(refused).to_contain_text("cannot read this interview")
    expect(refused).to_contain_text("Not accepted")
    assert sent(page)["counts"] == {}, "it is not sent again by itself"
    assert sent(page, again=True)["counts"] == {"refused": 1}


def test_a_tablet_that_was_locked_out_hands_in_and_erases_itself(page, answers, person):
    finish(page, begin(page, answers)["draft"]["id"])
    begin(page, answers)
    devices.revoke_device(device=Device.objects.get(), by=person("coordinator"))
    assert sent(page)["device"] == "revoked"
    assert Interview.objects.count() == 1
    for name in ("vault", "drafts", "waiting", "received", "pack"):
        assert stored(page, name) == []
    assert Device.objects.get().wiped_at


def test_the_rescue_file_holds_what_waits_and_nothing_in_clear(page, answers, client):
    finish(page, begin(page, answers)["draft"]["id"])
    page.evaluate("location.hash = '#/send'")
    page.locator("[data-page=send] summary", has_text="rescue").click()
    with page.expect_download() as download:
        page.locator("[data-rescue]").click()
    content = download.value.path().read_bytes()
    assert b"canary" not in content
    assert len(stored(page, "waiting")) == 1
    coordinator = Person.objects.get(email="coordinator@demo.test")
    file = SimpleUploadedFile("rescue.json", content)
    signed_in(client, coordinator).post("/tablets/rescue/", {"file": file})
    assert Interview.objects.count() == 1
    assert sent(page)["counts"] == {"already_received": 1}
    assert stored(page, "waiting") == []
