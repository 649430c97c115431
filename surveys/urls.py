from django.urls import path

from surveys import audit_views as audit
from surveys import instrument_views as instruments
from surveys import people_views as people
from surveys import views
from surveys.wizard import InterviewWizard

ask = InterviewWizard.as_view(url_name="ask", done_step_name="check")

urlpatterns = [
    path("", views.home, name="home"),
    path("field/", views.today, name="today"),
    path("field/start/", views.set_up, name="set-up"),
    path("field/done/<slug:receipt>/", views.done, name="done"),
    path("field/<uuid:draft_id>/", views.sections, name="sections"),
    path("field/<uuid:draft_id>/ask/<str:step>/", ask, name="ask"),
    path("field/<uuid:draft_id>/check/", views.check, name="check"),
    path(
        "field/<uuid:draft_id>/check/<str:section>/",
        views.section_check,
        name="section-check",
    ),
    path("field/<uuid:draft_id>/pause/", views.pause, name="pause"),
    path("field/<uuid:draft_id>/finish/", views.finish, name="finish"),
    path("coordinate/", views.progress, name="progress"),
    path("coordinate/<slug:code>/children/", views.children, name="children"),
    path(
        "coordinate/interviews/<uuid:interview_id>/", views.interview, name="interview"
    ),
    path("audit/", audit.log, name="audit"),
    path("audit/heads.txt", audit.heads, name="audit-heads"),
    path("audit/check/", audit.check, name="audit-check"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/upload/", instruments.upload, name="instrument-upload"),
    path("instruments/upload/repairs/", instruments.accept, name="instrument-accept"),
    path(
        "instruments/<uuid:version_id>/", instruments.version, name="instrument-version"
    ),
    path(
        "instruments/<uuid:version_id>/publish/",
        instruments.publish,
        name="instrument-publish",
    ),
    path(
        "instruments/<uuid:version_id>/media/",
        instruments.media,
        name="instrument-media",
    ),
    path(
        "instruments/<uuid:version_id>/media/<str:name>",
        instruments.medium,
        name="instrument-medium",
    ),
    path(
        "instruments/<uuid:version_id>/workbook/",
        instruments.download,
        name="instrument-download",
    ),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invite/link/", people.invited, name="invited"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/join/<str:token>/", people.join_link, name="join-link"),
    path("people/join/", people.join, name="join"),
]
