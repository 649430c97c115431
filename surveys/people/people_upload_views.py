"""The page on which many people are invited at once, and that of their links."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from surveys.fieldwork.table_pages import TableUpload, upload_page, workbook_response
from surveys.fieldwork.table_workbooks import workbook
from surveys.people import people_table
from surveys.people.invitation_form import send_invitation
from surveys.people.sign_in import ask_again, managers_only, signed_in_freshly

LINKS = "invitation_links"


@managers_only
@require_http_methods(["GET", "POST"])
def upload(request, code):
    """Invitations of a round from a file or from lines that are pasted."""
    round = get_object_or_404(people_table.managed_rounds(request.user), code=code)
    if not signed_in_freshly(request) and "parcel" in request.POST:
        return ask_again(request)
    table = TableUpload(
        title=_("Invite many people to %(round)s") % {"round": round},
        intro=_(
            "One line for each person: e-mail address, name, role, organisation. Each"
            " gets a link that works once, for 72 hours."
        ),
        names=people_table.NAMES,
        read=lambda name, content: people_table.read_people(
            round, request.user, name, content
        ),
        sentences=people_table.sentences,
        accept=lambda rows: _invite(request, round, rows),
        back=reverse("people"),
        after=reverse("invited-many"),
        workbook=reverse("people-workbook"),
        purpose=f"people-upload:{round.pk}:{request.user.pk}",
    )
    return upload_page(request, table)


def _invite(request, round, rows):
    """Invite, mail the links, and keep them in the session for the next page."""
    invitations = people_table.invite_people(round=round, rows=rows, by=request.user)
    links = []
    for new in invitations:
        link = ""
        if new.token:
            link = request.build_absolute_uri(reverse("join-link", args=[new.token]))
        links.append(
            {
                "name": new.invitation.name,
                "role": new.invitation.get_role_display(),
                "link": link,
                "sent": bool(link) and send_invitation(new.invitation, link),
            }
        )
    request.session[LINKS] = links
    count = len(invitations)
    text = ngettext("%(n)d invitation is made.", "%(n)d invitations are made.", count)
    return text % {"n": count}


@managers_only
@require_GET
def invited_many(request):
    """The links, once: they leave the session with this page."""
    links = request.session.pop(LINKS, None)
    if links is None:
        return redirect("people")
    page = {
        "links": [link for link in links if link["link"]],
        "waiting": [link for link in links if not link["link"]],
    }
    return render(request, "surveys/people/invited_many.html", page)


@managers_only
@require_GET
def download(request):
    """The template."""
    content = workbook(people_table.SHEET, people_table.SHEET_COLUMNS, [])
    return workbook_response("people.xlsx", content)
