"""Logs by allow-list: a line holds named fields with known shapes, never a message.

Messages of libraries carry addresses, paths with codes, and what people typed; an
exception's text may be an answer. None of them is written, anywhere.
"""

import json
import logging
import re
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"[a-z][a-z0-9_.-]{0,60}")
REFERENCE = re.compile(r"[0-9A-F]{4,12}")


class AllowedFields(logging.Formatter):
    """One JSON object a line: time, level, logger, at, and what else is known."""

    def format(self, record):
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "logger": record.name,
            "at": f"{Path(record.pathname).name}:{record.lineno}",
            "event": fitting(CODE, getattr(record, "event", None)),
            "reference": fitting(REFERENCE, getattr(record, "reference", None)),
            "status": number(getattr(record, "status_code", None)),
            "path": template_of(getattr(record, "request", None)),
            **exception_fields(record.exc_info),
        }
        return json.dumps({name: value for name, value in line.items() if value})


def fitting(shape, value):
    return value if isinstance(value, str) and shape.fullmatch(value) else None


def number(value):
    return value if isinstance(value, int) else None


def template_of(request):
    """The address as config/urls.py writes it, without what stood in it."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else None


def exception_fields(exc_info):
    """The class of an exception and where it was raised; never what it says."""
    if not exc_info or not exc_info[0]:
        return {}
    kind, _value, trace = exc_info
    fields = {"exception": f"{kind.__module__}.{kind.__qualname__}"}
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace:
        code = trace.tb_frame.f_code
        fields["raised"] = f"{place_of(code.co_filename)}:{trace.tb_lineno}"
    return fields


def place_of(filename):
    """The file within the project, or within a library; no path of the machine."""
    path = Path(filename)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-3:])


def logging_for(level):
    """The one handler for everything; Django's own handlers print messages."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"allowed": {"()": "config.log.AllowedFields"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "allowed"}
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Named with no handlers of their own: the mail to administrators, the lines
        # of both servers would carry addresses and tracebacks.
        "loggers": {
            name: {"handlers": [], "propagate": True}
            for name in ("django", "django.server", "gunicorn.access", "gunicorn.error")
        },
    }
