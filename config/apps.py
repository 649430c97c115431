from django.apps import AppConfig


class Config(AppConfig):
    name = "config"

    def ready(self):
        from config import checks  # noqa: F401 - importing it registers the checks
