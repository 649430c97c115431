"""How a test signs somebody in as if they had just typed their password."""

import time

from allauth.account.internal.flows import login as records
from django.contrib.auth.hashers import Argon2PasswordHasher

REAL_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(client, person, *, ago=0):
    """The client, signed in as a person who proved so many seconds ago who they are."""
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[records.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - ago}
    ]
    session[records._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 without its price: tests that measure the price ask for REAL_HASHERS."""

    time_cost, memory_cost, parallelism = 1, 8, 1
