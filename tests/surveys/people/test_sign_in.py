"""Sign-in tells nobody who has an account, locks no colleague out, and ends in time."""

import re
import statistics
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.demo.seed import PASSWORD
from surveys.models import AuditEntry, OpenSession, Person, Round
from surveys.people import sessions
from surveys.people.sign_in_acts import recent_acts
from tests.signed_in import REAL_HASHERS, signed_in

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def people(empty_round):
    cache.clear()


def attempt(client, name="reader", password=PASSWORD, **more):
    posted = {"login": f"{name}@demo.test", "password": password, **more}
    return client.post(SIGN_IN, posted, REMOTE_ADDR=more.pop("address", "127.0.0.1"))


def body(response, name):
    """A page without what differs in every answer: the token, and what was typed."""
    text = response.content.decode().replace(f"{name}@demo.test", "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def close(name):
    Person.objects.filter(email=f"{name}@demo.test").update(is_active=False)


def lock(client, name, address="127.0.0.1"):
    for _time in range(5):
        attempt(client, name, "wrong", address=address)


def test_every_failure_gets_the_same_answer(client, settings):
    settings.DEMO = False  # the demo's page lists its accounts
    close("analyst")
    lock(client, "state")
    answers = {
        body(attempt(client, name, password), name)
        for name, password in (
            ("nobody", "wrong"),
            ("reader", "wrong"),
            ("analyst", PASSWORD),
            ("state", PASSWORD),
        )
    }
    assert len(answers) == 1
    assert "wait 15 minutes" in answers.pop()
    assert attempt(client, "nobody").status_code == 200


def test_every_failure_takes_as_long_as_the_hash_of_a_password(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = REAL_HASHERS
    for name in ("reader", "analyst", "state"):
        person = Person.objects.get(email=f"{name}@demo.test")
        person.set_password(PASSWORD)
        person.save()
    close("analyst")
    lock(client, "state")

    def seconds(name, password):
        taken = []
        for _time in range(3):
            begun = time.perf_counter()
            attempt(client, name, password)
            taken.append(time.perf_counter() - begun)
        return statistics.median(taken)

    expected = seconds("reader", "wrong")
    for name in ("nobody", "analyst", "state"):
        assert expected / 2 < seconds(name, PASSWORD) < expected * 2, name


def test_a_wrong_password_locks_the_pair_and_never_a_colleague(client):
    lock(client, "reader", address="192.0.2.7")
    assert attempt(client, address="192.0.2.7").status_code == 200
    assert attempt(client, address="192.0.2.8").status_code == 302, "from elsewhere"
    client.logout()
    assert attempt(client, "analyst", address="192.0.2.7").status_code == 302


def test_a_right_password_opens_the_pair_again(client):
    for _time in range(4):
        attempt(client, password="wrong")
    assert attempt(client).status_code == 302
    client.logout()
    for _time in range(4):
        attempt(client, password="wrong")
    assert attempt(client).status_code == 302


def test_one_address_has_few_attempts_for_all_accounts_together(client):
    statuses = [attempt(client, f"guess{n}", "wrong").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]


def test_no_address_of_a_person_lies_in_the_cache(client):
    from django.db import connection

    attempt(client, password="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        rows = cursor.fetchall()
    assert rows, "the attempt is counted somewhere"
    assert "reader@demo" not in str(rows)
    assert "127.0.0.1" not in str([key for key, _value in rows if "axes" in key])


def test_the_session_gets_a_new_key_at_sign_in(client):
    client.get(SIGN_IN)
    session = client.session
    session["known"] = "to the attacker"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    attempt(client)
    assert client.cookies["sessionid"].value != before
    assert not client.session.exists(before)


def test_a_copy_of_the_session_table_signs_nobody_in(client):
    attempt(client)
    row = OpenSession.objects.get(person__email="reader@demo.test")
    key = client.cookies["sessionid"].value
    assert row.session_key != key
    assert key not in row.session_data
    client.cookies["sessionid"] = row.session_key
    assert client.get(reverse("you")).status_code == 302


def test_a_session_moved_to_another_row_signs_nobody_in(client, client2):
    attempt(client, "reader")
    attempt(client2, "analyst")
    reader, analyst = OpenSession.objects.order_by("person__email")[::-1]
    OpenSession.objects.filter(pk=reader.pk).update(session_data=analyst.session_data)
    assert client.get(reverse("you")).status_code == 302


@pytest.fixture
def client2():
    from django.test import Client

    return Client()


def test_a_second_sign_in_ends_the_first(client, client2):
    attempt(client)
    attempt(client2)
    assert client.get(reverse("you")).status_code == 302
    assert client2.get(reverse("you")).status_code == 200


def test_a_person_may_stay_signed_in_on_both_devices_and_end_the_other(client, client2):
    attempt(client)
    attempt(client2, keep_others="on")
    assert client.get(reverse("you")).status_code == 200
    assert len(client2.get(reverse("you")).context["sessions"]) == 2
    client2.post(reverse("end-others"))
    assert client.get(reverse("you")).status_code == 302
    assert client2.get(reverse("you")).status_code == 200


def test_one_session_of_several_is_ended_and_no_session_of_another(client, client2):
    attempt(client)
    attempt(client2, keep_others="on")
    theirs = OpenSession.objects.create(
        session_key="0" * 40,
        session_data="",
        expire_date=timezone.now() + timedelta(days=1),
        person=Person.objects.get(email="analyst@demo.test"),
    )
    page = client2.get(reverse("you"))
    (other,) = (
        row
        for row in page.context["sessions"]
        if row.session_key != page.context["this"]
    )
    for session in (other.session_key, theirs.session_key):
        assert client2.post(reverse("end-others"), {"session": session}).url == "/you/"
    assert client.get(reverse("you")).status_code == 302
    assert client2.get(reverse("you")).status_code == 200
    assert OpenSession.objects.filter(pk=theirs.pk).exists()


# -- the log -----------------------------------------------------------------------


def acts_about(name):
    person = Person.objects.get(email=f"{name}@demo.test")
    return [entry.act for entry in recent_acts(person)][::-1]


def test_sign_ins_failures_and_locks_are_acts_that_the_person_sees(client):
    attempt(client, password="wrong")
    attempt(client)
    assert acts_about("reader") == ["sign_in_failed", "signed_in"]
    page = client.get(reverse("you")).content.decode()
    assert "A sign-in failed" in page
    client.logout()
    lock(client, "reader", address="127.0.0.9")
    assert "sign_in_locked" in acts_about("reader")


def test_an_attempt_on_no_account_is_an_act_too_and_names_nobody(client):
    before = AuditEntry.objects.count()
    attempt(client, name="nobody-at-all")
    entry = AuditEntry.objects.latest("number")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.act, entry.about, entry.by) == ("sign_in_failed", "", None)
    assert "nobody-at-all" not in entry.detail


def test_a_second_factor_that_comes_or_goes_is_an_act(client, rf):
    person = Person.objects.get(email="reader@demo.test")
    factor = Authenticator(user=person, type="totp", data={})
    for signal in (authenticator_added, authenticator_removed):
        signal.send(
            Authenticator, request=rf.get("/"), user=person, authenticator=factor
        )
    assert acts_about("reader") == ["factor_added", "factor_removed"]


def test_a_new_password_ends_all_other_sessions(client, client2):
    attempt(client)
    attempt(client2, keep_others="on")
    new = "seven quiet horses"
    answer = client2.post(reverse("password"), {"new": new, "again": new})
    assert answer.status_code == 302
    assert client.get(reverse("you")).status_code == 302
    assert client2.get(reverse("you")).status_code == 200
    client2.logout()
    assert attempt(client).status_code == 200, "the old password opens nothing"
    assert attempt(client, password=new).status_code == 302


def test_a_weak_or_mistyped_password_is_refused_in_a_sentence(client):
    attempt(client)
    for new, again, message in (
        ("short", "short", "at least 12"),
        ("seven quiet horses", "seven quiet houses", "differ"),
        ("reader@demo.test", "reader@demo.test", "too similar"),
        ("\x00" * 12, "\x00" * 12, "ordinary characters"),
    ):
        answer = client.post(reverse("password"), {"new": new, "again": again})
        assert answer.status_code == 422
        assert message in answer.content.decode()
    assert Person.objects.get(email="reader@demo.test").check_password(PASSWORD)


# -- clocks ------------------------------------------------------------------------


def aged(client, **clocks):
    """The same session after some seconds: began or seen so long ago."""
    session = client.session
    for name, seconds in clocks.items():
        session[name] = time.time() - seconds
    session.save()


@pytest.mark.parametrize(
    ("name", "minutes", "status"),
    [
        ("reader", 29, 200),
        ("reader", 31, 302),
        ("interviewer", 31, 200),
        ("interviewer", 7 * 60, 200),
        ("interviewer", 8 * 60 + 1, 302),
    ],
)
def test_an_idle_session_ends_and_an_interviewers_in_the_field_later(
    client, person, name, minutes, status
):
    signed_in(client, person(name)).get(reverse("you"))
    aged(client, seen=minutes * 60)
    assert client.get(reverse("you")).status_code == status


def test_being_active_keeps_a_session_open_but_not_for_ever(client, person):
    signed_in(client, person("reader")).get(reverse("you"))
    aged(client, seen=20 * 60)
    client.get(reverse("you"))
    assert time.time() - client.session["seen"] < 5
    aged(client, began=12 * 3600 + 60)
    assert client.get(reverse("you")).status_code == 302


def test_a_clock_that_was_set_back_ends_the_session(client, person):
    signed_in(client, person("reader")).get(reverse("you"))
    aged(client, seen=-200)
    assert client.get(reverse("you")).status_code == 200, "a few minutes are nothing"
    aged(client, seen=-400)
    assert client.get(reverse("you")).status_code == 302


def test_a_session_that_moves_to_another_browser_ends(client, person):
    phone = {"HTTP_USER_AGENT": "Mozilla/5.0 (Android 14) Firefox/130.0"}
    newer = {"HTTP_USER_AGENT": "Mozilla/5.0 (Android 14) Firefox/131.0"}
    thief = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"}
    signed_in(client, person("reader")).get(reverse("you"), **phone)
    assert client.get(reverse("you"), **newer).status_code == 200
    assert client.get(reverse("you"), **thief).status_code == 302
    assert client.get(reverse("you"), **phone).status_code == 302, "and stays ended"


def test_the_list_of_sessions_says_families_only():
    from django.test import RequestFactory

    agent = "Mozilla/5.0 (Linux; Android 14; SM-T500) Chrome/120.0.6099.1 Safari/537"
    request = RequestFactory().get("/", HTTP_USER_AGENT=agent)
    assert sessions.device_of(request) == "Chrome · Android"


def test_what_was_typed_before_a_time_out_is_there_after_signing_in(client):
    attempt(client, "administrator")
    client.get(reverse("people"))
    aged(client, seen=31 * 60)
    answer = client.post(
        reverse("invite"), {"email": "new@x.test", "name": "Zoë Canary"}
    )
    assert answer.status_code == 401
    assert b"Canary" not in answer.content, "it travels sealed"
    carry = answer.context["form"]["carry"].value()
    back = attempt(client, "administrator", carry=carry)
    assert back.url == reverse("invite")
    assert "Zoë Canary" in client.get(back.url).content.decode()
    assert "Canary" not in client.get(back.url).content.decode(), "once"


def test_nobody_else_gets_what_was_typed(client):
    attempt(client, "administrator")
    client.get(reverse("people"))
    aged(client, seen=31 * 60)
    answer = client.post(reverse("invite"), {"name": "Zoë Canary"})
    carry = answer.context["form"]["carry"].value()
    assert attempt(client, "reviewer", carry=carry).url == reverse("home")
    assert b"Canary" not in client.get(reverse("invite")).content


# -- once more before an act -------------------------------------------------------


def test_a_stale_sign_in_is_asked_again_and_nothing_typed_is_lost(client, person):
    signed_in(client, person("administrator"), ago=301)
    answer = client.post(reverse("invite"), {"name": "Zoë Canary"})
    assert answer.url == "/sign-in/again/?next=%2Fpeople%2Finvite%2F"
    assert client.get(answer.url).status_code == 200
    wrong = client.post(answer.url, {"password": "wrong"})
    assert b"This is not your password" in wrong.content
    back = client.post(answer.url, {"password": PASSWORD, "next": reverse("invite")})
    assert back.url == reverse("invite")
    assert "Zoë Canary" in client.get(back.url).content.decode()


@pytest.mark.parametrize(
    ("name", "page", "back"),
    [
        ("coordinator", "terms", "terms"),
        ("coordinator", "round-close", "round-close"),
    ],
)
def test_terms_and_the_end_of_a_round_ask_who_is_there(
    client, person, empty_round, name, page, back
):
    signed_in(client, person(name), ago=301)
    before = Round.objects.values().get()
    answer = client.post(reverse(page, args=[empty_round.code]), {"name": "x"})
    shown = reverse(back, args=[empty_round.code])
    assert answer.url == f"/sign-in/again/?{urlencode({'next': shown})}"
    assert Round.objects.values().get() == before
    assert client.post(answer.url, {"password": PASSWORD, "next": shown}).url == shown
    assert client.get(shown).status_code == 200


@pytest.mark.parametrize("page", ["instrument-check", "instrument-publish"])
def test_publishing_asks_who_is_there(client, person, version_of, page):
    version = version_of([["type", "name", "label::English (en)"], ["text", "a", "A?"]])
    name, code = {
        "instrument-check": ("author2", ()),
        "instrument-publish": ("coordinator", ("demo-2026",)),
    }[page]
    signed_in(client, person(name), ago=301)
    answer = client.post(reverse(page, args=[version.uuid, *code]))
    assert answer.url.startswith("/sign-in/again/")
    version.refresh_from_db()
    assert version.checked_at is None
    assert not version.round_versions.exists()


def test_ending_sessions_asks_who_is_there(client, person):
    signed_in(client, person("reader"), ago=301)
    other = Client()
    signed_in(other, person("reader"))
    answer = client.post(reverse("end-others"))
    assert answer.url.startswith("/sign-in/again/")
    assert other.get(reverse("you")).status_code == 200
    assert client.get(reverse("end-others")).url.startswith("/sign-in/again/")


def test_a_fresh_sign_in_is_not_asked_again(client, person):
    signed_in(client, person("administrator"), ago=299)
    assert client.get(reverse("invite")).status_code == 200


def test_signing_in_again_never_leads_to_another_site(client, person):
    signed_in(client, person("administrator"), ago=301)
    url = "/sign-in/again/?next=//elsewhere.example/"
    answer = client.post(url, {"password": PASSWORD, "next": "//elsewhere.example/"})
    assert "elsewhere" not in answer.url


def test_a_wrong_password_on_the_way_to_a_page_is_a_sentence(empty_round, client):
    typed = {"next": "/coordinate/", "login": "coordinator@demo.test", "password": "x"}
    answer = client.post(reverse("account_login"), typed)
    assert answer.status_code == 200
    assert 'name="next"\n  value="/coordinate/"' in answer.text
