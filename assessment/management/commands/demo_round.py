"""Makes the synthetic demonstration rounds once, then says where to go and as whom."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from assessment.computation import compute
from assessment.computation.progress import run_steps
from assessment.recommendations.demo_recommendations import (
    seed_follow_up,
    seed_milestones,
)
from assessment.recommendations.demo_texts import AUTHORITIES
from assessment.release import public_access, release
from assessment.sampling import draw_page
from surveys.demo import district_names, seed
from surveys.demo.custodians import recovery_texts
from surveys.demo.earlier_round import seed_earlier
from surveys.demo.running_round import PLAN, begin_running, fill_running
from surveys.models import InstrumentVersion, Membership, Person, Role, Round
from surveys.sealed_answers.custodian_keys import custody_gaps

WITH_DISTRICTS = "alternatives"  # the form about programmes


class Command(BaseCommand):
    help = "Fills an empty database with the synthetic demonstration rounds."

    def add_arguments(self, parser):
        parser.add_argument("--address", default="http://127.0.0.1:8000/")
        parser.add_argument(
            "--empty",
            action="store_true",
            help="no rounds, to try one of your own: instruments and standards alone",
        )

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Set DEMO=1: synthetic accounts are not for real work.")
        if options["empty"]:
            self._begin_empty(options["address"])
            return
        if not Round.objects.filter(code=seed.ROUND).exists():
            self._make()
        elif custody_gaps(Round.objects.get(code=seed.ROUND)):
            self.stdout.write("This round has no custodians: make demo RESET=1 does.")
        self.stdout.write(
            f"\nWhat everybody reads: {options['address']}r/en/{seed.ROUND}/1/"
        )
        self.stdout.write(
            f"Open {options['address']}\nPassword of every account: {seed.PASSWORD}"
        )
        for email, (name, _organisation, _role) in seed.PEOPLE.items():
            self.stdout.write(f"  {email:24} {name}")
        for _english, _french, account in AUTHORITIES.values():
            if account:
                self.stdout.write("  {:24} {}".format(*account))
        self.stdout.write("Synthetic recovery texts, to open an answer together:")
        for email, text in recovery_texts().items():
            self.stdout.write(f"  {email:24} {text}")

    def _begin_empty(self, address):
        """Instruments, standards, and links for the first three people."""
        if not InstrumentVersion.objects.exists():
            self._load_definitions()
        if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
            self.stdout.write(f"\nOpen {address}")
        else:
            self.stdout.write("\nWho begins the assessment? Invented names will do.")
            call_command("start", address=address, stdout=self.stdout)
            Round.objects.update(synthetic=True)  # invented names and answers

    def _load_definitions(self, *, named=False):
        """named: with invented names of districts, as a deployment fills them in."""
        for path in sorted(
            (Path(settings.BASE_DIR) / "var/instruments").glob("*.xlsx")
        ):
            with TemporaryDirectory() as folder:
                if named and path.stem == WITH_DISTRICTS:
                    content = district_names.with_district_names(path)
                    path = Path(folder) / path.name
                    path.write_bytes(content)
                call_command("load_instrument", path, checked=True, stdout=self.stdout)
        call_command("load_standards", stdout=self.stdout)

    def _make(self):
        self.stdout.write("Making the synthetic rounds, about a minute:")
        self._load_definitions(named=True)
        round = seed.seed_round(say=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write("  the previous round")
        before = seed_earlier(follower=round)
        round.refresh_from_db()
        reviewer = Person.objects.get(email="reviewer@demo.test")
        seed_milestones(round, by=reviewer)
        for demo_round in (before, round):
            self.stdout.write(f"  computing and releasing the figures of {demo_round}")
            figures = compute.compute_figures(round=demo_round, by=reviewer)
            second = Person.objects.get(email="reviewer2@demo.test")
            release.propose_release(figure_set=figures, by=second)
            release.release_figures(figure_set=figures, by=reviewer)
            public_access.open_to_everybody(round=demo_round, by=second)
        self.stdout.write("  recommendations, and what they were answered")
        seed_follow_up(round, by=reviewer)
        self.stdout.write("  a round in the middle of its fieldwork")
        running()
        self.stdout.write(
            "The gap report as PDF and for Word is made on a page, in about a minute:"
            " reviewer@demo.test, Findings, Release 1, The report, Make the report."
        )


def running():
    """The round in the middle of its fieldwork: its places drawn, its flags raised."""
    from assessment.field_quality.find_flags import find_flags_in_steps  # slow to load

    round = begin_running()
    draw_page.draw_sample(
        round=round,
        plan=PLAN,
        reason="",
        by=Person.objects.get(email="coordinator@demo.test"),
        seed=seed.SEED,
    )
    fill_running(round)
    run_steps(find_flags_in_steps(round))
    return round
