"""What a browser is told with every page: keep nothing, load nothing, turn it off."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ("/sign-in/", "/", "/nowhere/", "/people/join/", "/healthz", "/you/")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_and_no_redirect_is_kept_by_a_cache(client, page):
    assert "no-store" in client.get(page).headers["Cache-Control"]


def test_a_page_for_a_forged_host_is_not_kept_either():
    answer = Client().get("/sign-in/", HTTP_HOST="other.example")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_camera_microphone_and_place_are_off_on_every_page(client, page):
    policy = client.get(page).headers["Permissions-Policy"]
    for name in ("camera", "microphone", "geolocation", "usb"):
        assert f"{name}=()" in policy
    assert "publickey-credentials-get=(self)" in policy


def test_nothing_of_ours_is_embedded_elsewhere(client):
    headers = client.get("/sign-in/").headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_at_sign_out_the_browser_forgets_pages_and_keeps_language_and_storage(
    small_round, as_person
):
    client = as_person("reader")
    assert "Clear-Site-Data" not in client.get("/you/").headers
    client.post(reverse("set_language"), {"language": "fr"})
    ended = client.post(reverse("account_logout"))
    assert ended.headers["Clear-Site-Data"] == '"cache"'
    assert client.cookies["django_language"].value == "fr"
    assert "Clear-Site-Data" not in client.get("/sign-in/").headers


def test_the_browser_forgets_the_pages_when_a_session_was_idle_for_long(
    small_round, as_person
):
    client = as_person("reader")
    client.get("/you/")
    session = client.session
    session["seen"] -= 2 * 3600
    session.save()
    assert client.get("/you/").headers["Clear-Site-Data"] == '"cache"'


def test_a_script_reads_whose_answer_it_is_and_where_it_leads(client):
    shown = client.get("/", headers={"Sent-By": "script"})
    assert (shown.status_code, shown.headers["Answered-By"]) == (204, "forms")
    assert shown.headers["Leads-To"].startswith("/sign-in/")
    assert "Location" not in shown.headers
    assert client.get("/").status_code == 302, "without a script as ever"
    assert client.get("/nowhere/").headers["Answered-By"] == "forms"


def test_no_text_becomes_script(client):
    policy = client.get("/sign-in/").headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types 'none'" in policy
    assert "script-src 'self';" in policy + ";"


def test_pages_of_the_account_run_no_inline_script_and_need_no_inline_style(
    small_round, as_person
):
    client = as_person("analyst")
    for name in ("you", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        text = client.get(reverse(name)).content.decode()
        assert "style=" not in text
        assert text.count("<script") == text.count("<script ")
        for script in text.split("<script ")[1:]:
            assert "src=" in script.split(">")[0] or "json" in script.split(">")[0]
