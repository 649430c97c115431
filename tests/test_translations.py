"""Every text a person reads is in English and in French."""

import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "config/locale/fr/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Every text of code and templates, collected anew from a copy of the tree."""
    assert shutil.which("xgettext"), "GNU gettext is needed: apt-get install gettext"
    copy = tmp_path_factory.mktemp("tree")
    for name in ("surveys", "assessment", "config", "templates"):
        shutil.copytree(
            settings.BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("*.mo")
        )
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "-l", "fr", "--no-obsolete"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return polib.pofile(str(copy / "config/locale/fr/LC_MESSAGES/django.po"))


def test_every_text_has_a_french_translation(collected):
    missing = [e.msgid for e in collected if not e.translated() or e.fuzzy]
    assert missing == []
    assert len(collected) > 300


def test_no_translation_has_outlived_its_text(collected):
    texts = {(entry.msgctxt, entry.msgid) for entry in collected}
    stored = polib.pofile(str(CATALOGUE))
    assert [e.msgid for e in stored if (e.msgctxt, e.msgid) not in texts] == []


def test_a_translation_uses_no_placeholder_that_its_text_lacks(collected):
    def holes(text):
        return set(re.findall(r"%\(\w+\)[sd]", text))

    for entry in collected:
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert holes(text) <= holes(entry.msgid + entry.msgid_plural), entry.msgid


def test_shipped_instruments_are_complete_in_english_and_french(instruments, db):
    from surveys.instruments.versions import instrument_of
    from surveys.models import InstrumentVersion

    for version in InstrumentVersion.objects.all():
        instrument = instrument_of(version)
        for question in instrument.questions():
            assert set(question.label) == {"en", "fr"}, question.name
            for choice in question.choices:
                assert set(choice.label) == {"en", "fr"}, (question.name, choice.code)
