"""Load an XLSForm: every problem with sheet, row, column and remedy, and repairs."""

import base64
import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant, ngettext
from django.utils.translation import gettext as _

from surveys import exceptions
from surveys.instruments import load, versions
from surveys.instruments.notes import in_words, spoken
from surveys.models import Instrument, Round
from surveys.xlsform.language_tags import FIRST
from surveys.xlsform.problem import SheetProblem
from surveys.xlsform.repairs.proposals import Repair

SHOWN_IN_JSON = ("problems", "warnings", "missing", "repairs", "opening", "coverage")


class Command(BaseCommand):
    help = (
        "Checks an XLSForm (.xlsx, .xls, Markdown, CSV files of its sheets) and stores"
        " it as an instrument version."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--check", action="store_true", help="list the problems and save nothing"
        )
        parser.add_argument(
            "--repair",
            action="store_true",
            help="accept the repairs and write FILE.repaired.xlsx",
        )
        parser.add_argument(
            "--opening",
            action="store_true",
            help="put the common opening block in, where nobody is asked for agreement",
        )
        parser.add_argument(
            "--output", type=Path, help="where to write the repaired workbook"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument(
            "--checked",
            action="store_true",
            help="a second person has checked it: it can be published for rounds",
        )
        parser.add_argument(
            "--publish",
            metavar="ROUND",
            action="append",
            default=[],
            help="publish it for the round of this code; with --checked",
        )
        parser.add_argument(
            "--accept-changes",
            action="store_true",
            help="with --checked: even if types changed or choices were removed",
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
        with translation.override(_language()):
            self._load(options)

    def _load(self, options):
        path = options["files"][0]
        examined = load.examine_form(
            [(file.name, _read(file)) for file in options["files"]],
            today=timezone.localdate(),
            language=options["language"],
            chosen=options["source"] or "",
            opening=options["opening"],
        )
        self._report(examined, options)
        changes = _changes(examined, options)
        if (
            (options["repair"] or options["opening"])
            and changes
            and examined["workbook"]
        ):
            target = options["output"] or path.with_suffix(".repaired.xlsx")
            target.write_bytes(base64.b64decode(examined["workbook"]))
            message = _("The repaired workbook is %(path)s.") % {"path": target}
            self.stderr.write(message)
        _refuse(examined, options)
        if not options["check"]:
            self._store(examined, options)
        elif not options["json"]:
            instrument = examined["instrument"]
            name = f"{instrument['id']} {instrument['version']}"
            self.stdout.write(_("%(name)s: no problems.") % {"name": name})

    def _report(self, examined, options):
        if options["json"]:
            answer = in_words(examined)
            shown = {name: answer[name] for name in SHOWN_IN_JSON}
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))
            return
        for problem in examined["problems"]:
            self.stderr.write(spoken(SheetProblem(**problem).sentence()))
        for fields in _changes(examined, options):
            repair = spoken(Repair(**fields).sentence())
            self.stdout.write(_("Repair: %(repair)s") % {"repair": repair})
        for warning in examined["warnings"]:
            self.stdout.write(_("Note: %(note)s") % {"note": spoken(warning)})
        for note in examined["missing"]:
            message = _("Needed before it can be published: %(note)s")
            self.stdout.write(message % {"note": spoken(note)})
        if examined["opening"] and not options["opening"]:
            self.stdout.write(_("--opening puts the opening block in."))

    def _store(self, examined, options):
        try:
            version = load.store(examined, chosen=options["source"] or "")
            if options["checked"]:
                versions.check_version(
                    version=version, changes_accepted=options["accept_changes"]
                )
            for code in options["publish"]:
                versions.publish_version(version=version, round=_round(code))
        except exceptions.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["json"]:
            questions = len(versions.instrument_of(version).questions())
            state = version.get_state_display().lower()
            message = ngettext(
                "%(version)s: %(n)d question, %(state)s.",
                "%(version)s: %(n)d questions, %(state)s.",
                questions,
            ) % {"version": version, "n": questions, "state": state}
            self.stdout.write(message)


def _changes(examined, options):
    """The repairs, and the rows of the opening block where it is put in."""
    opening = examined["opening"] if options["opening"] else []
    return [*examined["repairs"], *opening]


def _read(path):
    try:
        return path.read_bytes()
    except OSError as reason:
        raise CommandError(
            _("%(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": reason.strerror}
        ) from reason


def _round(code):
    round = Round.objects.filter(code=code).first()
    if round is None:
        raise CommandError(_("There is no round %(code)s.") % {"code": code})
    return round


def _language():
    """LANGUAGE=fr or fr:en, as other programs read it; English without it."""
    for tag in os.environ.get("LANGUAGE", "").split(":"):
        try:
            return get_supported_language_variant(tag.replace("_", "-").lower())
        except LookupError:
            continue
    return "en"


def _refuse(examined, options):
    problems, repairs = len(examined["problems"]), len(examined["repairs"])
    if problems:
        raise CommandError(
            ngettext(
                "%(n)d problem; nothing was stored.",
                "%(n)d problems; nothing was stored.",
                problems,
            )
            % {"n": problems}
        )
    if repairs and not options["repair"]:
        raise CommandError(
            ngettext(
                "It can be used after %(n)d repair; nothing was stored. Add --repair to"
                " accept it.",
                "It can be used after %(n)d repairs; nothing was stored. Add --repair"
                " to accept them.",
                repairs,
            )
            % {"n": repairs}
        )
