from pathlib import Path

import polib
import pytest
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import trans_real

from assessment.computation.compute import compute_figures
from assessment.findings import severities
from assessment.models import FigureSet, PublicAddress, Standard
from assessment.reading.reader import public_reader, reader_for
from assessment.standards.catalogue import load_catalogue
from surveys.models import Person
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two
from tests.assessment.builders.stored_figures import MIDDLING, figure_set

KEPT = {}  # made of the same rows in each test of a module: made once
LOCALE = Path(__file__).resolve().parents[2] / "config" / "locale"


@pytest.fixture(scope="session")
def french_catalogue(tmp_path_factory):
    """The French texts, compiled here: no test rests on a file made by hand."""
    messages = LOCALE / "fr" / "LC_MESSAGES"
    merged = polib.POFile()
    for path in sorted(messages.glob("*.po")):
        part = polib.pofile(str(path))
        merged.metadata = part.metadata
        messages_so_far = {(entry.msgid, entry.msgctxt) for entry in merged}
        merged.extend(e for e in part if (e.msgid, e.msgctxt) not in messages_so_far)
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "fr" / "LC_MESSAGES"
    target.mkdir(parents=True)
    merged.save_as_mofile(str(target / "django.mo"))
    return folder


@pytest.fixture
def french(french_catalogue, settings):
    settings.LOCALE_PATHS = [french_catalogue]
    trans_real._translations.pop("fr", None)
    with translation.override("fr"):
        yield
    trans_real._translations.pop("fr", None)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """A transaction around all tests of a module; each test rolls back into it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _catalogue(module_db, django_db_blocker):
    with django_db_blocker.unblock():
        load_catalogue()


@pytest.fixture
def catalogue(_catalogue, db):
    """The standards, loaded."""


@pytest.fixture
def round(db):
    """A round with a plan and no interviews."""
    return small_round.make_round()


@pytest.fixture(scope="module")
def _computed(_catalogue, django_db_blocker):
    with django_db_blocker.unblock():
        return _compute()


def _compute():
    round = small_round.make_round("asked")
    interviewers = small_round.fill(round)
    small_round.fill_authority(round, interviewers[0], per_place=2, always=2)
    small_round.fill_authority(round, interviewers[1], per_place=1, always=0)
    people = {
        "ines": interviewers[0],
        "cora": small_round.make_person("cora", "coordinator", round),
        "ana": small_round.make_person("ana", "analyst", round),
        "leila": small_round.make_person("leila", "reviewer", round, "review"),
        "sam": small_round.make_person("sam", "state_focal_point", round, "state"),
        "rita": small_round.make_person("rita", "reader", round),
    }
    stored_set = compute_figures(round=round, by=people["ana"])
    return stored_set.pk, {name: person.pk for name, person in people.items()}


@pytest.fixture
def computed(_computed, db):
    """Figures of a round of 48 people held and 18 officials, not released."""
    return FigureSet.objects.get(pk=_computed[0])


@pytest.fixture
def computed_round(computed):
    return computed.round


@pytest.fixture
def people(_computed, db):
    """Named people, one a role, in the round that was asked."""
    return {name: Person.objects.get(pk=pk) for name, pk in _computed[1].items()}


@pytest.fixture
def released(computed, people):
    return release_by_two(figure_set=computed, by=people["leila"])


@pytest.fixture
def staff(round):
    """Named people in a round without interviews, whose figures are made by hand."""
    return {
        "leila": small_round.make_person("leila", "reviewer", round, "review"),
        "ana": small_round.make_person("ana", "analyst", round),
        "rita": small_round.make_person("rita", "reader", round),
        "sam": small_round.make_person("sam", "state_focal_point", round, "state"),
    }


@pytest.fixture
def store_figures(round, staff):
    """store_figures(figures) → a set of stored figures that is not released."""
    return lambda *figures: figure_set(round, staff["ana"], figures)


@pytest.fixture
def judged(staff):
    def judge(figures, *standards, **degrees):
        for code in standards:
            severities.judge(
                figure_set=figures,
                standard=Standard.objects.get(pk=code),
                by=staff["leila"],
                **MIDDLING | degrees,
            )

    return judge


@pytest.fixture
def once(request):
    """once(name, make) → what make() gives, made once for a module."""

    def made_once(name, make):
        key = request.module.__name__, name
        if key not in KEPT:
            KEPT[key] = make()
        return KEPT[key]

    return made_once


# -- the demo's round, for everybody ---------------------------------------------------


@pytest.fixture
def demo_set(released_round):
    """The demo's round, released and opened to everybody."""
    figure_set = FigureSet.objects.get(round=released_round)
    reviewer = Person.objects.get(email="reviewer@demo.test")
    PublicAddress.objects.create(
        round=released_round, opened_at=timezone.now(), opened_by=reviewer
    )
    return figure_set


@pytest.fixture
def everybody(demo_set):
    return public_reader("en", demo_set.round.code, demo_set.release_number)


@pytest.fixture
def reviewer(demo_set):
    return reader_for(Person.objects.get(email="reviewer@demo.test"), demo_set)
