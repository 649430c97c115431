"""The data package: CSV files and a description by which a program can check them.

datapackage.json follows version 2 of the Data Package standard.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from assessment.exports import codebook, dictionary, dimensions, impact_table
from assessment.exports.about_release import (
    LICENCE,
    LICENCE_ADDRESS,
    LICENCE_TITLE,
    about_release,
)
from assessment.exports.columns import COLUMNS
from assessment.exports.results_csv import results_csv

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
OPEN_LICENCE = {"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_ADDRESS}
IS_EMAIL = EmailValidator(allowlist=[])


@dataclass(frozen=True)
class Resource:
    """One file of the package: its name, title, maker, fields and key."""

    name: str
    title: str
    make: object
    fields: tuple
    key: tuple
    foreign: tuple = ()


RESULTS_FIELDS = tuple(
    {
        "name": column.name,
        "type": column.type,
        "description": column.meaning_en,
        "hxl": column.hxl,
        **({"constraints": {"enum": list(column.allowed)}} if column.allowed else {}),
    }
    for column in COLUMNS
)


def _plain(fields):
    return tuple({"name": name, "type": kind} for name, kind in fields)


RESOURCES = (
    Resource(
        "results",
        "Every figure, statistic and answer, one row each",
        results_csv,
        RESULTS_FIELDS,
        ("result_id",),
    ),
    Resource(
        "dictionary",
        "What each column of the results means",
        dictionary.dictionary_csv,
        _plain(dictionary.FIELDS),
        dictionary.KEY,
    ),
    Resource(
        "dim_indicator",
        "Indicators and statistics by code",
        dimensions.dim_indicator_csv,
        _plain(dimensions.INDICATOR_FIELDS),
        dimensions.INDICATOR_KEY,
    ),
    Resource(
        "dim_group",
        "Groups of people by code",
        dimensions.dim_group_csv,
        _plain(dimensions.GROUP_FIELDS),
        dimensions.GROUP_KEY,
    ),
    Resource(
        "dim_place",
        "Kinds of place and regions by code",
        dimensions.dim_place_csv,
        _plain(dimensions.PLACE_FIELDS),
        dimensions.PLACE_KEY,
    ),
    Resource(
        "codebook",
        "The questions as they were asked",
        codebook.codebook_csv,
        _plain(codebook.FIELDS),
        codebook.KEY,
    ),
    Resource(
        "choices",
        "The answers that could be chosen",
        codebook.choices_csv,
        _plain(codebook.CHOICE_FIELDS),
        codebook.CHOICE_KEY,
    ),
    Resource(
        "results_impact",
        "The results in the columns of IMPACT's tools",
        impact_table.impact_csv,
        _plain(impact_table.FIELDS),
        (),
    ),
)


def data_package(reader):
    """Bytes of the package, a ZIP; the same release gives the same bytes."""
    files = {f"{resource.name}.csv": resource.make(reader) for resource in RESOURCES}
    about = about_release(reader)
    described = json.dumps(description(about, files), ensure_ascii=False, indent=1)
    return zipped({"datapackage.json": described.encode(), **files}, about.moment)


def zipped(files, moment):
    """A ZIP of files by name, all of one moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return out.getvalue()


def description(about, files):
    """What datapackage.json says; files: name → bytes of each resource."""
    return {
        "$schema": PROFILE,
        "name": f"{about.code}-{about.version}".lower(),
        "title": about.title,
        "description": ". ".join([*about.marks, about.citation]),
        "version": f"{about.version.removeprefix('release-')}.0.0"
        if about.version.startswith("release-")
        else "0.0.0",
        "created": about.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keywords": ["immigration detention", "human rights", "alternatives"],
        **({} if about.exact else {"licenses": [OPEN_LICENCE]}),
        "contributors": [
            {
                "title": about.publisher or about.name,
                **_contact(about.contact),
                "roles": ["publisher"],
            }
        ],
        "resources": [
            _described(resource, files[f"{resource.name}.csv"])
            for resource in RESOURCES
        ],
    }


def _contact(contact):
    """How the standard names a contact: a mail address or a page; others not at all."""
    if contact.startswith("https://"):
        return {"path": contact}
    try:
        IS_EMAIL(contact)
    except ValidationError:  # as forms@localhost of a demonstration
        return {}
    return {"email": contact}


def _described(resource, content):
    schema = {
        "$schema": SCHEMA_PROFILE,
        "fields": list(resource.fields),
        "missingValues": [""],
    }
    if resource.key:
        schema["primaryKey"] = list(resource.key)
    return {
        "$schema": RESOURCE_PROFILE,
        "name": resource.name,
        "type": "table",
        "title": resource.title,
        "path": f"{resource.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }
