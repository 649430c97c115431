"""The first round, its administrator and two members of the review body."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from surveys import exceptions
from surveys.models import Party
from surveys.people import first_start
from surveys.people.invitations import HOURS

QUESTIONS = {
    "organisation": "Name of the organisation that runs the assessment",
    "administrator": "Name of its administrator",
    "administrator_email": "E-mail address of the administrator",
    "review_body": "Name of the independent review body",
    "reviewer": "Name of its first member",
    "reviewer_email": "E-mail address of that member",
    "second_reviewer": "Name of its second member",
    "second_reviewer_email": "E-mail address of the second member",
    "round_name": "Name of the first round, such as “Kenya 2027”",
    "country": "Country of the round, three letters (ISO 3166), such as KEN",
    "starts_on": "First day of the round (YYYY-MM-DD)",
    "ends_on": "Last day of the round (YYYY-MM-DD)",
}


class Command(BaseCommand):
    help = (
        "Begins an empty installation: makes the first round and prints three links, of"
        " its administrator and of two members of the review body, since one of them"
        " confirms what the other has done. Asks for what is not given as an option."
    )

    def add_arguments(self, parser):
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument(
            "--of-review-body",
            action="store_true",
            help="the administrator works for the review body, not for civil society",
        )
        parser.add_argument(
            "--address",
            default="",
            metavar="URL",
            help="where people reach the product, such as https://daa.example.org",
        )

    def handle(self, *args, **options):
        fields = {
            name: (options[name] or self._ask(question)).strip()
            for name, question in QUESTIONS.items()
        }
        self._check(fields)
        for name in ("starts_on", "ends_on"):
            fields[name] = _day(fields[name])
        fields["country"] = fields["country"].upper()
        party = Party.REVIEW if options["of_review_body"] else Party.CIVIL
        try:
            invited = first_start.start(party=party, **fields)
        except exceptions.Refused as refusal:
            raise CommandError(str(refusal)) from None
        address = (options["address"] or _address()).rstrip("/")
        for invitation, token in invited:
            link = address + reverse("join-link", args=[token])
            role = invitation.get_role_display()
            self.stdout.write(f"{invitation.email} ({role}):\n  {link}")
        self.stdout.write(
            f"Hand each link to its person yourself. It can be used once, for {HOURS}"
            " hours. Run this command again for new links while nobody has joined."
        )

    def _ask(self, question):
        try:
            return input(f"{question}: ")
        except EOFError:
            raise CommandError(f"Not answered: {question}.") from None

    def _check(self, fields):
        for name, text in fields.items():
            if not text:
                raise CommandError(f"Not answered: {QUESTIONS[name]}.")
            if len(text) > 120 or "\x00" in text:
                raise CommandError(f"Too long: {QUESTIONS[name]}.")
        for name in (name for name in fields if name.endswith("_email")):
            try:
                validate_email(fields[name])
            except ValidationError:
                raise CommandError(
                    f"{fields[name]} is no e-mail address. Write one such as a@b.org."
                ) from None


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no day. Write it as 2027-01-31.") from None


def _address():
    host = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    return f"https://{host}"
