"""Released pages without an account: for everybody, or for holders of a link."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from assessment.models import FigureSet, PublicAddress, ReadingLink
from assessment.reading import page_list
from assessment.release import public_access
from surveys.exceptions import Refused
from surveys.models import Act, AuditEntry, Round
from tests.markup import one_line
from tests.signed_in import signed_in

PAGES = [
    (page, about)
    for page, about, _name in (*page_list.MAIN, *page_list.MORE)
    if page != "download"
]


@pytest.fixture(autouse=True)
def no_pages_kept():
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def opened(released, people):
    public_access.open_to_everybody(round=released.round, by=people["leila"])
    return released


def address(figure_set, page="figure_set", *about, language="en"):
    release = (language, figure_set.round.code, figure_set.release_number)
    return reverse(f"released:{page}", args=[*release, *about])


def test_nobody_reads_a_release_that_the_body_did_not_open(client, released):
    assert client.get(address(released)).status_code == 404


@pytest.mark.parametrize(("page", "about"), PAGES)
def test_everybody_reads_every_page_of_an_open_release(client, opened, page, about):
    response = client.get(address(opened, page, *about))
    assert response.status_code == 200
    assert "No account is needed." in response.content.decode()


def test_an_open_round_opens_its_releases_and_nothing_else(client, opened):
    assert client.get(address(opened, "standard", "JUD-01")).status_code == 200
    FigureSet.objects.filter(pk=opened.pk).update(
        state="computed", release_number=None, released_at=None, released_by=None
    )
    assert client.get(address_of_number(opened, 1)).status_code == 404
    assert client.get(opened.get_absolute_url()).status_code == 302  # sign in


def address_of_number(figure_set, number):
    return reverse("released:figure_set", args=["en", figure_set.round.code, number])


def test_a_member_who_is_signed_in_reads_bands_alone_on_a_public_page(
    client, opened, people
):
    """The address decides: what a member copies into a mail is what others see."""
    member = signed_in(client, people["leila"])
    page = address(opened, "standard", "JUD-01")
    as_member = member.get(page)
    client.logout()
    as_anybody = client.get(page)
    assert as_member.content == as_anybody.content
    assert "Exact figures" not in as_member.content.decode()
    assert not AuditEntry.objects.filter(act=Act.READ_EXACT).exists()


def test_a_public_page_sets_no_cookie_and_any_cache_may_keep_it(client, opened):
    response = client.get(address(opened))
    assert not response.cookies
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_who_has_the_page_is_told_that_it_did_not_change(client, opened):
    first = client.get(address(opened))
    etag = first.headers["ETag"]
    again = client.get(address(opened), headers={"if-none-match": etag})
    assert again.status_code == 304
    assert not again.content
    other = client.get(address(opened, language="fr"), headers={"if-none-match": etag})
    assert other.status_code == 200


def test_the_address_names_the_language_and_not_the_browser(client, opened):
    page = client.get(address(opened, language="fr"), headers={"accept-language": "en"})
    assert '<html lang="fr"' in page.content.decode()
    assert client.get(address(opened, language="xx")).status_code == 404


def test_nothing_is_written_at_a_public_address(client, opened):
    assert client.post(address(opened)).status_code in (403, 405)
    assert client.post(address(opened, "priorities")).status_code in (403, 405)


def test_no_public_page_leads_to_a_page_for_members(client, opened):
    for page, about in PAGES:
        text = client.get(address(opened, page, *about)).content.decode()
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', text))
        inside = {link for link in links if not link.startswith(("/r/", "/static/"))}
        assert inside <= {"/api/openapi.json"}, page
        assert "csrfmiddlewaretoken" not in text, page


def test_what_was_opened_can_be_closed(client, opened, people):
    public_access.close_to_everybody(round=opened.round, by=people["leila"])
    assert client.get(address(opened)).status_code == 404
    with pytest.raises(Refused):
        public_access.close_to_everybody(round=opened.round, by=people["leila"])
    public_access.open_to_everybody(round=opened.round, by=people["leila"])
    assert client.get(address(opened)).status_code == 200
    assert PublicAddress.objects.filter(round=opened.round).count() == 2


def test_a_round_without_a_release_is_not_opened(computed, people):
    with pytest.raises(Refused):
        public_access.open_to_everybody(round=computed.round, by=people["leila"])


@pytest.mark.parametrize("name", ["ana", "cora", "sam", "rita", "ines"])
def test_only_the_review_body_opens_a_round(client, released, people, name):
    page = reverse("assessment:public", args=[released.round.code])
    other = signed_in(client, people[name])
    assert other.get(page).status_code == 404
    assert other.post(page, {"act": "open"}).status_code == 404
    assert not PublicAddress.objects.exists()


def test_the_body_opens_a_round_on_its_page(client, released, people):
    page = reverse("assessment:public", args=[released.round.code])
    member = signed_in(client, people["leila"])
    assert "Nobody without an account or a link can read it" in member.get(
        page
    ).content.decode().replace("\n", " ")
    member.post(page, {"act": "open"})
    assert address(released) in member.get(page).content.decode()
    assert AuditEntry.objects.filter(act=Act.OPENED_TO_ALL).count() == 1


# -- links -----------------------------------------------------------------------------


def link_to(figure_set, people, days=7):
    token = public_access.make_link(
        figure_set=figure_set, reader="A newspaper", days=days, by=people["leila"]
    )
    return token, reverse("shared:figure_set", args=[token, "en"])


def test_a_link_opens_one_release_before_it_is_public(client, released, people):
    _token, page = link_to(released, people)
    response = client.get(page)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "Exact figures" not in response.content.decode()
    assert client.get(f"{page}JUD-01/").status_code == 200


@pytest.mark.parametrize("token", ["wrong", "a" * 43, "%00", "../../etc"])
def test_a_wrong_link_opens_nothing(client, released, people, token):
    link_to(released, people)
    assert client.get(f"/shared/{token}/en/").status_code == 404


def test_a_link_that_has_expired_or_was_ended_opens_nothing(client, released, people):
    _token, page = link_to(released, people)
    link = ReadingLink.objects.get()
    past = timezone.now() - timedelta(days=30)
    ReadingLink.objects.update(made_at=past, expires_at=past + timedelta(days=7))
    assert client.get(page).status_code == 404
    ReadingLink.objects.update(expires_at=timezone.now() + timedelta(days=7))
    assert client.get(page).status_code == 200
    member = signed_in(client, people["leila"])
    member.post(reverse("assessment:end_link", args=[link.pk]))
    assert client.get(page).status_code == 404


def test_the_token_of_a_link_is_stored_nowhere(released, people):
    token, _page = link_to(released, people)
    stored = str(list(ReadingLink.objects.values()))
    logged = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert token not in stored
    assert token not in logged


def test_a_link_is_shown_once(client, released, people):
    page = reverse("assessment:public", args=[released.round.code])
    member = signed_in(client, people["leila"])
    text = member.post(
        page, {"act": "link", "reader": "A newspaper", "days": "7"}
    ).content.decode()
    assert re.search(r"/shared/[\w-]{43}/en/", text)
    assert "/shared/" not in member.get(page).content.decode()
    assert "A newspaper" in member.get(page).content.decode()


def test_figures_that_are_not_released_have_no_link(computed, people):
    with pytest.raises(Refused):
        link_to(computed, people)


# -- a withdrawal --------------------------------------------------------------------


def test_a_withdrawal_is_told_to_the_body_at_once_and_to_nobody_else(
    client, opened, people
):
    """Whoever holds the person would learn that it happened, and when."""
    page = address(opened)
    before = client.get(page)
    Round.objects.filter(pk=opened.round.pk).update(
        last_withdrawal_at=timezone.now() + timedelta(minutes=1)
    )
    caches["pages"].clear()
    after = client.get(page)
    assert after.content == before.content
    assert after.headers["ETag"] == before.headers["ETag"]
    state = signed_in(client, people["sam"])
    words = "took their interview back"
    assert words not in state.get(opened.get_absolute_url()).content.decode()
    member = signed_in(client, people["leila"])
    assert words in one_line(member.get(opened.get_absolute_url()).content.decode())


# -- on paper ------------------------------------------------------------------------


def test_a_page_on_paper_says_which_release_it_is(client, opened):
    page = client.get(address(opened)).content.decode()
    printed = " ".join(re.search(r'class="printed">(.*?)</p>', page, re.S)[1].split())
    assert f"Release {opened.release_number}, " in printed
    assert printed.endswith(f"Check code {opened.fingerprint[:8]}")
