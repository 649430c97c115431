"""No line of the log holds what somebody typed, whatever went wrong."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path
from django.utils.log import AdminEmailHandler

from config.log import logging_for

CANARY = "they beat him in cell 7"


def breaks(request, word):
    raise ValueError(f"cannot read {request.POST.get('answer')}: {CANARY}")


def logs(request, word):
    logging.getLogger("surveys").error("answer was %s", CANARY)
    logging.getLogger("surveys").error(CANARY, extra={"event": CANARY})
    return breaks(request, word)


breaks.login_required = logs.login_required = False
urlpatterns = [
    path("breaks/<str:word>/", breaks),
    path("logs/<str:word>/", logs),
]
handler500 = "config.views.server_error"
handler400 = "config.views.bad_request"


@pytest.fixture
def stream(settings):
    """What the process would write, with the settings of a deployment."""
    settings.ROOT_URLCONF = "tests.config.test_logs_urls"
    written = io.StringIO()
    logging.config.dictConfig(logging_for("DEBUG"))
    handler = next(h for h in logging.root.handlers if h.formatter and is_ours(h))
    before, handler.stream = handler.stream, written
    yield written
    handler.stream = before
    logging.config.dictConfig(settings.LOGGING)


def is_ours(handler):
    return type(handler.formatter).__name__ == "AllowedFields"


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["breaks", "logs"])
def test_an_exception_with_an_answer_in_it_leaves_no_answer(stream, where):
    client = Client(raise_request_exception=False)
    page = client.post(f"/{where}/{CANARY}/?q={CANARY}", {"answer": CANARY})
    assert page.status_code == 500
    assert CANARY not in page.content.decode()
    assert "cell 7" not in stream.getvalue()
    assert "cell%207" not in stream.getvalue()
    wrong = [line for line in lines(stream) if line.get("status") == 500]
    assert wrong[0]["path"] == f"/{where}/<str:word>/"
    assert wrong[0]["exception"] == "builtins.ValueError"
    assert wrong[0]["raised"].startswith("tests/config/test_logs.py:")


@pytest.mark.django_db
def test_the_reference_of_the_page_is_found_in_the_log(stream):
    client = Client(raise_request_exception=False)
    page = client.get("/breaks/x/").content.decode()
    references = [line["reference"] for line in lines(stream) if "reference" in line]
    assert len(references) == 1
    assert f"Reference {references[0]}" in page


@pytest.mark.django_db
def test_a_forged_host_leaves_no_host(stream):
    page = Client().get("/sign-in/", HTTP_HOST="cell-seven.example")
    assert page.status_code == 400
    assert "cell-seven" not in stream.getvalue() + page.content.decode()
    assert any("DisallowedHost" in line["logger"] for line in lines(stream))


def test_nothing_is_mailed_or_printed_beside_the_allowed_fields():
    logging.config.dictConfig(settings.LOGGING)
    for name in ("", "django", "django.request", "django.security", "django.server"):
        for handler in logging.getLogger(name).handlers:
            assert not isinstance(handler, AdminEmailHandler)
            if type(handler) is logging.StreamHandler:
                assert is_ours(handler), name


def test_a_line_has_known_fields_only(stream):
    logging.getLogger("surveys").error(
        "%s", CANARY, extra={"answers": CANARY, "event": "draft-lost", "status_code": 5}
    )
    (line,) = lines(stream)
    assert set(line) == {"time", "level", "logger", "at", "event", "status"}


def test_no_path_of_the_machine_is_written():
    from config.log import place_of

    root = settings.BASE_DIR
    assert (
        place_of(f"{root}/surveys/interviews/views.py") == "surveys/interviews/views.py"
    )
    library = f"{root}/.venv/lib/python3.11/site-packages/django/db/utils.py"
    assert place_of(library) == "django/db/utils.py"
