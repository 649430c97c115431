"""The files of deploy/ and the guide say the same, and what they name exists."""

import os
import re
import shlex

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

DEPLOY = settings.BASE_DIR / "deploy"
GUIDE = (settings.BASE_DIR / "docs/deployment.md").read_text(encoding="utf-8")
UNITS = {path.name: path for path in sorted((DEPLOY / "systemd").iterdir())}
SERVICES = [name for name in UNITS if name.endswith(".service")]
TIMERS = [name for name in UNITS if name.endswith(".timer")]
SITE = (DEPLOY / "nginx/daa.conf").read_text(encoding="utf-8")
SETTINGS = (DEPLOY / "daa.env").read_text(encoding="utf-8")


def fields(name):
    """(section, key, value) of each line of a unit."""
    section = ""
    for line in UNITS[name].read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            yield section, key, value


def values(name, key):
    return [value for _section, other, value in fields(name) if other == key]


def commands_of(text):
    return set(re.findall(r"(?:manage\.py|daa-manage) ([a-z_]+)", text))


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_commands_that_exist_as_the_account_of_the_service(name):
    lines = values(name, "ExecStart") + values(name, "ExecStartPre")
    assert lines
    for line in lines:
        words = " ".join(shlex.split(line))
        assert commands_of(words) or words.split()[1] == "config.wsgi"
        assert commands_of(words) <= set(get_commands())
        assert words.startswith(("/srv/daa/.venv/bin/", "/bin/sh -c exec .venv/bin/"))
    assert values(name, "User") == ["daa"]
    assert values(name, "UMask") == ["0077"]
    assert values(name, "WorkingDirectory") == ["/srv/daa"]
    assert values(name, "EnvironmentFile") == ["/etc/daa/daa.env"]


def test_every_daily_job_has_its_timer_and_every_unit_is_started():
    jobs = {name.removesuffix(".service") for name in SERVICES} - {"daa-web"}
    assert {name.removesuffix(".timer") for name in TIMERS} == jobs
    started = re.search(r"systemctl enable --now (.+)", GUIDE)[1].split()
    assert sorted(started) == sorted(["daa-web.service", *TIMERS])
    for name in started:
        assert values(name, "WantedBy"), "nothing starts it when the server does"


def test_the_guide_names_files_and_commands_that_exist():
    for path in re.findall(r"deploy/[\w./-]+", GUIDE):
        assert (settings.BASE_DIR / path).exists(), path
    for unit in re.findall(r"daa-\w+\.(?:service|timer)", GUIDE):
        assert unit in UNITS
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, flags=re.DOTALL))
    assert len(commands_of(shell)) >= 8
    assert commands_of(shell) <= set(get_commands())
    assert "createsuperuser" not in shell


def test_the_settings_file_holds_settings_that_the_guide_explains():
    lines = [line.lstrip("#") for line in SETTINGS.splitlines()]
    names = [line.split("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)]
    table = GUIDE[GUIDE.index("| Variable |") : GUIDE.index("## Signing in")]
    for name in names:
        assert f"`{name}`" in table, name
        assert name in (settings.BASE_DIR / "config/settings.py").read_text()
    assert {"ALLOWED_HOSTS", "DATABASE_URL", "BEHIND_PROXY"} <= set(names)


def test_the_proxy_holds_back_no_long_page():
    (place,) = re.findall(r"location ~ (\S+) \{", SITE)
    block = SITE[SITE.index(place) :]
    assert "proxy_buffering off" in block
    assert "proxy_read_timeout 30m" in block
    for address in (
        reverse("assessment:compute", args=["kenya-2027"]),
        reverse("assessment:quality-check", args=["kenya-2027"]),
        reverse("assessment:release", args=[12]),
    ):
        assert re.search(place, address), address
    assert not re.search(place, reverse("assessment:figure_set", args=[12]))


def test_the_proxy_keeps_the_limits_and_removes_what_clients_claim():
    upload = SITE[SITE.index(f"location {reverse('instrument-upload')}") :]
    assert "client_max_body_size 12m" in upload[:120]
    assert settings.MAX_BODY <= 12 * 1024**2
    for line in (
        "client_max_body_size 3m;",
        "large_client_header_buffers 4 8k;",
        "client_header_timeout 30s;",
        "client_body_timeout 30s;",
        "send_timeout 30s;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert line in SITE
    assert SITE.count("access_log off;") == SITE.count("server {")


def test_the_command_of_the_guide_can_be_run():
    assert os.access(DEPLOY / "daa-manage", os.X_OK)
