"""Load an XLSForm: every problem with sheet, row, column and remedy, and repairs."""

import base64
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys import loading, services
from surveys.apart import examine_apart
from surveys.importing.languages import FIRST
from surveys.importing.problem import SheetProblem
from surveys.importing.repairs import Repair
from surveys.models import Instrument

SHOWN_IN_JSON = ("problems", "warnings", "repairs", "coverage")


class Command(BaseCommand):
    help = (
        "Checks an XLSForm (.xlsx, .xls, Markdown, CSV files of its sheets) and stores"
        " it as an instrument version."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--check", action="store_true", help="say what is wrong, store nothing"
        )
        parser.add_argument(
            "--repair",
            action="store_true",
            help="accept the repairs and write FILE.repaired.xlsx",
        )
        parser.add_argument(
            "--output", type=Path, help="where to write the repaired workbook"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument(
            "--publish", action="store_true", help="open it to interviewers at once"
        )
        parser.add_argument(
            "--accept-changes",
            action="store_true",
            help="publish though types changed or choices were removed",
        )
        parser.add_argument(
            "--source",
            choices=Instrument.Source.values,
            help="who answers; read from daa::source of the settings sheet if absent",
        )
        parser.add_argument(
            "--language",
            choices=sorted(FIRST),
            default="en",
            metavar="TAG",
            help="language of columns that name none, with --repair (en)",
        )

    def handle(self, *args, **options):
        path = options["files"][0]
        examined = examine_apart(
            [(one.name, _read(one)) for one in options["files"]],
            today=timezone.localdate(),
            language=options["language"],
        )
        self._report(examined, options)
        if options["repair"] and examined["repairs"] and examined["workbook"]:
            target = options["output"] or path.with_suffix(".repaired.xlsx")
            target.write_bytes(base64.b64decode(examined["workbook"]))
            self.stderr.write(f"The repaired workbook is {target}.")
        _refuse(examined, options)
        if not options["check"]:
            self._store(examined, options)
        elif not options["json"]:
            asked = examined["instrument"]
            self.stdout.write(f"{asked['id']} {asked['version']}: no problems.")

    def _report(self, examined, options):
        if options["json"]:
            shown = {name: examined[name] for name in SHOWN_IN_JSON}
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))
            return
        for problem in examined["problems"]:
            self.stderr.write(str(SheetProblem(**problem)))
        for one in examined["repairs"]:
            self.stdout.write(f"Repair: {Repair(**one)}")
        for warning in examined["warnings"]:
            self.stdout.write(f"Note: {warning}")

    def _store(self, examined, options):
        try:
            version = loading.store(examined, chosen=options["source"] or "")
            if options["publish"]:
                services.publish_version(
                    version=version, changes_accepted=options["accept_changes"]
                )
        except services.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["json"]:
            questions = len(services.instrument_of(version).questions())
            state = version.get_state_display().lower()
            self.stdout.write(f"{version}: {questions} questions, {state}.")


def _read(path):
    try:
        return path.read_bytes()
    except OSError as reason:
        raise CommandError(f"{path} cannot be read: {reason.strerror}.") from reason


def _refuse(examined, options):
    problems, repairs = len(examined["problems"]), len(examined["repairs"])
    if problems:
        raise CommandError(f"{problems} problems; nothing was stored.")
    if repairs and not options["repair"]:
        raise CommandError(
            f"It can be used after {repairs} repairs; nothing was stored. Add --repair"
            " to accept them."
        )
