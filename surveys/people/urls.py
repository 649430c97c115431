"""People, invitations and joining; sign-in is in account_urls.py."""

from django.urls import path

from surveys.people import people_upload_views, recovery_views, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/upload/links/", people_upload_views.invited_many, name="invited-many"),
    path(
        "people/upload/workbook/", people_upload_views.download, name="people-workbook"
    ),
    path(
        "people/upload/to/<slug:code>/",
        people_upload_views.upload,
        name="people-upload",
    ),
    path("people/invite/link/", views.invited, name="invited"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        views.withdraw,
        name="invitation-withdraw",
    ),
    path(
        "people/invitations/<int:pk>/confirm/",
        views.confirm,
        name="invitation-confirm",
    ),
    path("people/<int:pk>/recover/", recovery_views.ask, name="recovery-ask"),
    path(
        "people/recoveries/<int:pk>/", recovery_views.confirm, name="recovery-confirm"
    ),
    path("people/back/<str:token>/", recovery_views.back_link, name="back-link"),
    path("people/back/", recovery_views.come_back, name="come-back"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/join/<str:token>/", views.join_link, name="join-link"),
    path("people/join/", views.join, name="join"),
]
