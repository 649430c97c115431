"""What a bench in a browser needs of the tests: a round, a server, a tablet."""

from tests.conftest import (  # noqa: F401 - fixtures
    _quick_settings,
    chromium,
    compiled,
    django_db_modify_db_settings,
    empty_round,
    instruments,
    tablet,
)
