"""A page of each kind that a role can reach keeps nobody out."""

import pytest

from surveys.demo import seed
from surveys.models import Person
from tests.journeys.accessibility import Inspector
from tests.journeys.crawl import is_page, responses
from tests.signed_in import signed_in

LIGHT = [["light", "ltr"]]
# A person of each role, whatever organisation.
PEOPLE = sorted({role: email for email, (_n, _o, role) in seed.PEOPLE.items()}.values())


def inspect_pages(client, inspector, seen):
    """A page of each kind that was not seen yet; another role sees less of the same."""
    for address, response in responses(client, "en", "/", most=1):
        if response.status_code != 200 or not is_page(response):
            continue
        kind = response.resolver_match.view_name
        if kind not in seen:
            seen.add(kind)
            inspector.page.set_content(response.content.decode())
            inspector.inspect_by_rules(address)


@pytest.mark.django_db
def test_a_page_of_each_kind_is_open_to_everybody(released_round, client, tablet):
    inspector, seen = Inspector(tablet("en"), looks=LIGHT), set()
    for email in PEOPLE:
        signed_in(client, Person.objects.get(email=email))
        inspect_pages(client, inspector, seen)
    assert len(seen) > 60
    assert not inspector.findings, "\n".join(inspector.findings)


@pytest.mark.django_db
def test_pages_before_the_sign_in_are_open_to_everybody(instruments, client, tablet):
    inspector, seen = Inspector(tablet("en"), looks=LIGHT), set()
    inspect_pages(client, inspector, seen)
    assert seen
    assert not inspector.findings, "\n".join(inspector.findings)
