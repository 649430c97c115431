"""Second factors: who needs one, and how their secrets lie in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys import sealing
from surveys.access import memberships_of
from surveys.models import Role
from surveys.sealing.sealed_columns import SECOND_FACTOR

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SealedSecrets(DefaultMFAAdapter):
    """Seeds of codes are sealed; the library asks here at each writing and reading."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is wrong, already used or too old. Type the newest one."
        ),
        "cannot_generate_recovery_codes": _(
            "Set up an app or a security key first. You then get recovery codes."
        ),
    }

    def encrypt(self, text):
        sealed = sealing.seal(text, key=settings.DRAFT_KEY, place=SECOND_FACTOR)
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text):
        sealed = base64.b64decode(encrypted_text)
        return sealing.unseal(sealed, key=settings.DRAFT_KEY, place=SECOND_FACTOR)

    def build_totp_svg(self, url):
        """The picture without the XML declaration, which has no place in a page."""
        return super().build_totp_svg(url).partition("?>")[2]

    def generate_authenticator_name(self, user, type):
        return str(_("Security key"))


class ActivateAppForm(ActivateTOTPForm):
    """The code that sets up the app counts as used: nobody signs in with it again."""

    def clean_code(self):
        code = super().clean_code()
        secret = SealedSecrets().encrypt(self.secret)
        app = Authenticator(
            user=self.user, type=Authenticator.Type.TOTP, data={"secret": secret}
        )
        if not TOTP(app).validate_code(code):
            raise SealedSecrets().validation_error("incorrect_code")
        return code


def factors_of(person):
    """The second steps of a person, who may be an OuterRef; recovery codes are none."""
    return Authenticator.objects.filter(user=person, type__in=STRONG)


def has_second_factor(person):
    return factors_of(person.pk).exists()


def needs_second_factor(person):
    """Whether a role of the person asks for one; only a synthetic round may not."""
    asks = memberships_of(person).exclude(role=Role.INTERVIEWER)
    if not settings.SECOND_FACTOR_REQUIRED:
        asks = asks.filter(Q(round__synthetic=False))
    return asks.exists()
