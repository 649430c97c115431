"""Compute the figures of a round, with its answers read on a cluster where asked."""

from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError

from assessment.access import computable_rounds_for
from assessment.computation import compute
from assessment.computation.progress import run_steps
from surveys.exceptions import Refused
from surveys.models import Person

NOT_INSTALLED = (
    "--dask needs the package distributed. Install it:"
    " python -m pip install --require-hashes -r requirements-dev.txt"
)


class Command(BaseCommand):
    help = "Computes and stores the figures of a round. Does not release them."

    def add_arguments(self, parser):
        parser.add_argument("round", help="code of the round, as demo-2026")
        parser.add_argument(
            "--by", required=True, help="e-mail of the person who computes"
        )
        parser.add_argument(
            "--dask",
            metavar="ADDRESS",
            help="scheduler of a Dask cluster whose workers read the answers",
        )

    def handle(self, *args, **options):
        person = Person.objects.filter(email=options["by"]).first()
        if person is None:
            raise CommandError(f"Nobody has the e-mail address {options['by']}.")
        rounds = computable_rounds_for(person)
        round = rounds.filter(code=options["round"]).first()
        if round is None:
            codes = ", ".join(rounds.values_list("code", flat=True)) or "none"
            raise CommandError(
                f"{person} cannot compute {options['round']}, only: {codes}."
            )
        try:
            with self.reading(options["dask"]) as run:
                steps = compute.compute_in_steps(round=round, by=person, run=run)
                figure_set = run_steps(steps, self.announce)
        except (Refused, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{figure_set}: {figure_set.figures.count()} figures stored.")

    def reading(self, address):
        if not address:
            return nullcontext()
        try:
            from assessment.computation.on_cluster import on_cluster
        except ImportError:
            raise CommandError(NOT_INSTALLED) from None
        return on_cluster(address)

    def announce(self, step):
        self.stdout.write(str(step.text))
