"""Makes an encrypted backup of the database while people work."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys.exceptions import Refused
from surveys.oversight.backup.backup_file import key_from
from surveys.oversight.backup.making import delete_old, make_backup
from surveys.oversight.backup.progress import Progress


class Command(BaseCommand):
    help = (
        "Writes every table into a new file, encrypted under BACKUP_KEY_FILE, while"
        " people work. Then deletes backups in its folder that are BACKUP_DAYS old."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file")

    def handle(self, *args, file, **options):
        try:
            manifest = make_backup(
                path=file,
                key=key_from(settings.BACKUP_KEY),
                progress=Progress(self.say),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say(
            f"{file}: {len(manifest.contents)} tables, {manifest.rows:,} rows,"
            f" {file.stat().st_size:,} bytes, encrypted and checked."
        )
        for path in delete_old(file.resolve().parent):
            self.say(f"{path}: deleted, {settings.BACKUP_DAYS} days old or more.")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
