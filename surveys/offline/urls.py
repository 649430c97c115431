"""The tablet: its shell, forms, sending; tablets and rescue files for coordinators."""

from django.urls import path

from surveys.offline import device_views, rescue_views, shell_views, views

urlpatterns = [
    path("tablet/", shell_views.shell, name="tablet"),
    path("tablet/sw.js", shell_views.service_worker, name="tablet-worker"),
    path("tablet/manifest.json", shell_views.manifest, name="tablet-manifest"),
    path("tablet/session/", views.session, name="tablet-session"),
    path("tablet/register/", views.register, name="tablet-register"),
    path("tablet/pack/", views.pack, name="tablet-pack"),
    path("tablet/sync/", views.sync, name="tablet-sync"),
    path("tablets/", device_views.devices, name="tablets"),
    path(
        "tablets/<uuid:device_id>/lock-out/",
        device_views.revoke,
        name="tablet-revoke",
    ),
    path("tablets/rescue/", rescue_views.rescue, name="tablet-rescue"),
]
