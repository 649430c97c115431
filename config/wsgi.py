"""Entry point for gunicorn; refuses to start under a key that is not the database's."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

GUNICORN_ENDS = 4  # by another status gunicorn would start the worker for ever


def refuse(problem):
    print(problem, file=sys.stderr, flush=True)  # noqa: T201 - for the journal
    sys.exit(GUNICORN_ENDS)


def refuse_wrong_keys():
    from config.checks import knows_keys, wrong_keys
    from surveys.oversight.server_keys import mark_key

    if problem := wrong_keys():
        refuse(problem)
    if knows_keys():
        mark_key()


os.umask(0o077)  # what the web process writes is for its owner alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as problem:
    refuse(problem)
refuse_wrong_keys()
