"""Seals everything the server can open under the first key of the key file."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys import sealing
from surveys.oversight import server_keys

CARRIED_HOURS = 12  # how long a page that people have open may carry sealed text


class Command(BaseCommand):
    help = (
        "Re-seals drafts and other rows under the first key of DRAFT_KEY_FILE, while"
        " people work. Before: python -m config.keys FOLDER --add, then restart the"
        " web process. May be stopped at any moment and run again."
    )

    def handle(self, *args, **options):
        resealed = broken = 0
        while True:
            resealed_now = 0
            try:
                for step in server_keys.reseal_all():
                    resealed_now, broken = (
                        resealed_now + step.resealed,
                        broken + step.broken,
                    )
                    if step.resealed:
                        self._say(
                            f"  {step.field}: {resealed + resealed_now} re-sealed"
                        )
            except sealing.KeyProblem as problem:
                raise CommandError(str(problem)) from None
            resealed += resealed_now
            if broken or not resealed_now:
                break
        self._end(resealed, broken)

    def _end(self, resealed, broken):
        if broken:
            raise CommandError(
                f"No key of the file opens {broken} rows. Keep every key: put back"
                " the line that is missing and run this again."
            )
        active = sealing.load_ring(settings.DRAFT_KEY).active
        self._say(f'{resealed} rows re-sealed; everything is under the key "{active}".')
        old = server_keys.forget_old_keys()
        for name in server_keys.old_keys_on_tablets():
            self._say(
                f'Keep the key "{name}": interviews on tablets may be sealed to it.'
                " Run this again when every tablet was in touch (see /tablets/)."
            )
        if old:
            names = ", ".join(f'"{name}"' for name in old)
            self._say(
                f"In {CARRIED_HOURS} hours, when no page open now can come back,"
                f" take out of the key file: {names}. Keep the line hash. A backup made"
                " until then asks for them: keep the old file apart for"
                f" {settings.BACKUP_DAYS} days."
            )
        elif server_keys.still_under_old_keys():
            raise CommandError(
                "Something was sealed under an old key meanwhile. Restart the web"
                " process, so that it reads the new key file, and run this again."
            )
        elif not server_keys.old_keys_on_tablets():
            self._say("No old key is left in the file.")

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
