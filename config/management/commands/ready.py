"""What the unit of the web process asks before it starts."""

from django.core.management.base import BaseCommand, CommandError

from config import readiness


class Command(BaseCommand):
    help = (
        "Says which steps are missing before people can be let in, a sentence each, and"
        " exits with 1. A disk that is nearly full is said too, and stops nothing."
    )

    def handle(self, *args, **options):
        steps = readiness.missing_steps()
        for sentence in steps + readiness.nearly_full():
            self.stderr.write(sentence)
        if steps:
            raise CommandError("Not ready: run what is named above, then start again.")
        self.stdout.write("ready")
