"""Releasing figures: what will be read, the two members, and public access."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment.access import public_rounds_for, reading_links_for, releasable_for
from assessment.computation import coverage, progress_stream
from assessment.reading.reader import RELEASED
from assessment.release import preview, public_access
from assessment.release.forms import LinkForm, ProposeForm, ReleaseForm, SendBackForm
from assessment.release.release import propose_release, release_in_steps, send_back
from surveys.exceptions import Refused
from surveys.people.sign_in import ask_again, signed_in_freshly

FORMS = {"propose": ProposeForm, "release": ReleaseForm, "send_back": SendBackForm}


@require_http_methods(["GET", "POST"])
def release(request, pk):
    """The list of what will be published, and what this member may do next."""
    figure_set = get_object_or_404(releasable_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    act = request.POST.get("act")
    if request.method == "GET" or act not in FORMS:
        return _release_page(request, figure_set)
    form = FORMS[act](request.POST)
    if not form.is_valid():
        return _release_page(request, figure_set, act, form, status=422)
    if act == "release":
        return _stream_release(request, figure_set)
    values = dict(form.cleaned_data)
    values.pop("read_list", None)
    try:
        if act == "propose":
            propose_release(figure_set=figure_set, by=request.user, **values)
        else:
            send_back(figure_set=figure_set, by=request.user, **values)
    except Refused as problem:
        form.add_error(None, str(problem))
        return _release_page(request, figure_set, act, form, status=422)
    return redirect("assessment:release", pk)


def _release_page(request, figure_set, act="", form=None, status=200):
    figure_set.refresh_from_db()
    page = preview.page(
        figure_set, request.GET.get("show", ""), request.GET.get("domain", "")
    )
    page["coverage"] = coverage.lines(figure_set, exact=True)
    page["proposed"] = bool(figure_set.proposed_by_id)
    page["is_second"] = page["proposed"] and figure_set.proposed_by != request.user
    page["form"] = form
    forms = {name: kind() for name, kind in FORMS.items()}
    page["forms"] = forms | ({act: form} if form is not None else {})
    return render(request, "assessment/release/release.html", page, status=status)


def _stream_release(request, figure_set):
    text = _("Everyone with a role in this round can now read the figures.")
    return progress_stream.stream_page(
        request,
        release_in_steps(figure_set=figure_set, by=request.user),
        title=_("Releasing the figures"),
        done=lambda released_set: (
            text,
            released_set.get_absolute_url(),
            _("See the figures"),
        ),
        return_to=reverse("assessment:release", args=[figure_set.pk]),
    )


@require_http_methods(["GET", "POST"])
def public(request, code):
    """Who reads what is released without an account: everybody, or with a link."""
    round = get_object_or_404(public_rounds_for(request.user), code=code)
    if not signed_in_freshly(request):
        return ask_again(request)
    if request.method == "GET":
        return _public_page(request, round)
    act = request.POST.get("act")
    try:
        if act == "open":
            public_access.open_to_everybody(round=round, by=request.user)
            messages.success(request, _("Everybody can now read what is released."))
        elif act == "close":
            public_access.close_to_everybody(round=round, by=request.user)
            messages.success(request, _("The public address is closed."))
        elif act == "link":
            return _make_link(request, round)
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("assessment:public", code)


def _make_link(request, round):
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _public_page(request, round, form, status=422)
    newest = _newest_release(round)
    if newest is None:
        raise Refused(_("Nothing of this round is released yet."))
    token = public_access.make_link(
        figure_set=newest, by=request.user, **form.cleaned_data
    )
    address = reverse("shared:figure_set", args=[token, _language()])
    return _public_page(request, round, link=request.build_absolute_uri(address))


def _public_page(request, round, form=None, link="", status=200):
    newest = _newest_release(round)
    address = ""
    if newest is not None:
        release = [_language(), round.code, newest.release_number]
        address = request.build_absolute_uri(
            reverse(f"{RELEASED}:figure_set", args=release)
        )
    page = {
        "round": round,
        "newest": newest,
        "address": address,
        "is_open": round.public_addresses.filter(ended_at__isnull=True).exists(),
        "form": form or LinkForm(),
        "link": link,
        "links": reading_links_for(request.user).filter(figure_set__round=round),
    }
    return render(request, "assessment/release/public.html", page, status=status)


def _newest_release(round):
    released = round.figure_sets.filter(release_number__isnull=False)
    return released.order_by("-release_number").first()


def _language():
    return "fr" if (get_language() or "en").startswith("fr") else "en"


@require_POST
def end_link(request, pk):
    link = get_object_or_404(reading_links_for(request.user), pk=pk)
    public_access.end_link(link=link, by=request.user)
    messages.success(request, _("The link no longer works."))
    return redirect("assessment:public", link.figure_set.round.code)
