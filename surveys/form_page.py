"""A page with one form and one act, and the fields that its forms share."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from surveys import exceptions
from surveys.people.sign_in import typed_fields


def text(label, length, **more):
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={"required": _("Type a value.")},
        **more,
    )


def day(label, **more):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"required": _("Choose a day."), "invalid": _("Choose a day that exists.")}
    return forms.DateField(
        label=label,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        error_messages=wrong,
        **more,
    )


def form_page(
    request,
    form_class,
    act,
    *,
    title,
    back,
    done,
    initial=None,
    template="components/form_page.html",
    **page,
):
    """A page with one form; a refusal is shown beside what was typed.

    What was typed before signing in again is shown too, and not yet done.
    """
    form = form_class(typed_fields(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    page |= {"form": form, "title": title, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, template, page, status=status)
