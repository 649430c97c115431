"""Where help is to be had at a site, and what is urgent."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from surveys.instruments import versions
from surveys.instruments.answer_labels import said
from surveys.interviews.question_display import Said
from surveys.models import ReferralPartner, Service

URGENT, REFERS = "x_urgent", "x_refer"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Help:
    """The partners for one kind of help."""

    service: str
    partners: list[ReferralPartner]


def help_at(draft):
    """Partners of the draft's site whose word still holds, by service."""
    today = timezone.localdate()
    holding = ReferralPartner.objects.filter(
        round=draft.round,
        site=draft.primary_unit.site,
        confirmed_on__lte=today,
        expires_on__gte=today,
    )
    found = {
        service: list(partners)
        for service, partners in groupby(holding, key=lambda one: one.service)
    }
    return [
        Help(str(label), found[value])
        for value, label in Service.choices
        if value in found
    ]


def urgent_risks(draft):
    """What the instrument itself calls urgent, in the language of the interview."""
    asked = versions.instrument_of(draft.version)
    if not asked.has(URGENT):
        return []
    choices = asked.question(URGENT).choices
    return [
        Said(*said(one.label, draft.language, asked.default_language))
        for one in choices
        if one.state is None and one.code != NONE
    ]


def asks_for_referral(step):
    return any(question.name == REFERS for question in step.questions)
