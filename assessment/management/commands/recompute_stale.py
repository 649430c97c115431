"""Compute figures again where an interview was withdrawn; run it every night."""

from django.core.management.base import BaseCommand

from assessment.computation import compute


class Command(BaseCommand):
    help = "Computes the figures of rounds again in which an interview was withdrawn."

    def handle(self, *args, **options):
        figure_sets = compute.recompute_stale()
        for figure_set in figure_sets:
            self.stdout.write(
                f"{figure_set.round.code}: computed again, not released yet"
            )
        if not figure_sets:
            self.stdout.write("No figures are stale.")
