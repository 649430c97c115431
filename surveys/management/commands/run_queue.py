"""Does what pages leave: files urgent risks, erases withdrawn and old practice."""

import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from surveys.interviews import practice
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.interviews.withdrawals.withdrawal import erase_requested


class Command(BaseCommand):
    help = (
        "Files urgent risks for the protection contact and erases the interviews whose"
        " codes were sent in. Run it every minute, or once with --every."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="go on for ever, with so many seconds between",
        )

    def handle(self, *args, every=None, **options):
        if not every:
            run_once()
            return
        while True:
            try:
                run_once()
            except OperationalError as problem:  # the database is away: try again
                self.stderr.write(f"Nothing was done this time: {problem}")
            close_old_connections()
            time.sleep(every)


def run_once():
    """File risks first: somebody is in danger. Where that fails, erase all the same."""
    try:
        file_waiting_risks()
    finally:
        erase_requested()
        practice.delete_old()
