"""How often something may be tried, counted in the shared cache."""

from django.core.cache import cache

HOUR = 3600


def tried_too_often(what: str, limit: int, seconds: int = HOUR) -> bool:
    """Count one more try of `what`; whether there were more than `limit` of them."""
    key = f"tries:{what}"
    if cache.add(key, 1, seconds):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two lines
        cache.add(key, 1, seconds)
        return False
