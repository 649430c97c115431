"""Compute a set of figures again from its snapshot alone, and compare."""

from django.core.management.base import BaseCommand, CommandError

from assessment.computation.fingerprint import code_version
from assessment.computation.reproduction import NotReproducible, reproduce
from assessment.models import FigureSet

LINES = 20


class Command(BaseCommand):
    help = "Computes the figures of a set again from its sealed snapshot and compares."

    def add_arguments(self, parser):
        parser.add_argument(
            "set", help="number of the set, or how its fingerprint begins"
        )

    def handle(self, *args, **options):
        figure_set = self.named(options["set"])
        if figure_set.code_version != code_version():
            self.stdout.write("Computed by other code than is installed now.")
        try:
            differences = reproduce(figure_set)
        except NotReproducible as problem:
            raise CommandError(str(problem)) from None
        for line in differences[:LINES]:
            self.stdout.write(line)
        if differences:
            raise CommandError(f"{len(differences)} values differ.")
        number = figure_set.figures.count()
        self.stdout.write(
            f"{figure_set}: {number} figures come out equal from the snapshot"
            f" {figure_set.snapshot.sha256}."
        )

    def named(self, name):
        figure_sets = FigureSet.objects.filter(fingerprint__startswith=name)
        if name.isdecimal() and len(name) < 16:
            figure_sets = FigureSet.objects.filter(pk=name)
        if len(figure_sets) != 1:
            raise CommandError(
                f'"{name}" names {len(figure_sets)} sets of figures, not one.'
            )
        return figure_sets[0]
