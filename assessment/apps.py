from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Assessment(AppConfig):
    name = "assessment"
    verbose_name = _("Assessment")
