"""The data package is valid, by its own description and by the standard."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import dplib
import pytest
from frictionless import Package, validate
from jsonschema import Draft7Validator

from assessment.exports.data_package import RESOURCES, data_package
from assessment.exports.hdx_dataset import hdx_dataset
from assessment.exports.results_csv import results_csv


@pytest.fixture(params=["everybody", "reviewer"])
def who(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def unpacked(who, tmp_path):
    zipfile.ZipFile(io.BytesIO(data_package(who))).extractall(tmp_path)
    return tmp_path


def described(folder: Path):
    return json.loads((folder / "datapackage.json").read_text())


def test_every_file_is_as_it_is_described(unpacked):
    """Types, allowed words, keys without a double, and no resource forgotten."""
    report = validate(str(unpacked / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    checked = {task.name: task.stats["rows"] for task in report.tasks}
    assert set(checked) == {resource.name for resource in RESOURCES}
    assert all(checked.values())


def test_the_description_is_of_version_2(unpacked):
    package = described(unpacked)
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert "profile" not in package
    for resource in package["resources"]:
        assert resource["type"] == "table"
        assert resource["$schema"].endswith("/2.0/dataresource.json")
        assert resource["schema"]["missingValues"] == [""]
        if resource["name"] != "results_impact":
            assert isinstance(resource["schema"]["primaryKey"], list)
    assert Package(str(unpacked / "datapackage.json")).resource_names


def test_the_description_follows_the_json_schema_of_the_standard(unpacked):
    """The published schemas of Data Package 2.0, of the whole and of each resource."""
    schemas = Path(dplib.__file__).parent / "profiles" / "2.0"
    package, resource, table = (
        Draft7Validator(json.loads((schemas / f"{name}.json").read_text()))
        for name in ("datapackage", "dataresource", "tableschema")
    )
    description = described(unpacked)
    package.validate(description)
    for row in description["resources"]:
        resource.validate(row)
        table.validate(row["schema"])
    row["schema"]["fields"][0]["type"] = "story"
    assert not table.is_valid(row["schema"])


def test_every_file_has_its_size_and_sha256(unpacked):
    for resource in described(unpacked)["resources"]:
        content = (unpacked / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_every_column_of_the_results_has_its_tag(unpacked):
    results = described(unpacked)["resources"][0]
    assert all(field["hxl"].startswith("#") for field in results["schema"]["fields"])


def test_a_table_that_was_changed_is_found(unpacked):
    path = unpacked / "results.csv"
    path.write_text(path.read_text().replace(",indicator,", ",story,", 1))
    assert not validate(str(unpacked / "datapackage.json")).valid


def test_the_results_in_it_are_the_file_of_results(everybody):
    package = zipfile.ZipFile(io.BytesIO(data_package(everybody)))
    assert package.read("results.csv") == results_csv(everybody)


def test_two_builds_of_a_release_are_the_same_bytes(who):
    assert data_package(who) == data_package(who)


def test_the_exact_package_has_no_licence_and_says_so(reviewer, everybody, tmp_path):
    exact, public = (
        json.loads(
            zipfile.ZipFile(io.BytesIO(data_package(r))).read("datapackage.json")
        )
        for r in (reviewer, everybody)
    )
    assert "licenses" not in exact
    assert "not for publication" in exact["description"]
    assert public["licenses"][0]["name"] == "CC-BY-4.0"
    assert "not for publication" not in public["description"]


def test_hdx_is_told_what_it_asks_for(everybody, reviewer):
    told, exact = json.loads(hdx_dataset(everybody)), json.loads(hdx_dataset(reviewer))
    for name in (
        *("name", "private", "title", "notes", "dataset_source", "owner_org"),
        *("maintainer", "dataset_date", "data_update_frequency", "groups"),
        *("license_id", "methodology", "tags"),
    ):
        assert name in told
    assert (told["private"], told["license_id"]) == (False, "cc-by")
    assert (exact["private"], exact["license_id"]) == (True, "other")
    assert told["groups"] == [{"name": "xxa"}]
