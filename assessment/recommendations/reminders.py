"""Reminders before deadlines: on pages always, by mail where a mail server is named."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Addressee, FollowUp, RecommendationState
from assessment.recommendations.access import (
    answering_rounds_for,
    body_rounds_for,
    own_authorities_for,
)
from assessment.recommendations.answers import answer_of
from assessment.recommendations.states import DAYS_TO_READ, UNANSWERED
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


def waiting_recommendations(person: Any) -> list[tuple[str, str]]:
    """(sentence, address) of what a focal point has to answer, and a body to read."""
    return _to_answer(person) + _to_read(person)


def _to_answer(person: Any) -> list[tuple[str, str]]:
    today, sentences = timezone.localdate(), []
    for round in answering_rounds_for(person):
        own = Addressee.objects.filter(
            authority__in=own_authorities_for(person, round),
            recommendation__round=round,
            recommendation__state=RecommendationState.ISSUED,
        ).select_related("recommendation__round", "authority")
        for waiting in due(list(own), today):
            row = waiting.addressee.recommendation
            text = ngettext(
                "Recommendation %(number)d: answer within %(n)d day",
                "Recommendation %(number)d: answer within %(n)d days",
                waiting.days,
            )
            address = reverse("assessment:respond", args=[round.code, row.pk])
            words = text % {"number": row.number, "n": waiting.days}
            sentences.append((words, address))
    return sentences


def _to_read(person: Any) -> list[tuple[str, str]]:
    """What was handed in and is published after seven days, read or not."""
    since = timezone.now() - timedelta(days=DAYS_TO_READ)
    unread = FollowUp.objects.filter(
        recommendation__round__in=body_rounds_for(person),
        read_at__isnull=True,
        by__isnull=False,
        at__gt=since,
    ).select_related("recommendation__round")
    return [
        (
            _("Recommendation %(number)d of %(round)s: something new to read")
            % {"number": row.number, "round": row.round.name},
            row.get_absolute_url(),
        )
        for row in dict.fromkeys(line.recommendation for line in unread)
    ]


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
