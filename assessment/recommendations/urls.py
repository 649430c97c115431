"""Addresses of a round's findings and recommendations, below `rounds/<code>/`."""

from django.urls import path

from assessment.recommendations import finding_views, respond_views, views

ONE = "recommendations/<int:pk>"

urlpatterns = [
    path("findings/", finding_views.findings, name="body_findings"),
    path("findings/<slug:standard>/", finding_views.finding, name="body_finding"),
    path("concerns/", finding_views.concerns, name="concerns"),
    path("priorities/", finding_views.priorities, name="body_priorities"),
    path("milestones/<slug:standard>/", finding_views.milestone, name="milestone"),
    path("authorities/", views.authorities, name="authorities"),
    path("authorities/<int:pk>/", views.authority, name="authority"),
    path("recommendations/", views.recommendations, name="round_recommendations"),
    path("recommendations/new/", views.new_recommendation, name="new_recommendation"),
    path("recommendations/import/", views.import_register, name="import_register"),
    path(
        "recommendations/empty.xlsx", views.register_workbook, name="register_workbook"
    ),
    path("recommendations/actions/", respond_views.actions, name="actions"),
    path(
        "recommendations/actions/<int:pk>/",
        respond_views.finish_action,
        name="finish_action",
    ),
    path(
        "recommendations/<slug:table>.<slug:form>",
        views.recommendation_file,
        name="round_recommendation_file",
    ),
    path(f"{ONE}/", views.recommendation, name="round_recommendation"),
    path(f"{ONE}/edit/", views.edit_recommendation, name="edit_recommendation"),
    path(f"{ONE}/issue/", views.issue_recommendation, name="issue_recommendation"),
    path(f"{ONE}/delete/", views.delete_draft, name="delete_draft"),
    path(f"{ONE}/amend/", views.amend_recommendation, name="amend_recommendation"),
    path(f"{ONE}/progress/", views.judge, name="judge_progress"),
    path(f"{ONE}/close/", views.close, name="close_recommendation"),
    path(f"{ONE}/again/", views.reiterate, name="reiterate"),
    path(
        f"{ONE}/answers/<int:addressee>/", views.record_response, name="record_response"
    ),
    path(f"{ONE}/read/<int:line>/", views.read_line, name="read_line"),
    path(f"{ONE}/respond/", respond_views.respond, name="respond"),
    path(f"{ONE}/known/", views.observe, name="observe"),
]
