"""A password alone opens nothing to those whose role needs a second factor."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from surveys.demo.seed import PASSWORD
from surveys.models import Round
from tests.signed_in import signed_in
from tests.surveys.test_access import urls

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "display",
    "healthz",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_view_recovery_codes",
    "readyz",
    "set_language",
}


@pytest.fixture(autouse=True)
def required(empty_round, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def code_now(secret=SECRET, periods=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def with_app(person):
    TOTP.activate(person, SECRET)
    return person


def test_who_has_a_role_but_no_second_factor_reaches_nothing_else(as_person):
    client = as_person("analyst")
    for name in urls():
        if name in SET_UP:
            continue
        answer = client.get(reverse(name))
        assert answer.status_code in (302, 405), name
        if answer.status_code == 302:
            assert answer.url == reverse("mfa_index"), name


def test_a_post_without_the_second_factor_does_nothing(as_person):
    client = as_person("administrator")
    answer = client.post(reverse("invite"), {"email": "new@x.test"})
    assert answer.url == reverse("mfa_index")


def test_the_pages_to_set_one_up_and_to_leave_are_open(as_person):
    client = as_person("analyst")
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 200
    answer = client.post(reverse("display"), {"theme": "sun", "next": "/sign-in/"})
    assert answer.url == "/sign-in/"
    assert client.post(reverse("account_logout")).url == reverse("account_login")


def test_an_interviewer_may_go_without(as_person):
    assert as_person("interviewer").get(reverse("today")).status_code == 200


def test_the_demo_goes_without_in_a_synthetic_round_only(as_person, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = as_person("analyst")
    assert client.get(reverse("you")).status_code == 200
    Round.objects.update(synthetic=False)
    assert client.get(reverse("you")).url == reverse("mfa_index")


def test_setting_up_the_app_opens_the_product_and_shows_codes_once(as_person):
    client = as_person("analyst")
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert b"<svg" in page.content
    assert b"style=" not in page.content, "the policy would drop it"
    done = client.post(
        reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True
    )
    codes = done.context["unused_codes"]
    assert len(codes) == 10
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)
    assert client.get(reverse("you")).status_code == 200


def test_the_code_that_set_up_the_app_signs_nobody_in(as_person, client):
    while time.time() % 30 > 24:  # the same half minute for both attempts
        time.sleep(0.5)
    as_person("analyst")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = code_now(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    client.logout()
    password_step(client)
    replayed = client.post(reverse("mfa_authenticate"), {"code": code})
    assert b"already used" in replayed.content
    assert client.get(reverse("you")).status_code == 302


def test_an_interviewer_is_offered_a_second_step_until_there_is_one(as_person, person):
    client, offer = as_person("interviewer"), reverse("mfa_index").encode()
    assert offer in client.get(reverse("today")).content
    with_app(person("interviewer"))
    assert offer not in client.get(reverse("today")).content


def test_no_seed_lies_in_the_database_in_clear(as_person):
    client = as_person("analyst")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    client.get(reverse("mfa_view_recovery_codes"))
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM surveys_opensession")
        stored += str(cursor.fetchall())
    assert secret not in stored
    assert "used_mask" in stored
    seeds = [a.wrap() for a in Authenticator.objects.all()]
    assert len(seeds) == 2, "both still open with the key"


def password_step(client, name="analyst"):
    return client.post(
        "/sign-in/", {"login": f"{name}@demo.test", "password": PASSWORD}
    )


def test_a_code_is_asked_for_and_a_code_used_before_is_refused(client, person):
    with_app(person("analyst"))
    assert password_step(client).url == reverse("mfa_authenticate")
    assert client.get(reverse("you")).status_code == 302, "not signed in yet"
    while time.time() % 30 > 24:  # the same half minute for both attempts
        time.sleep(0.5)
    code = code_now()
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("you")).status_code == 200
    client.logout()
    password_step(client)
    replayed = client.post(reverse("mfa_authenticate"), {"code": code})
    assert replayed.status_code == 200
    assert b"already used" in replayed.content
    assert client.get(reverse("you")).status_code == 302


@pytest.mark.parametrize("periods", [-2, -1, 1, 2])
def test_a_code_of_another_half_minute_is_refused(client, person, periods):
    with_app(person("analyst"))
    password_step(client)
    while time.time() % 30 > 24:
        time.sleep(0.5)
    code = code_now(periods=periods)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_recovery_code_signs_in_once(client, person):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    analyst = with_app(person("analyst"))
    code = RecoveryCodes.activate(analyst).get_unused_codes()[0]
    for status in (302, 200):
        password_step(client)
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.status_code == status
        client.logout()


def test_guessing_codes_ends_after_ten(client, person):
    with_app(person("analyst"))
    password_step(client)
    url = reverse("mfa_authenticate")
    for _time in range(10):
        assert b"This code is wrong" in client.post(url, {"code": "x"}).content
    assert b"too many attempts" in client.post(url, {"code": code_now()}).content


def test_an_interview_screen_typed_before_a_time_out_outlives_the_second_factor(
    client, person
):
    """An interviewer with an app of their own choice loses no answer either."""
    import re

    from surveys.interviews import drafts
    from surveys.models import Assignment
    from tests.surveys.conftest import OPENING

    me = with_app(person("interviewer"))
    draft = drafts.start_draft(
        assignment=Assignment.objects.filter(
            person=me, instrument__code="migrant"
        ).first(),
        language="en",
        by=me,
    )
    drafts.save_draft(
        draft=draft,
        revision=0,
        answers={**OPENING, "m_status": "current"},
        unchecked={},
        place="",
    )
    signed_in(client, me)
    url = reverse("ask", args=[draft.pk, "about"])
    page = client.get(url, follow=True)
    revision = re.search(rb'name="revision" value="(\d+)"', page.content)[1].decode()
    client.logout()
    typed = {"m_age": "a45", "m_gender": "woman"}
    answer = client.post(url, {"revision": revision, "go": "continue", **typed})
    carry = answer.context["form"]["carry"].value()
    client.post(
        "/sign-in/",
        {"login": me.email, "password": PASSWORD, "carry": carry},
    )
    back = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert str(draft.pk) in back.url
    draft.refresh_from_db()
    assert drafts.read_draft(draft)[0]["m_age"] == "a45"


def test_removing_the_only_factor_closes_the_product_again(client, person):
    signed_in(client, with_app(person("analyst")))
    assert client.get(reverse("you")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("you")).url == reverse("mfa_index")


def test_pages_of_the_library_that_we_do_not_need_are_not_there(as_person):
    client = as_person("interviewer")
    for path in ("signup", "email", "password/reset", "inactive", "2fa", "accounts"):
        assert client.get(f"/{path}/").status_code == 404
