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
class CollectedData:
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
class SiteSafeguards:
    """The safeguards of one site. until: None where nothing was ever recorded."""

    site: str
    risk_until: date | None
    partners: int
    partners_until: date | None
    gaps: list[str]


def impact_of(round):
    """Everything that the page shows; nothing in it leads to a person."""
    sites = [_safeguards_of(round, site) for site in _sites(round)]
    instruments = [_collected(version) for version in _versions(round)]
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
        "backup_days": settings.BACKUP_DAYS,
        "risks": RISKS,
        "not_held": NOT_HELD,
        "signers": [label for _value, label in Party.choices],
    }


def gaps_of(round, sites):
    """What is missing, as sentences that end with what to do."""
    gaps = rounds.round_gaps(round)
    if not round.sharing_protocol:
        gaps.append(_("Analysts see no answers until the sharing protocol is signed."))
    terms, record = (
        _("Record it in the terms of the round."),
        _("Record it for the place."),
    )
    return [f"{gap} {terms}" for gap in gaps] + [
        f"{site.site}: {gap} {record}" for site in sites for gap in site.gaps
    ]


def _parties(round):
    """(party, role, how many people): numbers and never names."""
    rows = (
        Membership.objects.filter(round=round, person__is_active=True)
        .values("party", "role")
        .annotate(n=Count("person", distinct=True))
    )
    counts = {(row["party"], row["role"]): row["n"] for row in rows}
    return [
        (Party(party).label, Role(role).label, counts[party, role])
        for party in Party.values
        for role in Role.values
        if (party, role) in counts
    ]


def _versions(round):
    """The newest published version of each instrument that somebody is to use."""
    used = Assignment.objects.filter(primary_unit__round=round).values("instrument")
    published = versions.published_versions(round).filter(instrument__in=used)
    newest = {
        version.instrument_id: version
        for version in published.select_related("instrument")
    }
    return sorted(newest.values(), key=lambda version: version.instrument.source)


def _collected(version):
    instrument = versions.instrument_of(version)
    questions = [question for question in instrument.questions() if question.answerable]
    classes = Counter(question.sensitivity for question in questions)
    script = ""
    if instrument.has(SCRIPT):
        label = instrument.question(SCRIPT).label
        script = plain(
            in_language(label, get_language(), instrument.default_language)[0]
        )
    return CollectedData(
        source=version.instrument.get_source_display(),
        version=version.version,
        classes=[classes[sensitivity] for sensitivity in CLASSES],
        sealed=sum(question.sealed for question in questions),
        painful=sum(question.distress == 2 for question in questions),
        script=script,
    )


def _scripts(instruments):
    """(words, instruments that begin with them): the same words are printed once."""
    sources_by_script = {}
    for instrument in instruments:
        if instrument.script:
            sources_by_script.setdefault(instrument.script, []).append(
                f"{instrument.source} {instrument.version}"
            )
    return sources_by_script.items()


def _sites(round):
    return Site.objects.filter(primary_units__round=round).order_by("code")


def _safeguards_of(round, site):
    at_site = {"round": round, "site": site}
    risk = RiskAssessment.objects.filter(**at_site).aggregate(day=Max("expires_on"))
    ends = (
        ReferralPartner.objects.filter(**at_site)
        .order_by()
        .values("service")
        .annotate(day=Max("expires_on"))
    )
    days = [row["day"] for row in ends]
    return SiteSafeguards(
        site=site.code,
        risk_until=risk["day"],
        partners=len(days),
        partners_until=min(days) if len(days) == len(Service.values) else None,
        gaps=safeguards.site_gaps(round, site),
    )
