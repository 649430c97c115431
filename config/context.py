"""What every page needs: style, theme, text size, reading direction, navigation."""

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi

from config.style import FIGURES_STYLE, STYLE
from surveys.access import doors_for

THEMES = ("light", "dark", "sun")
SIZES = ("normal", "large", "larger")
DIRECTIONS = ("ltr", "rtl")


def chosen(request, name, allowed):
    """A display choice from its cookie; anything else falls back to the first."""
    value = request.COOKIES.get(name, "")
    return value if value in allowed else ""


def page(request):
    automatic = "rtl" if get_language_bidi() else "ltr"
    return {
        "style": mark_safe(STYLE),  # noqa: S308 - our own file, allowed by its hash
        "figures_style": mark_safe(FIGURES_STYLE),  # noqa: S308 - as above
        "theme": chosen(request, "theme", THEMES),
        "text_size": chosen(request, "text", SIZES),
        "direction": chosen(request, "direction", DIRECTIONS) or automatic,
        "doors": doors_for(request.user) if hasattr(request, "user") else [],
        "demo": settings.DEMO,
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
