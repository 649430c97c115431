"""The description of the API in OpenAPI 3.1, made from the columns of the results."""

from functools import lru_cache
from typing import Any

from assessment.exports import dimensions
from assessment.exports.about_release import LICENCE_ADDRESS, LICENCE_TITLE
from assessment.exports.api import recommendations, resources
from assessment.exports.api.problems import CONTENT_TYPE
from assessment.exports.columns import COLUMNS
from surveys.models import Instrument
from surveys.oversight.product_version import product_version

RELEASE = "/api/v1/releases/{round_code}/{number}/"
TYPES = {"string": "string", "integer": "integer", "number": "number"}
MEANINGS = {
    "standard": "Code of a standard, as INF-05",
    "domain": "Code of a domain, as INF",
    "indicator": "Code of an indicator, as INF-05.m",
    "group": "A grouping, as gender, or one group of it, as gender:woman",
    "source": "Who answered or what was read",
    "code": "Code of a statistic, as E1.1",
    "question": "Name of a question in the codebook",
}
LISTS = {  # of a release: name → (schema, filters, what it is)
    "figures": ("Result", resources.FILTERS, "Figures of indicators"),
    "statistics": ("Result", ("code", "source"), "Numbers that are no indicators"),
    "answers": ("Result", ("question", "source"), "Answers to closed questions"),
    "standards": ("Standard", (), "The standards, each with its finding"),
    "indicators": ("Indicator", (), "The indicators of the release"),
    "recommendations": ("Recommendation", (), "Recommendations of the review body"),
}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Figures of joint assessments of immigration detention",
            "version": product_version(),
            "description": (
                "Released figures as everybody may read them: bands and rounded"
                " numbers. Null means not published or not applicable, never zero."
            ),
            "license": {"name": LICENCE_TITLE, "url": LICENCE_ADDRESS},
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "responses": {
                "Problem": {
                    "description": "Why there is no answer, in a sentence",
                    "content": {CONTENT_TYPE: {"schema": _ref("Problem")}},
                },
                "NotModified": {"description": "The answer is still the same"},
            },
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


# -- addresses -----------------------------------------------------------------------


def _paths() -> dict[str, Any]:
    paths = {
        "/api/openapi.json": _get("openapi", "This description", {"type": "object"}),
        "/api/v1/releases/": _get(
            "releases",
            "Every release that everybody may read, the newest first",
            _object({"results": _list("Release")}),
            [_language()],
        ),
        RELEASE: _get("release", "One release", _ref("Release"), _of_release()),
        f"{RELEASE}figures/{{result_id}}/": _get(
            "figure",
            "One row by its name, whatever it is of",
            _ref("Result"),
            [*_of_release(), _in_path("result_id", "string", "Name of a row")],
        ),
    }
    for name, (schema, filters, what) in LISTS.items():
        parameters = [*_of_release(), *_paging(), *map(_filter, filters)]
        paths[f"{RELEASE}{name}/"] = _get(name, what, _page(schema), parameters)
    return paths


def _get(
    name: str, what: str, schema: dict[str, Any], parameters: list[Any] | None = None
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "summary": what,
            "parameters": parameters or [],
            "responses": {
                "200": {
                    "description": what,
                    "content": {"application/json": {"schema": schema}},
                },
                "304": {"$ref": "#/components/responses/NotModified"},
                "400": {"$ref": "#/components/responses/Problem"},
                "404": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


def _of_release() -> list[Any]:
    return [
        _in_path("round_code", "string", "Code of the round"),
        _in_path("number", "integer", "Number of the release"),
        _language(),
    ]


def _in_path(name: str, kind: str, what: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": what,
        "schema": {"type": kind},
    }


def _in_query(name: str, what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": what, "schema": schema}


def _language() -> dict[str, Any]:
    schema = {"type": "string", "enum": ["en", "fr"], "default": "en"}
    return _in_query("language", "Language of names and notes", schema)


def _paging() -> list[Any]:
    most = {"type": "integer", "minimum": 1, "maximum": resources.MOST}
    return [
        _in_query("offset", "How many rows to leave out", {"type": "integer"}),
        _in_query("limit", "Rows of a page", {**most, "default": resources.MOST}),
    ]


def _filter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if name == "source":
        schema["enum"] = list(Instrument.Source.values)
    return _in_query(name, MEANINGS[name], schema)


# -- what is answered ----------------------------------------------------------------


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _page(name: str) -> dict[str, Any]:
    address = {"type": ["string", "null"]}
    return _object(
        {
            "count": {"type": "integer"},
            "next": address,
            "previous": address,
            "results": _list(name),
        }
    )


def _schemas() -> dict[str, Any]:
    return {
        "Result": _result(),
        "Release": _object(_release()),
        "Standard": _object(_standard()),
        "Indicator": _object(
            {
                name: {"type": [TYPES[kind], "null"]}
                for name, kind in dimensions.INDICATOR_FIELDS
            }
        ),
        "Recommendation": _object(
            {
                name: {"type": kind, "items": {"type": "string"}}
                if kind == "array"
                else {"type": [kind, "null"]}
                for name, kind in recommendations.COLUMNS.items()
            }
        ),
        "Problem": _object(
            {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            }
        ),
    }


def _result() -> dict[str, Any]:
    """A row: the columns of the results that everybody may read."""
    properties: dict[str, Any] = {}
    for column in COLUMNS:
        if column.exact:
            continue
        about: dict[str, Any] = {
            "type": [TYPES.get(column.type, "string"), "null"],
            "description": column.meaning_en,
        }
        if column.allowed:
            about["enum"] = [*column.allowed, None]
        if column.type in ("date", "datetime"):
            about["format"] = {"date": "date", "datetime": "date-time"}[column.type]
        properties[column.name] = about
    return _object(properties)


def _release() -> dict[str, Any]:
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    return {
        "round": text,
        "name": text,
        "country_code": text,
        "release": {"type": ["integer", "null"]},
        "released_at": maybe,
        "computed_at": text,
        "period_start": maybe,
        "period_end": maybe,
        "exact": {"type": "boolean"},
        "synthetic": {"type": "boolean"},
        "check_code": text,
        "publisher": maybe,
        "contact": text,
        "citation": text,
        "licence": maybe,
        "links": _object(dict.fromkeys(LISTS, text)),
    }


def _standard() -> dict[str, Any]:
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    return {
        "standard_code": text,
        "domain_code": text,
        "domain_name": text,
        "name": text,
        "target": {"type": ["number", "null"]},
        "target_direction": text,
        "sources": {"type": "array", "items": text},
        "finding": text,
        "cases": maybe,
    }
