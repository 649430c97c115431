"""The certificate of an end of retention, as text that can be printed and signed."""

from datetime import timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys.models import Outcome


def certificate(run):
    """run: a RetentionRun. It counts what was deleted and lists nothing."""
    names = {**dict(Outcome.choices), **_others()}
    backups_end = run.run_at + timedelta(days=settings.BACKUP_DAYS)
    lines = [
        _("Certificate of deletion"),
        _("Round: %(round)s (%(code)s)")
        % {"round": run.round.name, "code": run.round.code},
        _("Deleted on: %(when)s UTC") % {"when": f"{run.run_at:%Y-%m-%d %H:%M}"},
        _("To be deleted by: %(day)s")
        % {"day": date_format(run.round.retention_until, "Y-m-d")},
        _("The content of these interviews was deleted. Released figures remain."),
        *(f"  {names.get(name, name)}: {n}" for name, n in sorted(run.counts.items())),
        _("Backups that still contain it are deleted by: %(day)s")
        % {"day": f"{backups_end:%Y-%m-%d}"},
        _("Check code: %(hash)s") % {"hash": run.fingerprint},
    ]
    return "\n".join(str(line) for line in lines) + "\n"


def _others():
    return {
        "drafts": _("Open interviews"),
        "quarantined": _("Second versions set aside"),
        "urgent_risks": _("Urgent risks"),
    }
