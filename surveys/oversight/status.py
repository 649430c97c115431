"""Whether the product can be trusted today: collected here, shown on one page."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys import audit, sealing
from surveys.interviews import drafts
from surveys.models import (
    Act,
    AuditEntry,
    AuditHead,
    Draft,
    Incident,
    PrimaryUnit,
    Quarantine,
    ReferralPartner,
    RiskAssessment,
    Role,
    Round,
    Service,
    WaitingRisks,
    WithdrawalRequest,
)
from surveys.models.oversight import HOURS_TO_TELL
from surveys.oversight import registers
from surveys.oversight.product_version import product_version

SOON = timedelta(days=14)
CUSTODIANS_SHOWN = timedelta(days=14)  # changes of who keeps keys
LONGEST_WAIT = timedelta(hours=1)  # of what run_queue does every minute
GIGABYTE = 1_000_000_000
LEAST_GIGABYTES, FEW_GIGABYTES = 1, 5
PROBE = "status:probe"
BACKUP_EVERY = timedelta(days=2)
UNDAMAGED = "status:undamaged"  # in the cache: the day of the last good check
DAY_SECONDS = 24 * 3600
# What the database must really run with: (question, good answers).
DURABLE = {
    "sqlite": {
        "PRAGMA journal_mode": {"wal"},
        "PRAGMA synchronous": {"2", "3"},
        "PRAGMA secure_delete": {"1"},
        "PRAGMA foreign_keys": {"1"},
        "PRAGMA recursive_triggers": {"1"},
    },
    "postgresql": {
        "SHOW fsync": {"on"},
        "SHOW full_page_writes": {"on"},
        "SHOW synchronous_commit": {"on", "remote_write", "remote_apply"},
    },
}
CUSTODIAN_CHANGES = {
    Act.ROLE_GIVEN: gettext_lazy("a custodian was appointed"),
    Act.ROLE_ENDED: gettext_lazy("a custodian’s role ended"),
    Act.KEY_REGISTERED: gettext_lazy("a key was made"),
    Act.KEY_CONFIRMED: gettext_lazy("a key was confirmed"),
    Act.KEY_RETIRED: gettext_lazy("a key was ended"),
}


class Urgency(StrEnum):
    GOOD = "good"
    LOOK = "look"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One thing that was looked at. remedy: what to do, where something is wrong."""

    name: str
    state: Urgency
    text: str
    remedy: str = ""


def status():
    """Every line, those to act on first."""
    lines = [
        _version(),
        _migrations(),
        _database(),
        _damage(),
        _backup(),
        *_retention(),
        *_incidents(),
        *_gates(),
        *_custodians(),
        *_second_versions(),
        _queue(),
        _log(),
        _key(),
        _disk(),
    ]
    order = [Urgency.ACT, Urgency.LOOK, Urgency.GOOD]
    return sorted(lines, key=lambda line: order.index(line.state))


def _version():
    return StatusLine(_("Version"), Urgency.GOOD, product_version())


def _migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    name = _("Database schema")
    if not plan:
        return StatusLine(name, Urgency.GOOD, _("up to date"))
    text = ngettext(
        "%(n)d migration is pending", "%(n)d migrations are pending", len(plan)
    )
    return StatusLine(
        name, Urgency.ACT, text % {"n": len(plan)}, _("Run: manage.py migrate")
    )


def _database():
    """What the database says it runs with, not what was asked for."""
    answers = {}
    with connection.cursor() as cursor:
        for question in DURABLE[connection.vendor]:
            cursor.execute(question)
            answers[question] = str(cursor.fetchone()[0]).lower()
    weak = [
        f"{question.split()[1]}={answer}"
        for question, answer in answers.items()
        if answer not in DURABLE[connection.vendor][question]
    ]
    name, kind = _("Database"), connection.display_name
    if not weak:
        return StatusLine(name, Urgency.GOOD, _("%(kind)s, durable") % {"kind": kind})
    text = f"{kind}: {', '.join(weak)}"
    remedy = _("Received answers could be lost. Restore these options.")
    return StatusLine(name, Urgency.ACT, text, remedy)


def _damage():
    return {"sqlite": _sqlite_damage, "postgresql": _checksums}[connection.vendor]()


def _sqlite_damage():
    """Once a day; a damaged file is looked at again each time, until it is replaced."""
    name, today = _("Damage to the database"), timezone.localdate().isoformat()
    if cache.get(UNDAMAGED) != today:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            problem = str(cursor.fetchone()[0])
        if problem != "ok":
            remedy = _(
                "Stop the server, move the database file away, then run: manage.py"
                " migrate, manage.py restore FILE"
            )
            return StatusLine(name, Urgency.ACT, problem, remedy)
        cache.set(UNDAMAGED, today, DAY_SECONDS)
    return StatusLine(name, Urgency.GOOD, _("none; checked today"))


def _checksums():
    """PostgreSQL finds damage by itself where it keeps checksums."""
    name = _("Damage to the database")
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_checksums")
        if cursor.fetchone()[0] == "on":
            return StatusLine(name, Urgency.GOOD, _("checksums are on"))
    remedy = _("Stop PostgreSQL, then run: pg_checksums --enable")
    return StatusLine(name, Urgency.LOOK, _("checksums are off"), remedy)


def _backup():
    name, remedy = _("Backup"), _("Run: manage.py backup FILE")
    entry = AuditEntry.objects.filter(act=Act.BACKED_UP).order_by("-number").first()
    urgency = Urgency.LOOK if settings.DEMO else Urgency.ACT
    if entry is None:
        return StatusLine(name, urgency, _("none was made"), remedy)
    made_at = datetime.fromisoformat(entry.at)
    text = _("last one on %(day)s") % {"day": date_format(timezone.localtime(made_at))}
    if timezone.now() - made_at > BACKUP_EVERY:
        return StatusLine(name, urgency, text, remedy)
    return StatusLine(name, Urgency.GOOD, text)


def _retention():
    name, overdue = _("Retention"), registers.overdue_rounds()
    if not overdue:
        return [StatusLine(name, Urgency.GOOD, _("no round is overdue"))]
    return [
        StatusLine(
            name,
            Urgency.ACT,
            _("%(round)s should have been deleted on %(day)s")
            % {"round": round.code, "day": date_format(round.retention_until)},
            _("Run: manage.py retention --apply --certificate FILE"),
        )
        for round in overdue
    ]


def _incidents():
    name = _("Incidents")
    due = timezone.now() - timedelta(hours=HOURS_TO_TELL)
    late = Incident.objects.filter(told_at__isnull=True, noticed_at__lt=due)
    rows = late.values("round__code").annotate(n=Count("pk")).order_by("round__code")
    if not rows:
        return [StatusLine(name, Urgency.GOOD, _("none is past 72 hours"))]
    text = _(
        "%(round)s: %(n)d not reported to the data-protection authority within 72 hours"
    )
    remedy = _(
        "Ask the coordinator of the round to inform the data-protection authority"
        " today."
    )
    return [
        StatusLine(
            name, Urgency.ACT, text % {"round": r["round__code"], "n": r["n"]}, remedy
        )
        for r in rows
    ]


def _gates():
    """Counts only: an administrator has no list of the places that are visited."""
    today, name = timezone.localdate(), _("Safeguards of places")
    lines = []
    for round in Round.objects.filter(state=Round.State.OPEN).order_by("code"):
        days = list(_first_expiry(round).values())
        gone = sum(day is None or day < today for day in days)
        soon = sum(day is not None and today <= day <= today + SOON for day in days)
        values = {"round": round.code, "gone": gone, "soon": soon}
        if gone or soon:
            text = _(
                "%(round)s: places closed: %(gone)d; closing within 14 days: %(soon)d"
            )
            remedy = _("Ask the coordinator to renew risk assessments and partners.")
            lines.append(StatusLine(name, Urgency.LOOK, text % values, remedy))
    return lines or [
        StatusLine(name, Urgency.GOOD, _("nothing expires within 14 days"))
    ]


def _first_expiry(round):
    """site → the day its first safeguard ends, or None where one is missing."""
    last = Max("expires_on")
    risk = RiskAssessment.objects.filter(round=round).order_by().values("site")
    risks = dict(risk.annotate(day=last).values_list("site", "day"))
    partner = ReferralPartner.objects.filter(round=round).order_by()
    rows = partner.values("site", "service").annotate(day=last)
    partners = {(row["site"], row["service"]): row["day"] for row in rows}
    expiries = {}
    for site in PrimaryUnit.objects.filter(round=round).values_list("site", flat=True):
        days = [partners.get((site, service)) for service in Service.values]
        days.append(risks.get(site))
        expiries[site] = None if None in days else min(days)
    return expiries


def _custodians():
    """Each change of custodians and their keys of the last 14 days, newest first."""
    since = (timezone.now() - CUSTODIANS_SHOWN).astimezone(UTC).isoformat()
    of_keys = Q(act__in=[Act.KEY_REGISTERED, Act.KEY_CONFIRMED, Act.KEY_RETIRED])
    of_roles = Q(
        act__in=[Act.ROLE_GIVEN, Act.ROLE_ENDED],
        detail__contains=f'"role":"{Role.CUSTODIAN}"',
    )
    name = _("Custodians")
    changes = AuditEntry.objects.filter(of_keys | of_roles, at__gte=since)
    lines = [
        StatusLine(
            name,
            Urgency.LOOK,
            _("%(round)s, %(day)s: %(change)s (line %(number)d of the audit log)")
            % {
                "day": date_format(
                    timezone.localtime(datetime.fromisoformat(entry.at))
                ),
                "round": entry.round.code,
                "change": CUSTODIAN_CHANGES[entry.act],
                "number": entry.number,
            },
            _("If you did not expect this, ask the custodians."),
        )
        for entry in changes.select_related("round").order_by("-number")
    ]
    return lines or [StatusLine(name, Urgency.GOOD, _("no change within 14 days"))]


def _second_versions():
    """How many interviews arrived a second time, with other answers."""
    name = _("Second versions set aside")
    waiting = Quarantine.objects.filter(settled="")
    rows = waiting.values("round__code").annotate(
        n=Count("interview_id", distinct=True)
    )
    lines = [
        StatusLine(
            name,
            Urgency.LOOK,
            ngettext(
                "%(round)s: %(n)d interview arrived again with other answers",
                "%(round)s: %(n)d interviews arrived again with other answers",
                row["n"],
            )
            % {"round": row["round__code"], "n": row["n"]},
            _("The first one counts until its coordinator decides."),
        )
        for row in rows.order_by("round__code")
    ]
    return lines or [StatusLine(name, Urgency.GOOD, _("none"))]


def _queue():
    """What run_queue should have done: somebody waits for help, or to be erased."""
    name = _("Withdrawals and urgent risks")
    oldest = min(
        WithdrawalRequest.objects.values_list("asked_at", flat=True).union(
            WaitingRisks.objects.values_list("waiting_since", flat=True)
        ),
        default=None,
    )
    if oldest is None or oldest > timezone.now() - LONGEST_WAIT:
        text = _("nothing has waited for more than an hour")
        return StatusLine(name, Urgency.GOOD, text)
    when = date_format(timezone.localtime(oldest), "SHORT_DATETIME_FORMAT")
    text = _("the oldest has waited since %(when)s") % {"when": when}
    remedy = _("Run manage.py run_queue, then let it run every minute.")
    return StatusLine(name, Urgency.ACT, text, remedy)


def _log():
    name = _("Audit log")
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    last = AuditEntry.objects.order_by("-number").first() or AuditEntry(number=0)
    if not audit.has_triggers():
        remedy = _("Save a copy of the database and inform the auditors.")
        return StatusLine(name, Urgency.ACT, _("its protections were removed"), remedy)
    if (head.number, head.hash) != (last.number, last.hash):
        remedy = _("Save a copy of the database and inform the auditors.")
        return StatusLine(name, Urgency.ACT, _("lines are missing at its end"), remedy)
    if not last.number:
        return StatusLine(name, Urgency.GOOD, _("protected and empty"))
    values = {"number": last.number, "when": last.at[:16], "hash": last.hash[:12]}
    text = _("protected; last line %(number)d, %(when)s UTC, %(hash)s…") % values
    return StatusLine(name, Urgency.GOOD, text)


def _key():
    """Whether what was sealed opens; the key itself is never shown."""
    name, remedy = _("Key"), _("Put the right key file back and start again.")
    try:
        sealed = sealing.seal("", key=settings.DRAFT_KEY, place=PROBE)
        sealing.unseal(sealed, key=settings.DRAFT_KEY, place=PROBE)
        newest = Draft.objects.order_by("-saved_at").first()
        if newest:
            drafts.read_draft(newest)
    except (sealing.KeyProblem, sealing.SealBroken):
        return StatusLine(
            name, Urgency.ACT, _("it does not unlock the open interviews"), remedy
        )
    return StatusLine(name, Urgency.GOOD, _("works"))


def _disk():
    """Space beside a SQLite file; no query tells it of PostgreSQL's disk."""
    remedies, place, text = [], settings.BASE_DIR, _("%(free)s GB left")
    if connection.vendor == "postgresql":
        text = _("%(free)s GB left on the web server")
        remedies = [_("The disk of PostgreSQL is not measured here: look there too.")]
    elif Path(connection.settings_dict["NAME"]).exists():
        place = Path(connection.settings_dict["NAME"]).parent
    free = shutil.disk_usage(place).free / GIGABYTE
    state = Urgency.ACT if free < LEAST_GIGABYTES else Urgency.GOOD
    if LEAST_GIGABYTES <= free < FEW_GIGABYTES:
        state = Urgency.LOOK
    if state != Urgency.GOOD:
        remedies.insert(0, _("Free some space soon, or interviews will be refused."))
    text %= {"free": number_format(free, 1)}
    return StatusLine(_("Disk"), state, text, " ".join(remedies))
