from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Surveys(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")
