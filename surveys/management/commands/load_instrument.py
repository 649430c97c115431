"""Load an XLSForm workbook: every problem with sheet, row, column and remedy."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from surveys import services
from surveys.compile import compile_workbook
from surveys.models import Instrument


class Command(BaseCommand):
    help = "Checks an XLSForm workbook (.xlsx) and stores it as an instrument version."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="say what is wrong, store nothing"
        )
        parser.add_argument(
            "--publish", action="store_true", help="open it to interviewers at once"
        )
        parser.add_argument(
            "--source",
            choices=Instrument.Source.values,
            help="who answers; read from daa::source of the settings sheet if absent",
        )

    def handle(self, *args, **options):
        path = options["file"]
        try:
            workbook = path.read_bytes()
        except OSError as reason:
            raise CommandError(f"{path} cannot be read: {reason.strerror}.") from reason
        compiled = compile_workbook(workbook, filename=path.name)
        for problem in compiled.problems:
            self.stderr.write(str(problem))
        for warning in compiled.warnings:
            self.stdout.write(f"Note: {warning}")
        if compiled.problems:
            raise CommandError(
                f"{len(compiled.problems)} problems; nothing was stored."
            )
        asked = compiled.instrument
        if options["check"]:
            self.stdout.write(f"{asked.id} {asked.version}: no problems.")
            return
        self._store(compiled, workbook, options)

    def _store(self, compiled, workbook, options):
        asked = compiled.instrument
        source = options["source"] or asked.settings.get("source", "")
        if source not in Instrument.Source.values:
            raise CommandError(
                "Say who answers with --source, or write it under daa::source on the"
                f" settings sheet: {', '.join(Instrument.Source.values)}."
            )
        try:
            version = services.store_version(
                compiled=compiled, workbook=workbook, source=source
            )
        except services.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["publish"]:
            services.publish_version(version=version)
        self.stdout.write(
            f"{asked.id} {asked.version}: {len(asked.questions())} questions,"
            f" {version.get_state_display().lower()}."
        )
