"""People, invitations and joining; sign-in is in account_urls.py."""

from django.urls import path

from surveys.people import recovery_views, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
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
