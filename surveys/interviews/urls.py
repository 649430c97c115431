"""The interview: start, screens, check, receipt, withdrawal."""

from django.urls import path

from surveys.interviews import practice_views, views
from surveys.interviews.breaks import views as break_views
from surveys.interviews.withdrawals import views as withdrawal_views
from surveys.interviews.wizard import InterviewWizard

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
    path("field/<uuid:draft_id>/go/", break_views.turn_page, name="turn"),
    path("field/<uuid:draft_id>/pause/", break_views.pause, name="pause"),
    path("field/<uuid:draft_id>/private/", break_views.private, name="private"),
    path("field/<uuid:draft_id>/stop/", break_views.stop, name="stop"),
    path("field/<uuid:draft_id>/erase/", break_views.erase, name="erase"),
    path("place/", break_views.covered, name="place-form"),
    path("field/<uuid:draft_id>/help/", break_views.help, name="help"),
    path("field/<uuid:draft_id>/finish/", views.finish, name="finish"),
    path("practice/", practice_views.page, name="practice"),
    path("practice/delete/", practice_views.delete, name="practice-delete"),
    path("withdraw/", withdrawal_views.withdraw, name="withdraw"),
    path(
        "coordinate/withdraw/",
        withdrawal_views.withdraw_on_request,
        name="withdraw-interview",
    ),
]
