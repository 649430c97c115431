"""What every page needs: style, theme, text size, reading direction, navigation."""

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi

from config.style import FIGURES_STYLE, REPORT_STYLE, STYLE, TABLET_STYLE
from config.waiting import waiting_for
from surveys.access import navigation_for
from surveys.models import Person

THEMES = ("light", "dark", "sun")
SIZES = ("normal", "large", "larger")
DEMO_ADDRESS = "@demo.test"
DIRECTIONS = ("ltr", "rtl")


def display_choice(request, name, allowed):
    """A display choice from its cookie; anything else falls back to the first."""
    value = request.COOKIES.get(name, "")
    return value if value in allowed else ""


def demo_accounts():
    """Whether the accounts of the demonstration exist; the sign-in page asks."""
    return (
        settings.DEMO and Person.objects.filter(email__endswith=DEMO_ADDRESS).exists()
    )


def page(request):
    automatic = "rtl" if get_language_bidi() else "ltr"
    return {
        "style": mark_safe(STYLE),  # noqa: S308 - our own file, allowed by its hash
        "figures_style": mark_safe(FIGURES_STYLE),  # noqa: S308 - as above
        "tablet_style": mark_safe(TABLET_STYLE),  # noqa: S308 - as above
        "report_style": mark_safe(REPORT_STYLE),  # noqa: S308 - as above
        "theme": display_choice(request, "theme", THEMES),
        "text_size": display_choice(request, "text", SIZES),
        "direction": display_choice(request, "direction", DIRECTIONS) or automatic,
        "navigation": navigation_for(request.user) if hasattr(request, "user") else [],
        "demo": settings.DEMO,
        "demo_accounts": demo_accounts,
        "waiting": lambda: waiting_for(request.user),  # first pages alone ask
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
