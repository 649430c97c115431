"""Compute figures again where an interview was withdrawn; run it every night."""

from django.core.management.base import BaseCommand

from assessment.computation import compute


class Command(BaseCommand):
    help = "Computes the figures of rounds again in which an interview was withdrawn."

    def handle(self, *args, **options):
        made = compute.recompute_stale()
        for one in made:
            self.stdout.write(f"{one.round.code}: computed again, not released yet")
        if not made:
            self.stdout.write("No figures are stale.")
