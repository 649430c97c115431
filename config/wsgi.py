"""Entry point for gunicorn; refuses to start under a key that is not the database's."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # what the web process writes is for its owner alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()


def refuse_wrong_keys():
    from config.checks import knows_keys, wrong_keys
    from surveys.oversight.server_keys import mark_key

    if problem := wrong_keys():
        sys.exit(problem)
    if knows_keys():
        mark_key()


refuse_wrong_keys()
