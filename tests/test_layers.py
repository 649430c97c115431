"""Imports go one way: assessment → surveys, analysis; engine → standard library."""

import ast
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = {
    "surveys/engine": set(),
    "surveys": {"surveys"},
    "analysis": {"analysis"},
    "assessment": {"assessment", "surveys", "analysis"},
    "config": {"config", "surveys", "assessment"},
}
OURS = {"surveys", "analysis", "assessment", "config", "tests", "bench"}
FOREIGN_TO_ANALYSIS = {"django", "os", "io", "time", "datetime", "random", "pathlib"}


@functools.cache
def import_nodes(path):
    """(every import statement of a file, those that are not for a type checker)."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    typing = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return found, [node for node in found if id(node) not in typing]


def imports(path):
    """Absolute names of the modules a file imports, wherever the import stands."""
    for node in import_nodes(path)[0]:
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
        packages = {name.split(".")[0] for name in imports(path)}
        assert not packages & FOREIGN_TO_ANALYSIS, (
            f"{path}: {packages & FOREIGN_TO_ANALYSIS}"
        )


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


# -- no circles, hidden ones in functions included ------------------------------------


def arrows(folder=ROOT):
    """Module → modules of ours that it imports, wherever the import stands.

    What is imported for a type checker alone is no arrow.
    """
    names = {
        _module(path, folder): path
        for room in ("surveys", "analysis", "assessment", "config")
        for path in sorted((folder / room).rglob("*.py"))
        if "migrations" not in path.parts
    }
    return {
        name: {_named(target, names) for target in _run_time_imports(path)} - {None}
        for name, path in names.items()
    }


def _module(path, folder):
    name = ".".join(path.relative_to(folder).with_suffix("").parts)
    return name.removesuffix(".__init__")


def _named(target, names):
    """The module of ours that a dotted name is, or is in."""
    if target in names:
        return target
    package = target.rpartition(".")[0]
    return package if package in names else None


def _run_time_imports(path):
    for node in import_nodes(path)[1]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def circles(graph):
    """Groups of modules each of which imports itself by way of the others."""

    def reached(start):
        modules, waiting = set(), [start]
        while waiting:
            for target in graph.get(waiting.pop(), ()):
                if target not in modules:
                    modules.add(target)
                    waiting.append(target)
        return modules

    below = {name: reached(name) for name in graph}
    return {
        frozenset(other for other in below[name] if name in below.get(other, ()))
        for name in graph
        if name in below[name] and below[name] - {name}
    }


def test_no_module_imports_itself_round_a_circle():
    assert circles(arrows()) == set()


def test_a_circle_is_seen_also_where_an_import_hides_in_a_function(tmp_path):
    for room in ("surveys", "analysis", "assessment", "config"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("")
    (tmp_path / "surveys/one.py").write_text("from surveys import two\n")
    hidden = "def late():\n    from surveys.one import thing\n"
    (tmp_path / "surveys/two.py").write_text(hidden)
    assert circles(arrows(tmp_path)) == {frozenset({"surveys.one", "surveys.two"})}


def test_views_are_imported_by_addresses_alone():
    """Inside a sub-room: addresses → views → forms → writers → models."""
    users = {
        (name, target)
        for name, targets in arrows().items()
        for target in targets
        if f"_{target.rpartition('.')[2]}".endswith("_views")
        and not name.rpartition(".")[2].endswith("urls")
    }
    assert users == set()


@pytest.mark.parametrize("room", ["surveys", "analysis", "assessment"])
def test_a_room_has_few_things_side_by_side(room):
    """At most 22 directly in a room, and 30 in a sub-room."""
    inside = [path for path in (ROOT / room).iterdir() if path.name != "__pycache__"]
    assert len(inside) <= 22, sorted(p.name for p in inside)
    for folder in inside:
        if folder.is_dir():
            entries = [
                entry for entry in folder.iterdir() if entry.name != "__pycache__"
            ]
            assert len(entries) <= 30, folder


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
