"""A security key in a real browser, under the policy that every page has."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from surveys.demo.seed import PASSWORD
from surveys.models import Person


@pytest.fixture
def key(tablet):
    """A page with a security key that the browser makes believe is plugged in."""
    page = tablet("en")
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.messages = []
    page.on("console", lambda line: page.messages.append(line.text))
    page.on("pageerror", lambda error: page.messages.append(str(error)))
    return page


def password(page, server, name="analyst"):
    page.goto(f"{server.url}/sign-in/")
    page.fill("#id_login", f"{name}@demo.test")
    page.fill("#id_password", PASSWORD)
    page.locator("main form button").click()


@pytest.mark.django_db(transaction=True)
def test_a_security_key_is_set_up_and_asked_for_at_the_next_sign_in(
    empty_round, live_server, key, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    password(key, live_server)
    expect(key).to_have_url(re.compile("/you/second-factor/$"))
    key.locator("a[href$='/key/']").click()
    key.fill("#id_name", "Blue key")
    key.locator("#use_key").click()
    expect(key.locator("h1")).to_have_text("Recovery codes")
    assert key.locator(".codes li").count() == 10
    key.locator("main a.button").click()
    expect(key).to_have_url(re.compile("/review/$"))

    key.locator("footer form[action='/sign-out/'] button").click()
    password(key, live_server)
    expect(key).to_have_url(re.compile("/sign-in/second/$"))
    key.goto(f"{live_server.url}/review/")
    expect(key).to_have_url(re.compile("/sign-in/second/"))
    key.locator("form[action='/sign-out/'] button").click()
    expect(key.locator("#id_login")).to_be_visible()
    password(key, live_server)
    key.locator("#use_key").click()
    expect(key).to_have_url(re.compile("/review/$"))

    key.goto(f"{live_server.url}/sign-in/again/key/?next=/you/")
    key.locator("#use_key").click()
    expect(key).to_have_url(re.compile("/you/$"))
    assert Person.objects.get(email="analyst@demo.test").authenticator_set.count() == 2
    assert [
        line for line in key.messages if "Trusted" in line or "Policy" in line
    ] == []


@pytest.mark.django_db(transaction=True)
def test_another_persons_key_opens_nothing(empty_round, live_server, key, settings):
    from allauth.mfa.totp.internal.auth import TOTP

    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(Person.objects.get(email="analyst@demo.test"), "JBSWY3DPEHPK3PXP")
    password(key, live_server)
    expect(key).to_have_url(re.compile("/sign-in/second/$"))
    assert key.locator("#use_key").count() == 0, "no key of this person is known"
    key.goto(f"{live_server.url}/you/")
    expect(key).to_have_url(re.compile("/sign-in/"))


@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_page_says_what_to_use_instead(
    empty_round, live_server, tablet, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    page = tablet("en", java_script_enabled=False)
    password(page, live_server)
    page.locator("a[href$='/key/']").click()
    expect(page.locator("[data-without]")).to_be_visible()
    expect(page.locator("#use_key")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_no_page_can_turn_text_into_script(empty_round, live_server, tablet):
    page = tablet("en")
    page.goto(f"{live_server.url}/sign-in/")
    refused = page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return false; }"
        " catch (error) { return error instanceof TypeError; } }"
    )
    assert refused
