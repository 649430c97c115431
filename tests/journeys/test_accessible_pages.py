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


def findings(client, page):
    inspector = Inspector(page, looks=LIGHT)
    for address, response in responses(client, "en", "/", most=1):
        if response.status_code == 200 and is_page(response):
            page.set_content(response.content.decode())
            inspector.inspect_by_rules(address)
    assert inspector.states
    return "\n".join(inspector.findings)


@pytest.mark.django_db
@pytest.mark.parametrize("email", PEOPLE)
def test_a_page_of_each_kind_is_open_to_everybody(
    released_round, client, tablet, email
):
    signed_in(client, Person.objects.get(email=email))
    assert findings(client, tablet("en")) == ""


@pytest.mark.django_db
def test_pages_before_the_sign_in_are_open_to_everybody(instruments, client, tablet):
    assert findings(client, tablet("en")) == ""
