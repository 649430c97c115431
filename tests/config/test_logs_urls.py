"""The addresses of the product, and two pages that break."""

from config.urls import handler400, handler404, handler429, handler500, urlpatterns
from tests.config.test_logs import urlpatterns as broken

__all__ = ["handler400", "handler404", "handler429", "handler500"]
urlpatterns = [*urlpatterns, *broken]
