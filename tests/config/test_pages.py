"""What every page shares: direction, theme, language, hashed modules."""

import json
import re
from datetime import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.formats import date_format

pytestmark = pytest.mark.django_db


def test_the_reading_direction_is_one_tap_and_stays_on_the_device(client):
    client.post(reverse("display"), {"direction": "rtl", "next": "/sign-in/"})
    page = client.get("/sign-in/").content.decode()
    assert '<html lang="en" dir="rtl"' in page
    client.post(reverse("display"), {"direction": "automatic", "next": "/sign-in/"})
    assert 'dir="ltr"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_a_theme_is_one_tap(client, theme):
    client.post(reverse("display"), {"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/sign-in/").content.decode()


def test_an_invented_theme_changes_nothing(client):
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get("/sign-in/").content.decode()


def test_the_language_of_the_interface_is_one_tap(client):
    client.post(reverse("set_language"), {"language": "fr", "next": "/sign-in/"})
    assert "Se connecter" in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("DATE_FORMAT", "11 October 2026"),
        ("SHORT_DATE_FORMAT", "11 Oct 2026"),
        ("SHORT_DATETIME_FORMAT", "11 Oct 2026, 14:05"),
    ],
)
def test_english_dates_are_read_as_one_day(pattern, written):
    assert date_format(datetime(2026, 10, 11, 14, 5), pattern) == written


def test_display_choices_never_lead_to_another_site(client):
    response = client.post(
        reverse("display"), {"theme": "sun", "next": "//elsewhere.example/"}
    )
    assert response.url == "/"


def test_modules_import_each_other_by_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.storage.HashedModules"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    main = (tmp_path / names["surveys/main.js"]).read_text()
    for module in ("hide_screen", "send_once", "focus_problems"):
        hashed = names[f"surveys/page/{module}.js"].removeprefix("surveys/")
        assert re.search(rf'from "\./{re.escape(hashed)}"', main)
