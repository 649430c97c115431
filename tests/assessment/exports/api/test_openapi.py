"""The description of the API is valid, complete, and what is answered keeps it."""

import re

import pytest
from django.urls import URLPattern
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from assessment.exports.api import urls
from assessment.models import FigureSet, PublicAddress
from surveys.models import Person

PLACES = {"round_code": "demo-2026", "number": "1"}


@pytest.fixture
def document(client, db):
    return client.get("/api/openapi.json").json()


@pytest.fixture
def opened(released_round):
    reviewer = Person.objects.get(email="reviewer@demo.test")
    PublicAddress.objects.create(
        round=released_round, opened_at=timezone.now(), opened_by=reviewer
    )
    return FigureSet.objects.get(round=released_round)


def test_the_description_is_valid_openapi(document):
    assert document["openapi"] == "3.1.0"
    validate(document, cls=OpenAPIV31SpecValidator)


def addresses(patterns=None, start="/api/"):
    for pattern in urls.urlpatterns if patterns is None else patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), pattern.name
        else:
            yield from addresses(pattern.url_patterns, route)


def test_every_address_is_described_and_every_description_has_an_address(document):
    routed = {address for address, name in addresses() if name != "not_found"}
    assert set(document["paths"]) == routed


def test_every_parameter_of_an_address_is_described(document):
    for address, path in document["paths"].items():
        named = {p["name"] for p in path["get"]["parameters"] if p["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", address))


def validator(document, schema):
    return Draft202012Validator({**schema, "components": document["components"]})


def answer_schema(document, path):
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    return content["application/json"]["schema"]


def test_every_answer_keeps_its_schema(client, opened, document):
    figures = "/api/v1/releases/demo-2026/1/figures/"
    name = client.get(figures).json()["results"][0]["result_id"]
    for path in document["paths"]:
        address = path.format(**PLACES, result_id=name)
        for query in ("", "?language=fr"):
            response = client.get(address + query)
            assert response.status_code == 200, address
            check = validator(document, answer_schema(document, path))
            errors = [
                error.message[:300] for error in check.iter_errors(response.json())
            ]
            assert errors == [], address


def test_every_page_of_every_list_keeps_the_schema(client, opened, document):
    for path in document["paths"]:
        parameters = {p["name"] for p in document["paths"][path]["get"]["parameters"]}
        if "offset" not in parameters:
            continue
        check = validator(document, answer_schema(document, path))
        address = path.format(**PLACES)
        while address:
            page = client.get(address).json()
            assert check.is_valid(page)
            address = page["next"]


def test_a_filter_that_is_described_is_understood_and_no_other(
    client, opened, document
):
    for path, about in document["paths"].items():
        if not path.endswith(("figures/", "statistics/", "answers/")):
            continue
        for parameter in about["get"]["parameters"]:
            if parameter["in"] == "query":
                value = {"offset": "1", "limit": "1", "language": "fr"}.get(
                    parameter["name"], parameter["schema"].get("enum", ["x"])[0]
                )
                address = f"{path.format(**PLACES)}?{parameter['name']}={value}"
                assert client.get(address).status_code == 200, address


def test_a_problem_keeps_its_schema(client, opened, document):
    problem = document["components"]["schemas"]["Problem"]
    body = client.get("/api/v1/releases/demo-2026/9/").json()
    assert validator(document, problem).is_valid(body)


def test_an_answer_that_broke_its_schema_would_be_found(client, opened, document):
    path = "/api/v1/releases/{round_code}/{number}/figures/"
    page = client.get(path.format(**PLACES)).json()
    page["results"][0]["estimate"] = 0.5  # an exact column
    assert not validator(document, answer_schema(document, path)).is_valid(page)
