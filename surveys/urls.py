from django.urls import path

from surveys.fieldwork import views as rounds
from surveys.instruments import views as instruments
from surveys.interviews import help_views, views, withdrawal_views
from surveys.interviews.wizard import InterviewWizard
from surveys.oversight import audit_views as audit
from surveys.oversight import ethics_views, impact_views, status_views
from surveys.people import views as people
from surveys.sealed_answers import views as custody

ask = InterviewWizard.as_view(url_name="ask", done_step_name="check")

urlpatterns = [
    path("", views.home, name="home"),
    path("field/", views.today, name="today"),
    path("field/start/", views.set_up, name="set-up"),
    path("field/done/<slug:receipt>/", views.done, name="done"),
    path("field/done/<slug:receipt>/code/", views.give_code, name="give-code"),
    path("field/debrief/", views.debrief, name="debrief"),
    path("field/<uuid:draft_id>/", views.sections, name="sections"),
    path("field/<uuid:draft_id>/ask/<str:step>/", ask, name="ask"),
    path("field/<uuid:draft_id>/check/", views.check, name="check"),
    path(
        "field/<uuid:draft_id>/check/<str:section>/",
        views.section_check,
        name="section-check",
    ),
    path("field/<uuid:draft_id>/pause/", views.pause, name="pause"),
    path("field/<uuid:draft_id>/help/", help_views.help, name="help"),
    path("field/<uuid:draft_id>/finish/", views.finish, name="finish"),
    path("coordinate/", views.progress, name="progress"),
    path("coordinate/<slug:code>/impact/", impact_views.impact, name="impact"),
    path("coordinate/withdraw/", rounds.withdraw, name="withdraw-interview"),
    path("coordinate/<slug:code>/", rounds.round_page, name="round"),
    path("coordinate/<slug:code>/terms/", rounds.terms, name="terms"),
    path("coordinate/<slug:code>/open/", rounds.open_round, name="round-open"),
    path("coordinate/<slug:code>/close/", rounds.close_round, name="round-close"),
    path("coordinate/<slug:code>/feedback/", rounds.feedback, name="feedback"),
    path("coordinate/<slug:code>/incidents/", rounds.incidents, name="incidents"),
    path(
        "coordinate/<slug:code>/incidents/<int:pk>/told/",
        rounds.tell_authority,
        name="incident-told",
    ),
    path("coordinate/<slug:code>/sites/<slug:site>/", rounds.site_page, name="site"),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/risk/",
        rounds.assessment,
        name="site-risk",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/partner/",
        rounds.partner,
        name="site-partner",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/suspend/",
        rounds.suspend,
        name="site-suspend",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/resume/",
        rounds.resume,
        name="site-resume",
    ),
    path("urgent/", rounds.urgent, name="urgent"),
    path("withdraw/", withdrawal_views.withdraw, name="withdraw"),
    path("coordinate/<slug:code>/children/", views.children, name="children"),
    path(
        "coordinate/interviews/<uuid:interview_id>/", views.interview, name="interview"
    ),
    path("audit/", audit.log, name="audit"),
    path("audit/heads.txt", audit.heads, name="audit-heads"),
    path("audit/check/", audit.check, name="audit-check"),
    path("ethics/", ethics_views.ethics, name="ethics"),
    path("status/", status_views.status_page, name="status"),
    path("custody/", custody.custody, name="custody"),
    path("custody/<slug:code>/key/", custody.key, name="custody-key"),
    path("custody/<slug:code>/key/retire/", custody.retire, name="custody-retire"),
    path("custody/<slug:code>/ask/", custody.ask, name="opening-ask"),
    path("custody/openings/<uuid:opening_id>/", custody.opening, name="opening"),
    path(
        "custody/openings/<uuid:opening_id>/open/",
        custody.open_answer,
        name="opening-open",
    ),
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
    path(
        "people/invitations/<int:pk>/withdraw/",
        people.withdraw,
        name="invitation-withdraw",
    ),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/join/<str:token>/", people.join_link, name="join-link"),
    path("people/join/", people.join, name="join"),
]
