"""Imports go one way: assessment → surveys, analysis; engine → standard library."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Inside an app: urls → views → forms, tables → services, access → models.
LEVELS = {
    "surveys": [
        {"sealing"},
        {"sealed_text"},
        {"models", "engine", "identifying", "ethics"},
        {"impact_words"},
        {
            "audit",
            "limits",
            "importing",
            "comparing",
            "coverage",
            "dates",
            "media",
            "markup",
        },
        {"sealed_fields", "copies", "spoken"},
        {"words"},
        {"sheets"},
        {"compile_words"},
        {"compile_checks", "compile_rows"},
        {"compile_sections"},
        {"compile", "access"},
        {"examine", "managing", "second_factor", "sessions"},
        {"apart", "services"},
        {"demo_answers", "demo_custody", "demo_files"},
        {"demo_programmes", "demo_records"},
        {"demo"},
        {
            "forms",
            "progress",
            "demo_earlier",
            "loading",
            "status",
            "retention",
            "impact",
        },
        {"custody", "shown", "summary", "setup", "storage", "preview", "upload"},
        {"round_forms", "guests"},
        {"rosters", "sign_in", "referrals"},
        {"wizard"},
        {"views", "instrument_views", "custody_views", "audit_views"},
        {"round_views", "withdrawal_views", "account_views", "people_views"},
        {"ethics_views", "help_views", "impact_views", "status_views"},
        {"urls", "account_urls"},
    ],
}
ROOMS = {
    "surveys/engine": set(),
    "surveys": {"surveys"},
    "analysis": {"analysis"},
    "assessment": {"assessment", "surveys", "analysis"},
    "config": {"config", "surveys", "assessment"},
}
OURS = {"surveys", "analysis", "assessment", "config", "tests", "bench"}
FOREIGN_TO_ANALYSIS = {"django", "os", "io", "time", "datetime", "random", "pathlib"}


def imports(path):
    """Absolute names of the modules a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(room):
    skip = {"migrations"} | ({"engine"} if room == "surveys" else set())
    return [
        path
        for path in sorted((ROOT / room).rglob("*.py"))
        if not skip & set(path.relative_to(ROOT / room).parts)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room):
    allowed = ROOMS[room] | ({"surveys"} if room == "surveys/engine" else set())
    for path in files(room):
        for name in imports(path):
            top = name.split(".")[0]
            if top in OURS:
                assert top in allowed, f"{path.relative_to(ROOT)} imports {name}"
            if room == "surveys/engine" and top == "surveys":
                assert name.startswith("surveys.engine"), f"{path} imports {name}"


def test_the_engine_needs_the_standard_library_only():
    for path in files("surveys/engine"):
        for name in imports(path):
            top = name.split(".")[0]
            assert top == "surveys" or top in sys.stdlib_module_names, f"{path}: {name}"


def test_analysis_has_no_clock_no_files_and_no_framework():
    for path in files("analysis"):
        found = {name.split(".")[0] for name in imports(path)}
        assert not found & FOREIGN_TO_ANALYSIS, f"{path}: {found & FOREIGN_TO_ANALYSIS}"


def test_only_one_module_imports_pyxform_and_one_room_encrypts():
    for module, owner in (
        ("pyxform", "surveys/xlsform/compile.py"),
        ("cryptography", "surveys/sealing/"),
    ):
        users = {
            str(path.relative_to(ROOT))
            for room in ("surveys", "assessment", "config", "surveys/engine")
            for path in files(room)
            if any(name.split(".")[0] == module for name in imports(path))
        }
        assert users
        assert all(user.startswith(owner) for user in users), users


@pytest.mark.parametrize("app", LEVELS)
def test_inside_an_app_imports_go_towards_the_models(app):
    level = {name: at for at, names in enumerate(LEVELS[app]) for name in names}
    for path in sorted((ROOT / app).glob("*.py")):
        own = level.get(path.stem)
        if own is None:
            continue
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == app and len(parts) > 1 and parts[1] in level:
                # sign_in and wizard hand a page to each other, inside a function
                if (path.stem, parts[1]) == ("sign_in", "wizard"):
                    continue
                assert level[parts[1]] < own, f"{path.name} imports {name}"


def test_the_web_process_starts_without_the_statistics():
    code = (
        "import django, sys; django.setup(); import config.urls;"
        "print([m for m in ('pandas', 'scipy', 'statsmodels', 'numpy')"
        " if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    assert out.stdout.strip() == "[]"
