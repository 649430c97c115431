"""Who takes part in the tests, the machine's own Chromium, and a small round."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from assessment.computation import compute
from surveys.demo import seed
from surveys.instruments import versions
from surveys.instruments.build import names
from surveys.models import Assignment, InstrumentVersion, Person, Round
from tests.assessment.builders.releases import release_by_two
from tests.database_guards import flushable
from tests.environment import FOLDER
from tests.fixture_cache import recalled
from tests.shipped_instruments import compiled_with_content
from tests.signed_in import signed_in

flushable()

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LONGEST_FIRST = ("journeys", "test_postgresql", "test_matrix", "test_twins")
NOT_QUICK = {"db", "compiled", "chromium", "tmp_path_factory"}


def pytest_addoption(parser):
    parser.addoption(
        "--quick",
        action="store_true",
        help="only tests without a database, a browser or another program",
    )


def pytest_collection_modifyitems(config, items):
    """The longest files begin first, so that two processes end together."""

    def place(item):
        named = [
            order for order, name in enumerate(LONGEST_FIRST) if name in item.nodeid
        ]
        return named[0] if named else len(LONGEST_FIRST)

    items.sort(key=place)
    if config.getoption("--quick"):
        slow = [item for item in items if not _is_quick(item)]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if _is_quick(item)]


def _is_quick(item):
    if item.get_closest_marker("django_db") or NOT_QUICK & set(item.fixturenames):
        return False
    return not any(name in item.nodeid for name in (*LONGEST_FIRST, "conformance"))


@pytest.fixture(autouse=True)
def _in_the_default_language():
    """A page that was read in French leaves the next test in French, else."""
    translation.deactivate()


@pytest.fixture(scope="session")
def compiled():
    """(compiled, workbook bytes) of each shipped instrument, made once a process."""
    return [compiled_with_content(name) for name in names()]


@pytest.fixture
def instruments(db, compiled):
    """The shipped instruments, stored and checked."""
    recalled("instruments", lambda: check_all(compiled))


def check_all(compiled):
    for result, content in compiled:
        version = versions.store_version(
            compiled=result,
            workbook=content,
            source=result.instrument.settings["source"],
        )
        versions.check_version(version=version)


@pytest.fixture
def small_round(instruments):
    """The demo's plan and people with few interviews, through the real door."""
    return seeded((4, 1, 1), standards=True)


@pytest.fixture
def round_of_people(instruments):
    """The same, and no place has a record yet."""
    return seeded((4, 1, 1), standards=True, others=False)


def seeded(a_place, *, standards=False, others=True):
    """The demo's round with so many interviews a place."""

    def make():
        if standards:
            call_command("load_standards", stdout=StringIO())
        seed.seed_round(a_place=a_place, others=others)

    recalled(f"round {a_place} {standards} {others}", make)
    return Round.objects.get(code=seed.ROUND)


@pytest.fixture
def whole_round(instruments):
    """A round large enough to publish, nothing of it computed yet."""
    return seeded((16, 5, 1), standards=True)


@pytest.fixture
def released_round(instruments):
    """The same, computed and released by the reviewer."""

    def make():
        round = seeded((16, 5, 1), standards=True)
        reviewer = Person.objects.get(email="reviewer@demo.test")
        figures = compute.compute_figures(round=round, by=reviewer)
        release_by_two(figure_set=figures, by=reviewer)

    recalled("released", make)
    return Round.objects.get(code=seed.ROUND)


@pytest.fixture
def empty_round(instruments):
    """The demo's plan and people, before the first interview."""
    return seeded((0, 0, 0))


@pytest.fixture
def version_of(empty_round):
    """version_of(survey, choices, settings) → a version of one's own, not published."""
    from tests.surveys.xlsform.workbooks import compiled as compile_sheets
    from tests.surveys.xlsform.workbooks import workbook

    def load(*sheets):
        def make():
            versions.store_version(
                compiled=compile_sheets(*sheets),
                workbook=workbook(*sheets),
                source="migrant",
            )

        before = set(InstrumentVersion.objects.values_list("pk", flat=True))
        recalled(f"version {sheets}", make)
        return InstrumentVersion.objects.exclude(pk__in=before).get()

    return load


@pytest.fixture
def assign(person):
    """assign(version) → the version, published and given to the interviewer."""

    def give(version):
        versions.check_version(version=version)
        round = Round.objects.get(code=seed.ROUND)
        versions.publish_version(version=version, round=round)
        other = Assignment.objects.filter(person=person("interviewer")).first()
        return Assignment.objects.create(
            person=other.person,
            organisation=other.organisation,
            primary_unit=other.primary_unit,
            instrument=version.instrument,
            wanted=1,
        )

    return give


@pytest.fixture
def person(db):
    """person("interviewer") → the account of that name."""
    return lambda name: Person.objects.get(email=f"{name}@demo.test")


@pytest.fixture
def as_person(client):
    """as_person("reader") → a client signed in as that account."""

    def sign_in(name):
        return signed_in(client, Person.objects.get(email=f"{name}@demo.test"))

    return sign_in


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite tests run on a real file, with the durability options of production."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"] = {**database.get("TEST", {}), "NAME": FOLDER / "test.sqlite3"}


@pytest.fixture(autouse=True)
def _quick_settings(settings):
    """Static files without a manifest, passwords hashed cheaply."""
    settings.PASSWORD_HASHERS = ["tests.signed_in.QuickArgon2PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }


@pytest.fixture(scope="session")
def chromium():
    """The machine's own browser; its absence is a failure, never a skip."""
    from playwright.sync_api import sync_playwright

    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert program, "Chromium is needed for these tests: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tablet(chromium):
    """tablet(language) → a page of a new browser context at tablet size."""
    contexts = []

    def open_tablet(language="en", **options):
        size = {"width": 800, "height": 1280}
        context = chromium.new_context(viewport=size, locale=language, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_tablet
    for context in contexts:
        context.close()
