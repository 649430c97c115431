"""Check the audit log, with heads kept elsewhere, and the stored interviews."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from surveys import audit
from surveys.interviews.row_hashes import row_faults
from surveys.models import Round

SENTENCES = {
    "hash": "line {number}: changed, or the line before it was",
    "missing": "line {number}: missing",
    "kept_head": "line {number}: not the line that was saved",
    "head": "lines are missing at the end of the log, or were added (line {number})",
    "triggers": "the database no longer refuses changes: its triggers are missing",
}

ROWS = {
    "changed": "{round}: interview {number} was changed in the database",
    "missing": "{round}: interview {number} is missing",
    "added": "{round}: interview {number} was added in the database",
    "unnumbered": "{round}: an interview was added in the database",
    "count": "{round}: the count of its interviews was changed in the database",
}


class Command(BaseCommand):
    help = (
        "Checks the audit log and the stored interviews. Exits with 1 if a line or an"
        " interview was changed or is missing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="lines that a party saved (audit-heads.txt), to check against the log",
        )

    def handle(self, *args, heads=None, **options):
        broken = 0
        for fault in audit.verify(self.read_heads(heads)):
            broken += 1
            self.stderr.write(SENTENCES[fault.kind].format(number=fault.number))
        broken += self.check_interviews()
        if broken:
            raise CommandError(
                f"{broken} problems. Copy the database and inform the auditors."
            )
        last = next(iter(audit.heads(days=1)), None)
        self.stdout.write(
            "The audit log is complete. Last line: " + " ".join(map(str, last))
            if last
            else "The audit log is complete and empty."
        )
        self.stdout.write("The stored interviews are complete.")

    def check_interviews(self):
        """How many faults there are in the stored interviews of all rounds."""
        broken = 0
        for round in Round.objects.order_by("code"):
            for fault in row_faults(round):
                broken += 1
                sentence = ROWS[fault.kind]
                self.stderr.write(
                    sentence.format(round=round.code, number=fault.number)
                )
        return broken

    def read_heads(self, path):
        if path is None:
            return {}
        try:
            return audit.parse_heads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise CommandError(
                f"{path} contains no lines of the log: {problem}"
            ) from None
