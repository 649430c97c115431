from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Surveys(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self):
        from surveys.people import sign_in_acts

        sign_in_acts.connect()
