"""Deletes what was said in rounds whose day has come, and writes a certificate."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from surveys.models import Draft, Interview
from surveys.oversight import registers
from surveys.oversight.retention_certificate import certificate


class Command(BaseCommand):
    help = "Lists the rounds due to be deleted; with --apply, deletes them."

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="delete, for good")
        parser.add_argument(
            "--certificate",
            type=Path,
            metavar="FILE",
            help="a new file for the certificate, with --apply",
        )

    def handle(self, *args, apply=False, certificate=None, **options):
        if certificate and not apply:
            raise CommandError("A certificate needs --apply: nothing is deleted yet.")
        due = registers.overdue_rounds()
        if not due:
            self.stdout.write("No round is due to be deleted.")
            return
        if apply:
            self.delete(due, certificate)
            return
        for round in due:
            self.stdout.write(self.plan(round))
        self.stdout.write("Nothing was deleted. Add --apply to delete for good.")

    def plan(self, round):
        interviews = Interview.objects.filter(round=round).count()
        drafts = Draft.objects.filter(round=round).count()
        return (
            f"{round.code}: due {round.retention_until}, {interviews} interviews and"
            f" {drafts} open ones would be deleted"
        )

    def delete(self, due, path):
        paper = self.new_file(path)  # before anything is gone that it must certify
        for round in due:
            text = certificate(registers.end_retention(round=round))
            self.stdout.write(text)
            if paper:
                paper.write(text + "\n")
                paper.flush()
        if paper:
            paper.close()

    def new_file(self, path):
        if path is None:
            return None
        try:
            return path.open("x", encoding="utf-8")
        except FileExistsError:
            raise CommandError(
                f"{path} exists already. Nothing was deleted: name a new file."
            ) from None
        except OSError as problem:
            raise CommandError(
                f"{path} cannot be written: {problem.strerror}. Nothing was deleted."
            ) from None
