from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import trans_real

from assessment.catalogue import load_catalogue
from assessment.services import compute_figures, release_figures
from tests.assessment import world

LOCALE = Path(__file__).resolve().parents[2] / "config" / "locale"


@pytest.fixture(scope="session")
def french_catalogue(tmp_path_factory):
    """The French texts, compiled here: no test rests on a file made by hand."""
    messages = LOCALE / "fr" / "LC_MESSAGES"
    merged = polib.POFile()
    for path in sorted(messages.glob("*.po")):
        part = polib.pofile(str(path))
        merged.metadata = part.metadata
        known = {(one.msgid, one.msgctxt) for one in merged}
        merged.extend(e for e in part if (e.msgid, e.msgctxt) not in known)
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


@pytest.fixture
def catalogue(db):
    load_catalogue()


@pytest.fixture
def round(db):
    return world.make_round()


@pytest.fixture
def people(round, catalogue):
    """Named people, one a role, in a round with interviews at six places."""
    interviewers = world.fill(round)
    world.fill_authority(round, interviewers[0], each=2, always=2)
    world.fill_authority(round, interviewers[1], each=1, always=0)
    return {
        "ines": interviewers[0],
        "cora": world.make_person("cora", "coordinator", round),
        "ana": world.make_person("ana", "analyst", round),
        "leila": world.make_person("leila", "reviewer", round, "review"),
        "sam": world.make_person("sam", "state_focal_point", round, "state"),
        "rita": world.make_person("rita", "reader", round),
    }


@pytest.fixture
def computed(round, people):
    return compute_figures(round=round, by=people["ana"])


@pytest.fixture
def released(computed, people):
    return release_figures(figure_set=computed, by=people["leila"])
