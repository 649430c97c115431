"""The audit log on paper and screen: who did what, and whether it is still whole."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from surveys import audit
from surveys.access import audit_for, roles_of
from surveys.models import Act, Role

PAGE = 100


@require_GET
def log(request):
    return render(request, "surveys/oversight/audit.html", page_of(request))


@require_GET
def heads(request):
    """The last entry of each day, to keep elsewhere: a rewritten log differs."""
    lines = [f"{day} {number} {hash_}" for day, number, hash_ in heads_for(request)]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response["Content-Disposition"] = 'attachment; filename="audit-heads.txt"'
    return response


@require_POST
def check(request):
    """Check the whole chain, and the heads that a party had kept against it."""
    page = page_of(request)
    page["pasted_heads"] = request.POST.get("kept", "")[:20_000]
    try:
        party_heads = audit.parse_heads(page["pasted_heads"])
    except ValueError:
        page["problem"] = _(
            "A saved line has a number and 64 letters and digits, such as “2026-03-01"
            " 17 9f2c…”. Paste the lines exactly as printed."
        )
        return render(request, "surveys/oversight/audit.html", page, status=422)
    page["broken"] = list(audit.verify(party_heads))
    page["checked"] = len(party_heads)
    return render(request, "surveys/oversight/audit.html", page)


def page_of(request):
    entries = entries_for(request)
    act = request.GET.get("act", "")
    if act in Act.values:
        entries = entries.filter(act=act)
    entry_page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return {"entries": entry_page, "act": act, "acts": Act.choices}


def entries_for(request):
    if Role.AUDITOR not in roles_of(request.user):
        raise Http404
    return audit_for(request.user)


def heads_for(request):
    entries_for(request)
    return audit.heads()
