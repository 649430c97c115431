"""A round's impact assessment, collected from its settings, plan and instruments."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.fieldwork import rounds, safeguards
from surveys.instruments import versions
from surveys.instruments.answer_labels import in_language
from surveys.instruments.markup import plain
from surveys.models import (
    Assignment,
    InstrumentVersion,
    Membership,
    Party,
    ReferralPartner,
    RiskAssessment,
    Role,
    Service,
    Site,
)
from surveys.oversight.impact_texts import (
    NOT_COLLECTED,
    NOT_HELD,
    PURPOSES,
    RISKS,
    SEES,
)

SCRIPT = "x_script"
CLASSES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one published instrument collects."""

    source: str
    version: str
    classes: list[int]  # questions of sensitivity 1, 2, 3 and 4
    sealed: int
    painful: int
    script: str

    @property
    def questions(self):
        return sum(self.classes)


@dataclass(frozen=True, slots=True)
class Safe:
    """The safeguards of one site. until: None where nothing was ever recorded."""

    site: str
    risk_until: date | None
    partners: int
    partners_until: date | None
    gaps: list[str]


def impact_of(round):
    """Everything that the page shows; nothing in it leads to a person."""
    sites = [_safe(round, site) for site in _sites(round)]
    instruments = [_asked(version) for version in _versions(round)]
    return {
        "round": round,
        "gaps": gaps_of(round, sites),
        "purposes": PURPOSES,
        "parties": _parties(round),
        "instruments": instruments,
        "scripts": _scripts(instruments),
        "not_collected": NOT_COLLECTED,
        "sees": [(Role(role).label, text) for role, text in SEES],
        "sites": sites,
        "fewest": settings.PUBLICATION["fewest_people"],
        "risks": RISKS,
        "not_held": NOT_HELD,
        "signers": [label for _value, label in Party.choices],
    }


def gaps_of(round, sites):
    """What is missing, as sentences that end with what to do."""
    gaps = rounds.round_gaps(round)
    if not round.sharing_protocol:
        gaps.append(_("There is no signed sharing protocol: no analyst sees answers."))
    terms, record = (
        _("Record it in the terms of the round."),
        _("Record it for the site."),
    )
    return [f"{gap} {terms}" for gap in gaps] + [
        f"{one.site}: {gap} {record}" for one in sites for gap in one.gaps
    ]


def _parties(round):
    """(party, role, how many people): numbers and never names."""
    rows = (
        Membership.objects.filter(round=round, person__is_active=True)
        .values("party", "role")
        .annotate(n=Count("person", distinct=True))
    )
    found = {(row["party"], row["role"]): row["n"] for row in rows}
    return [
        (Party(party).label, Role(role).label, found[party, role])
        for party in Party.values
        for role in Role.values
        if (party, role) in found
    ]


def _versions(round):
    """The newest published version of each instrument that somebody is to use."""
    used = Assignment.objects.filter(primary_unit__round=round).values("instrument")
    published = InstrumentVersion.objects.filter(
        instrument__in=used, state=InstrumentVersion.State.PUBLISHED
    ).select_related("instrument")
    newest = {
        version.instrument_id: version
        for version in published.order_by("published_at", "pk")
    }
    return sorted(newest.values(), key=lambda one: one.instrument.source)


def _asked(version):
    asked = versions.instrument_of(version)
    questions = [one for one in asked.questions() if one.answerable]
    classes = Counter(one.sensitivity for one in questions)
    script = ""
    if asked.has(SCRIPT):
        label = asked.question(SCRIPT).label
        script = plain(in_language(label, get_language(), asked.default_language)[0])
    return Asked(
        source=version.instrument.get_source_display(),
        version=version.version,
        classes=[classes[one] for one in CLASSES],
        sealed=sum(one.sealed for one in questions),
        painful=sum(one.distress == 2 for one in questions),
        script=script,
    )


def _scripts(instruments):
    """(words, instruments that begin with them): the same words are printed once."""
    found = {}
    for one in instruments:
        if one.script:
            found.setdefault(one.script, []).append(f"{one.source} {one.version}")
    return found.items()


def _sites(round):
    return Site.objects.filter(primary_units__round=round).order_by("code")


def _safe(round, site):
    at_site = {"round": round, "site": site}
    risk = RiskAssessment.objects.filter(**at_site).aggregate(day=Max("expires_on"))
    ends = (
        ReferralPartner.objects.filter(**at_site)
        .order_by()
        .values("service")
        .annotate(day=Max("expires_on"))
    )
    days = [row["day"] for row in ends]
    return Safe(
        site=site.code,
        risk_until=risk["day"],
        partners=len(days),
        partners_until=min(days) if len(days) == len(Service.values) else None,
        gaps=safeguards.site_gaps(round, site),
    )
