"""Reminders before deadlines: on pages always, by mail where a mail server is named."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.models import Addressee, RecommendationState
from assessment.recommendations.answers import answer_of
from assessment.recommendations.states import UNANSWERED
from surveys.models import Membership, Role

logger = logging.getLogger(__name__)
DAYS_BEFORE = (14, 3)  # days before the deadline on which a mail goes out


@dataclass(frozen=True, slots=True)
class Due:
    """An answer that an authority still owes. days: until the deadline."""

    addressee: Addressee
    days: int


def due(addressees: list[Addressee], today: date) -> list[Due]:
    """What is still to be answered, the nearest deadline first."""
    waiting = [
        Due(addressee, (addressee.recommendation.respond_by - today).days)
        for addressee in addressees
        if addressee.recommendation.respond_by
        and addressee.recommendation.respond_by >= today
        and answer_of(addressee).response in UNANSWERED
    ]
    return sorted(waiting, key=lambda answer: answer.days)


def send_reminders(*, today: date) -> int:
    """Mail the focal points whose deadline is near; returns how many mails went out.

    The words are neutral: a mailbox may be read by others.
    """
    if not settings.EMAIL_HOST:
        return 0
    days = [today + timedelta(days=before) for before in DAYS_BEFORE]
    near = Addressee.objects.filter(
        recommendation__state=RecommendationState.ISSUED,
        recommendation__respond_by__in=days,
        authority__organisation__isnull=False,
    ).select_related("recommendation__round", "authority")
    return sum(
        _send(waiting, member)
        for waiting in due(list(near), today)
        for member in _focal_points(waiting.addressee)
    )


def _focal_points(addressee: Addressee) -> list[Membership]:
    return list(
        Membership.objects.filter(
            round=addressee.recommendation.round,
            role=Role.STATE_FOCAL_POINT,
            organisation=addressee.authority.organisation,
            ended_at__isnull=True,
            person__is_active=True,
        ).select_related("person")
    )


def _send(waiting: Due, member: Membership) -> bool:
    recommendation = waiting.addressee.recommendation
    path = reverse(
        "assessment:respond", args=[recommendation.round.code, recommendation.pk]
    )
    text = render_to_string(
        "assessment/recommendations/reminder.txt",
        {"days": waiting.days, "link": f"https://{settings.ALLOWED_HOSTS[0]}{path}"},
    )
    try:
        send_mail(_("A deadline is near"), text, None, [member.person.email])
    except (SMTPException, OSError):
        logger.warning("", extra={"event": "reminder-not-sent"}, exc_info=True)
        return False
    return True
