"""Complete interviews of random people: python -m bench.walks [walks an instrument]

Every shipped instrument is walked from its first screen to its last. At each screen
the engine of the server and the engine of the browser (in node) must say the same; the
end goes through the door and must be accepted. Prints how often each question was
asked, and fails if one is never asked that should be. Data size and seed come last.
"""

import os
import shutil
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path

from config.keys import make_keys

WALKS = 500


def set_up(folder):
    """A database of its own, with the plan of the demo and every instrument."""
    make_keys(folder / "keys")
    os.environ.update(
        DEMO="1",
        SECRET_KEY_FILE=str(folder / "keys/secret-key"),
        DRAFT_KEY_FILE=str(folder / "keys/draft-key"),
        DATABASE_URL=f"sqlite:///{folder / 'walks.sqlite3'}",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def publish(names):
    from surveys.instruments.build import build
    from surveys.instruments.versions import check_version, store_version
    from surveys.xlsform.compile import compile_workbook
    from tests.surveys.instruments.shipped.plan import INSTRUMENTS

    for name in names:
        content = build(name)
        version = store_version(
            compiled=compile_workbook(content),
            workbook=content,
            source=INSTRUMENTS[name].settings["source"],
        )
        check_version(version=version)
        yield name, version


def assignments(versions):
    """One interviewer who holds every instrument at one place."""
    from surveys.demo import seed
    from surveys.models import Assignment, Person

    seed.seed_round(a_place=(0, 0, 0))
    person = Person.objects.get(email="interviewer@demo.test")
    mine = Assignment.objects.filter(person=person).order_by("pk")
    return person, {
        name: mine.filter(instrument=version.instrument).first()
        for name, version in versions.items()
    }


def walk_all(name, version, assignment, person, twin, walks):
    """(times each question was asked, screens compared, outcomes)."""
    from surveys.instruments.versions import instrument_of
    from surveys.interviews import submission
    from tests.conformance.test_twins import compare
    from tests.surveys.instruments.shipped.plan import TODAY, Walk, opening_of

    instrument, counts, outcomes = instrument_of(version), Counter(), Counter()
    compared = 0

    class Compared(Walk):
        def _through(self, step):
            nonlocal compared
            super()._through(step)
            unlike = compare(twin, name, instrument, self.answers, step.name)
            assert not unlike, (name, self.answers, unlike)
            compared += 1

    for seed in range(walks):
        usual = opening_of(name) | {"x_still_ok": "yes"}  # most stay to the end
        person_walk = Compared(instrument, seed, usual)
        counts.update(person_walk.seen)
        receipt = submission.submit_interview(
            version=version,
            answers=person_walk.answers,
            interview_id=uuid.uuid4(),
            round=assignment.primary_unit.round,
            site=assignment.primary_unit.site,
            by=person,
            held_on=TODAY,
        )
        assert receipt.state == "received"
        outcomes[str(receipt.outcome)] += 1
    return counts, compared, outcomes


def report(name, instrument, counts, walks):
    """Times each question was asked; questions that are never asked, but should be."""
    waiting = {q.name for q in instrument.questions() if q.waits_for_wording}
    questions = [q.name for q in instrument.questions() if q.answerable]
    print(f"\n{name}: times asked in {walks} interviews")
    for position in range(0, len(questions), 6):
        row = questions[position : position + 6]
        print("  " + "  ".join(f"{q} {counts[q]}" for q in row))
    never = [q for q in questions if not counts[q] and q not in waiting]
    if waiting:
        print(f"  waiting for official wording: {', '.join(sorted(waiting))}")
    return never


def main():
    walks = int(sys.argv[1]) if len(sys.argv) > 1 else WALKS
    folder = Path(tempfile.mkdtemp(prefix="walks-"))
    try:
        set_up(folder)
        run(walks)
    finally:
        shutil.rmtree(folder)


def run(walks):
    from surveys.instruments.build import names
    from tests.conformance.node import Twin
    from tests.surveys.instruments.shipped.test_paths import NEVER_YET

    begun, total, unreached = time.process_time(), 0, {}
    versions = dict(publish(names()))
    person, mine = assignments(versions)
    twin = Twin()
    for name, version in versions.items():
        from surveys.instruments.versions import instrument_of

        instrument = instrument_of(version)
        assert twin.ask(act="load", name=name, compiled=instrument.to_json())
        walked = walk_all(name, version, mine[name], person, twin, walks)
        counts, compared, outcomes = walked
        never = set(report(name, instrument, counts, walks)) - NEVER_YET
        unreached |= {name: sorted(never)} if never else {}
        print(f"  {compared:,} screens alike in both engines; {dict(outcomes)}")
        total += compared
    twin.close()
    assert not unreached, f"never asked: {unreached}"
    seconds = time.process_time() - begun
    print(
        f"\n{walks} interviews of each of {len(versions)} instruments, seeds 0 to"
        f" {walks - 1}, {total:,} screens alike, every interview accepted:"
        f" {seconds:.0f} CPU s"
    )


if __name__ == "__main__":
    main()
