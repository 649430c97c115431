"""How somebody is invited: the form with the inviter's own choices, and the mail."""

import logging
from smtplib import SMTPException

from django import forms
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import Organisation, Role, Round
from surveys.people.managed_people import (
    invitable_roles,
    organisations_for,
    rounds_managed_by,
)

logger = logging.getLogger(__name__)
NOT_YOURS = gettext_lazy(
    "You cannot give this role in this organisation and round. Choose from the list."
)


class InviteForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write the e-mail address."),
            "invalid": gettext_lazy("Write one e-mail address, such as a@b.org."),
        },
    )
    name = forms.CharField(
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name of the person.")},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        error_messages={
            "invalid_choice": NOT_YOURS,
            "required": gettext_lazy("Choose the organisation."),
        },
    )
    role = forms.ChoiceField(
        error_messages={
            "invalid_choice": NOT_YOURS,
            "required": gettext_lazy("Choose the role."),
        }
    )
    round = forms.ModelChoiceField(
        Round.objects.none(),
        error_messages={
            "invalid_choice": NOT_YOURS,
            "required": gettext_lazy("Choose the round."),
        },
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        roles = invitable_roles(person)
        rounds = Round.objects.none()
        for role in roles:
            rounds |= rounds_managed_by(person, role)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["organisation"].queryset = organisations_for(person)
        self.fields["round"].queryset = rounds.distinct().order_by("name")

    def clean_role(self):
        return Role(self.cleaned_data["role"])

    def chosen(self, name):
        return str(self[name].value() or "")


def send_invitation(invitation, link):
    """Mail the link where a mail server is named; returns whether it went out.

    The words are neutral: a mailbox may be read by others.
    """
    if not settings.EMAIL_HOST:
        return False
    text = render_to_string(
        "surveys/people/invitation.txt", {"invitation": invitation, "link": link}
    )
    try:
        send_mail(_("Your invitation"), text, None, [invitation.email])
    except (SMTPException, OSError):
        logger.warning("", extra={"event": "invitation-not-sent"}, exc_info=True)
        return False
    return True
