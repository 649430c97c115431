"""What is reached without an account: one release that the body opened, by its address
or by a link, and nothing else."""

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessment.release import public_access
from surveys.models import Role
from tests.access.addresses import FIGURES, PUBLIC_SPACES, REPORTS, named_patterns
from tests.access.test_matrix import matrix  # noqa: F401 - the world and its clients

pytestmark = pytest.mark.django_db
OF_NO_RELEASE = (
    *("api:openapi", "api:releases", "api:not_found"),
    # One file of the report, one row by its name: see the tests of the report and of
    # the interface for programs.
    *("released:report_file", "shared:report_file", "api:figure"),
)
PAGES = sorted(
    name
    for name, _pattern in named_patterns()
    if name.startswith(PUBLIC_SPACES) and name not in OF_NO_RELEASE
)
METHODS = ("POST", "PUT", "PATCH", "DELETE")


def about(name, figure_set):
    """What the page is about, as at its address for members."""
    space, page = name.split(":")
    own = "own_api" if space == "api" else "assessment"
    if f"{own}:{page}" in REPORTS:
        return (figure_set.reports.order_by("exact").first().pk, "pdf")
    return FIGURES[f"{own}:{page}"]


def address(name, figure_set, token):
    space = name.split(":")[0]
    release = figure_set.round.code, figure_set.release_number
    ways = {"released": ("en", *release), "shared": (token, "en"), "api": release}
    return reverse(name, args=[*ways[space], *about(name, figure_set)])


def answer(client, method, path):
    caches["pages"].clear()
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    return response


def opened_for(world, name):
    """The release is open in this way; returns the token of the link, if it is one."""
    released = world.figures["released"]
    member = world.people[Role.REVIEWER]
    if name.startswith("shared:"):
        return public_access.make_link(
            figure_set=released, reader="A reader", days=1, by=member
        )
    public_access.open_to_everybody(round=released.round, by=member)
    return ""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_reached_in_the_way_that_was_opened_and_not_before(matrix, name):  # noqa: F811
    world, clients = matrix
    released = world.figures["released"]
    readers = (Client(), clients[Role.READER], clients[Role.STATE_FOCAL_POINT])
    with transaction.atomic():
        for client in readers:
            assert (
                answer(client, "GET", address(name, released, "x")).status_code == 404
            )
        token = opened_for(world, name)
        path = address(name, released, token)
        # What is not there of this release is not there for anybody; never a sign-in.
        answers = [answer(client, "GET", path) for client in readers]
        assert {response.status_code for response in answers} <= {200, 404}
        assert len({response.status_code for response in answers}) == 1
        if answers[0].status_code == 200:
            assert len({response.content for response in answers}) == 1
        assert "sessionid" not in str([response.cookies for response in answers])
        for method in METHODS:
            assert answer(readers[0], method, path).status_code in (403, 404, 405)
        other = address(name, world.figures["round"], "y" * 43)
        assert answer(readers[0], "GET", other).status_code == 404
        transaction.set_rollback(True)


@pytest.mark.parametrize("space", ["released", "shared"])
def test_a_report_of_exact_figures_is_reached_in_no_public_way(matrix, space):  # noqa: F811
    world, _clients = matrix
    name, released = f"{space}:report_file", world.figures["released"]
    with transaction.atomic():
        public = address(name, released, opened_for(world, name))
        exact, made = world.objects["report exact"], about(name, released)[0]
        path = public.replace(f"/{made}.pdf", f"/{exact.pk}.pdf")
        assert answer(Client(), "GET", public).status_code == 200
        assert answer(Client(), "GET", path).status_code == 404
        transaction.set_rollback(True)
