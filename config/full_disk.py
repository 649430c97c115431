"""A disk without space: nothing can be saved, what was typed stays on the page."""

import errno
import logging
import sqlite3

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.shortcuts import render

from surveys.people.sign_in import posted_of

logger = logging.getLogger(__name__)
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_DISK_FULL = "53100"
PRIMARY = 0xFF  # SQLite's extended codes keep the primary one in their lowest byte
INSUFFICIENT_STORAGE = 507
READING = ("GET", "HEAD", "OPTIONS")


def is_disk_full(problem):
    """Whether an exception, or one that it came from, says that no space is left."""
    while problem is not None:
        code = getattr(problem, "sqlite_errorcode", 0)
        if (
            code & PRIMARY == sqlite3.SQLITE_FULL
            or code == sqlite3.SQLITE_IOERR_SHMSIZE
            or getattr(problem, "sqlstate", None) == POSTGRESQL_DISK_FULL
            or (isinstance(problem, OSError) and problem.errno in NO_SPACE)
        ):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def no_space_page(request):
    """The page that was sent, as it was typed, and what to do.

    A view may leave a function in `request.typed_page` that makes its own page again.
    """
    logger.error("", extra={"event": "disk-full"})
    typed_page = getattr(request, "typed_page", None)
    if typed_page is not None:
        return typed_page(status=INSUFFICIENT_STORAGE)
    posted = posted_of(request)
    page = {
        "posted": posted,
        "texts": [text for texts in posted.values() for text in texts if " " in text],
        "files": list(request.FILES),
        "reading": request.method in READING,
    }
    return render(request, "no_space.html", page, status=INSUFFICIENT_STORAGE)


class Sessions(SessionMiddleware):
    """Reading goes on without space: only the session's clock stands still."""

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except (DatabaseError, OSError, SessionInterrupted) as problem:
            if not is_disk_full(problem):
                raise
        return response if request.method in READING else no_space_page(request)
