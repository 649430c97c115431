"""Once a day: records deadlines that passed without an answer, and sends reminders."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.recommendations.answers import record_passed_deadlines
from assessment.recommendations.reminders import send_reminders


class Command(BaseCommand):
    help = "Records “no response” after a deadline, and reminds before one."

    def handle(self, *args, **options):
        today = timezone.localdate()
        passed = record_passed_deadlines(today=today)
        sent = send_reminders(today=today)
        self.stdout.write(f"deadlines passed: {passed}, reminders sent: {sent}")
