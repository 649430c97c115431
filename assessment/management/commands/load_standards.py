from django.core.management.base import BaseCommand, CommandError

from assessment.standards.catalogue import CatalogueProblem, load_catalogue


class Command(BaseCommand):
    help = "Load the catalogue of standards, sources and indicators; safe to repeat."

    def handle(self, *args, **options):
        try:
            changes = load_catalogue()
        except CatalogueProblem as problem:
            raise CommandError(str(problem)) from problem
        for word, names in (
            ("added", changes.added),
            ("changed", changes.changed),
            ("removed", changes.removed),
        ):
            if names:
                first_names = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
                self.stdout.write(f"{len(names)} {word}: {first_names}")
        if not changes:
            self.stdout.write("Nothing changed: the catalogue was already loaded.")
