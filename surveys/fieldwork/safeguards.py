"""Writers of the safeguards of a site, and the check before interviews there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.models import (
    Act,
    Debrief,
    Draft,
    Interview,
    Person,
    PrimaryUnit,
    ReferralPartner,
    RiskAssessment,
    Round,
    Service,
    Site,
    Suspension,
)

LONGEST_DAYS = 366  # what was found a year ago says nothing about a place today


def suspension_of(round: Round, site: Site) -> Suspension | None:
    return Suspension.objects.filter(
        round=round, site=site, lifted_at__isnull=True
    ).first()


def site_gaps(round: Round, site: Site) -> list[str]:
    """What is missing before anyone may be asked at a site today, as sentences."""
    return gaps_by_site(round, [site])[site.pk]


def gaps_by_site(round: Round, sites: Collection[Site]) -> dict[int, list[str]]:
    """number of a site → what is missing there; all sites in four queries."""
    today = timezone.localdate()
    # One site is looked up alone; of many every row of the round is read.
    at_sites: dict[str, Any] = {"round": round}
    if len(sites) == 1:
        at_sites["site__in"] = sites
    valid = at_sites | {"expires_on__gte": today}
    suspended = _sites(Suspension.objects.filter(lifted_at__isnull=True, **at_sites))
    refused = _sites(PrimaryUnit.objects.filter(**at_sites).exclude(refused_because=""))
    assessed = _sites(RiskAssessment.objects.filter(assessed_on__lte=today, **valid))
    partners = ReferralPartner.objects.filter(confirmed_on__lte=today, **valid)
    reachable = set(partners.values_list("site", "service"))
    gaps: dict[int, list[str]] = {}
    for site in sites:
        found = gaps[site.pk] = []
        if site.pk in suspended:
            found.append(suspended_text(site))
        if site.pk in refused:
            found.append(_("This place let nobody in."))
        if site.pk not in assessed:
            found.append(_("This place has no valid risk assessment."))
        missing = [
            str(label)
            for value, label in Service.choices
            if (site.pk, value) not in reachable
        ]
        if missing:
            found.append(
                _("No partner is confirmed here for: %(services)s.")
                % {"services": ", ".join(missing)}
            )
    return gaps


def _sites(rows: QuerySet[Any]) -> set[int]:
    """The numbers of the sites that rows are about."""
    return set(rows.values_list("site", flat=True))


def suspended_text(site: Site) -> str:
    return _(
        "Interviews at %(site)s are suspended. Stop, leave as usual, and call your"
        " coordinator. Your answers are saved."
    ) % {"site": site.code}


def check_site(round: Round, site: Site) -> None:
    """Refuse to begin where a safeguard is missing, with every one that is."""
    gaps = site_gaps(round, site)
    if gaps:
        raise Refused(" ".join([*gaps, _("Ask your coordinator.")]))


def check_load(round: Round, person: Person) -> None:
    """Refuse more interviews a day than the round allows (ETH-25)."""
    today = timezone.localdate()
    interviews_today = Interview.objects.filter(
        by=person, held_on=today, revision=1
    ).count()
    begun = Draft.objects.filter(by=person, started_at__date=today).count()
    if interviews_today + begun >= round.most_interviews_a_day:
        raise Refused(
            _(
                "You have started %(count)d interviews today, the most this round"
                " allows. Rest, talk to someone of the team, and go on tomorrow."
            )
            % {"count": interviews_today + begun}
        )


@transaction.atomic
def record_assessment(
    *,
    round: Round,
    sites: Collection[Site],
    document: str,
    assessed_on: date,
    expires_on: date,
    by: Person,
) -> None:
    """Record one written assessment for each of the sites that it is about."""
    _check_days(assessed_on, expires_on)
    until = str(expires_on)
    for site in sites:
        RiskAssessment.objects.create(
            round=round,
            site=site,
            document=document.strip(),
            assessed_on=assessed_on,
            expires_on=expires_on,
            by=by,
        )
        _note(Act.GATE_RECORDED, round, site, by, what="risk", until=until)


@transaction.atomic
def record_partner(
    *,
    round: Round,
    sites: Collection[Site],
    services: list[str],
    name: str,
    contact: str,
    confirmed_on: date,
    expires_on: date,
    by: Person,
) -> None:
    """Record a partner for each service that they confirmed at each of the sites."""
    _check_days(confirmed_on, expires_on)
    until = str(expires_on)
    for site in sites:
        for service in services:
            ReferralPartner.objects.create(
                round=round,
                site=site,
                service=service,
                name=name.strip(),
                contact=contact.strip(),
                confirmed_on=confirmed_on,
                expires_on=expires_on,
                by=by,
            )
        _note(Act.GATE_RECORDED, round, site, by, what="referral", until=until)


def _check_days(begun: date, ends: date) -> None:
    if begun > timezone.localdate():
        raise Refused(_("The day must be today or before."))
    if ends <= begun or (ends - begun).days > LONGEST_DAYS:
        raise Refused(
            _("The end date must be later, and at most a year after %(day)s.")
            % {"day": date_format(begun)}
        )


@transaction.atomic
def suspend_site(*, round: Round, site: Site, reason: str, by: Person) -> None:
    """Lock the site for everyone at once; a second tap changes nothing."""
    if reason not in Suspension.Reason.values:
        raise Refused(_("Choose why the place is suspended."))
    try:
        with transaction.atomic():
            Suspension.objects.create(round=round, site=site, reason=reason, by=by)
    except IntegrityError:  # it is suspended already
        return
    _note(Act.SITE_SUSPENDED, round, site, by, reason=reason)


@transaction.atomic
def resume_site(*, round: Round, site: Site, by: Person) -> None:
    lifted = Suspension.objects.filter(
        round=round, site=site, lifted_at__isnull=True
    ).update(lifted_at=timezone.now(), lifted_by=by)
    if lifted:
        _note(Act.SITE_RESUMED, round, site, by)


def _note(act: Act, round: Round, site: Site, by: Person, **detail: str) -> None:
    audit.record(act, by=by, round=round, about=f"site:{site.code}", detail=detail)


def days_to_talk_over(person: Person) -> list[date]:
    """Days of the last week with interviews of the person and without a debrief."""
    today = timezone.localdate()
    week = (today - timedelta(days=6), today)
    interviews = Interview.objects.filter(by=person, held_on__range=week, revision=1)
    noted = Debrief.objects.filter(person=person).values("day")
    days = interviews.exclude(held_on__in=noted).values_list("held_on", flat=True)
    return sorted(set(days), reverse=True)


@transaction.atomic
def note_debrief(*, person: Person, day: date, took_place: bool) -> None:
    Debrief.objects.get_or_create(person=person, day=day, defaults={"held": took_place})
