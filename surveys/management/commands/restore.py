"""Puts a backup in the place of what the database holds."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys.exceptions import Refused
from surveys.oversight.backup.backup_file import key_from
from surveys.oversight.backup.progress import Progress
from surveys.oversight.backup.restoring import restore_backup


class Command(BaseCommand):
    help = (
        "Checks the whole file, then puts it into the database: all of it or nothing."
        " Stop the web process first."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace a database that has interviews; what came after is lost",
        )

    def handle(self, *args, file, replace, **options):
        try:
            restored = restore_backup(
                path=file,
                key=key_from(settings.BACKUP_KEY),
                replace=replace,
                progress=Progress(self.say),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        manifest, day = restored.manifest, restored.manifest.origin.day
        self.say(
            f"Restored: {len(manifest.contents)} tables, {manifest.rows:,} rows of"
            f" {day}. Each table is as it was saved."
        )
        for line in self.since(restored.carried_over, day):
            self.say(line)
        self.say(
            f"Everybody must sign in again. Roles, accounts and passwords are as on"
            f" {day}: end again what was ended since."
        )

    def since(self, carried_over, day):
        """What happened after the day of the backup, and who must see to it."""
        if carried_over is None:
            return [
                f"Withdrawals after {day} are not in this backup. Enter them again"
                " before anybody computes figures, and run: manage.py retention"
            ]
        return [
            f"Withdrawn again: {carried_over.withdrawn} interviews.",
            f"Deleted again at the end of storage: {carried_over.rounds} rounds.",
            f"Erased again: {carried_over.drafts} open interviews.",
            f"Interviews that came after the backup: {carried_over.missing} lost.",
        ]

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
