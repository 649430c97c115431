"""A throw-away PostgreSQL cluster: unix socket only, gone when the block ends."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "postgres"  # the server refuses to run as root


def programs():
    """The folder with initdb and pg_ctl, newest version first."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if installed:
        return installed[0].parent
    program = shutil.which("initdb")
    assert program, "PostgreSQL is needed for these tests: apt-get install postgresql"
    return Path(program).resolve().parent


def _as_server(command):
    if os.getuid() != 0:
        return command
    return [
        "setpriv",
        f"--reuid={ACCOUNT}",
        f"--regid={ACCOUNT}",
        "--init-groups",
        *command,
    ]


@contextmanager
def cluster():
    """Yields a DATABASE_URL."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="daa-pg-"))
    if os.getuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    _run(
        [bin_folder / "initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8"]
    )
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    server = [bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    _run([*server, "-o", options, "start"])
    try:
        host = str(folder).replace("/", "%2F")
        yield f"postgres://{ACCOUNT}@{host}/postgres"
    finally:
        _run([*server, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(command):
    done = subprocess.run(
        _as_server([str(part) for part in command]),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr
