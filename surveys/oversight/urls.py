"""What is watched over: audit log, ethics, impact assessment, status."""

from django.urls import path

from surveys.oversight import (
    audit_views,
    ethics_views,
    impact_views,
    register_views,
    status_views,
)

urlpatterns = [
    path("coordinate/<slug:code>/impact/", impact_views.impact, name="impact"),
    path("audit/", audit_views.log, name="audit"),
    path("audit/heads.txt", audit_views.heads, name="audit-heads"),
    path("audit/check/", audit_views.check, name="audit-check"),
    path("ethics/", ethics_views.ethics, name="ethics"),
    path("status/", status_views.status_page, name="status"),
    path(
        "coordinate/<slug:code>/incidents/", register_views.incidents, name="incidents"
    ),
    path(
        "coordinate/<slug:code>/incidents/<int:pk>/told/",
        register_views.tell_authority,
        name="incident-told",
    ),
    path("coordinate/<slug:code>/feedback/", register_views.feedback, name="feedback"),
    path("urgent/", register_views.urgent, name="urgent"),
]
