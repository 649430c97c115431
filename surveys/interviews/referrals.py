"""Where help is to be had at a site, and what is urgent."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from surveys.instruments import versions
from surveys.instruments.answer_labels import in_language
from surveys.interviews.question_display import TextInLanguage
from surveys.models import ReferralPartner, Service

URGENT, REFERS = "x_urgent", "x_refer"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Help:
    """The partners for one kind of help."""

    service: str
    partners: list[ReferralPartner]


def help_at(draft):
    """Partners of the draft's site whose confirmation is valid today, by service.

    None in practice, which is at no place.
    """
    if draft.practice:
        return []
    today = timezone.localdate()
    holding = ReferralPartner.objects.filter(
        round=draft.round,
        site=draft.primary_unit.site,
        confirmed_on__lte=today,
        expires_on__gte=today,
    )
    partners_by_service = {
        service: list(partners)
        for service, partners in groupby(holding, key=lambda partner: partner.service)
    }
    return [
        Help(str(label), partners_by_service[value])
        for value, label in Service.choices
        if value in partners_by_service
    ]


def urgent_risks(draft):
    """What the instrument itself calls urgent, in the language of the interview."""
    instrument = versions.instrument_of(draft.version)
    if not instrument.has(URGENT):
        return []
    choices = instrument.question(URGENT).choices
    return [
        TextInLanguage(
            *in_language(choice.label, draft.language, instrument.default_language)
        )
        for choice in choices
        if choice.state is None and choice.code != NONE
    ]


def asks_for_referral(step):
    return any(question.name == REFERS for question in step.questions)
