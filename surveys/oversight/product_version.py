"""The version of the product, as pyproject.toml says it."""

import tomllib

from django.conf import settings


def product_version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
