"""Tablets send while the web process is killed:
python -m bench.tablet_kills [--postgresql] [--tablets N] [--interviews N] [--kills N]

Virtual tablets, each with so many finished interviews, send batches over HTTP, while
gunicorn with its workers gets SIGKILL at random moments and starts again. As the
browser does, a tablet deletes a record only when an answer carries its hash and proof,
and sends again what was not answered. Prints how many interviews were acknowledged,
lost, doubled and half-written; fails unless the last three are 0.
"""

import argparse
import hashlib
import http.client
import random
import threading
import time
from dataclasses import dataclass, field

from bench.faults.kills import PATIENCE, SEED, broken_database
from bench.faults.live_server import INTERVIEWERS, Server, round_on, sign_in
from bench.tablet_sync import Sender, records_of

TABLETS, INTERVIEWS, KILLS = 50, 20, 100
BATCH = 5  # small, so that many batches meet a kill
STORED = ("received", "already_received")
NO_ANSWER = (OSError, http.client.HTTPException, ValueError, AssertionError)


@dataclass
class VirtualTablet:
    """What waits on it, and the receipts that it was given."""

    sender: Sender
    waiting: dict[str, str]  # hash → record
    receipts: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)

    def send_all(self, pace):
        while self.waiting:
            batch = list(self.waiting.items())[:BATCH]
            pace.wait(len(batch))
            self.send(batch)

    def send(self, batch):
        """Send a batch until the server answers."""
        until = time.monotonic() + PATIENCE * 10
        while True:
            try:
                outcomes = self.sender.send([record for _hash, record in batch])
            except NO_ANSWER:
                assert time.monotonic() < until, "no answer for too long"
                self.repeated += 1
                time.sleep(0.05)
                continue
            self.settle(outcomes)
            return

    def settle(self, outcomes):
        from tests.surveys.offline.tablet import PROOF

        for outcome in outcomes:
            if outcome["state"] not in STORED or outcome["proof"] != PROOF:
                self.wrong.append(f"{outcome['state']}: {outcome['sentence']}")
                self.waiting.pop(outcome["sent"], None)
            elif outcome["sent"] in self.waiting:
                self.receipts[outcome["receipt"]] = outcome["sent"]
                del self.waiting[outcome["sent"]]


class Pace:
    """Lets only the share of one kill be sent before the next, however fast it goes."""

    def __init__(self, share):
        self.share, self.begun, self.kills = share, 0, 0
        self.lock = threading.Lock()

    def wait(self, records):
        while not self._begin(records):
            time.sleep(0.005)

    def _begin(self, records):
        with self.lock:
            if self.begun >= (self.kills + 1) * self.share:
                return False
            self.begun += records
            return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--tablets", type=int, default=TABLETS)
    parser.add_argument("--interviews", type=int, default=INTERVIEWS)
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    database = "postgresql" if options.postgresql else "sqlite"
    begun = time.monotonic()
    with round_on(database) as env:
        server = Server(env)
        try:
            tablets = tablets_of(server, options)
            kills = run(server, tablets, options)
        finally:
            server.stop()
        figures = judged(tablets)
    print(
        f"{database}, {options.tablets} tablets with {options.interviews} interviews"
        f" each, {kills} kills (seed {SEED}),"
        f" {sum(tablet.repeated for tablet in tablets)} batches sent again: "
        + ", ".join(f"{name} {count}" for name, count in figures.items())
        + f", {time.monotonic() - begun:.0f} s"
    )
    for sentence in [line for tablet in tablets for line in tablet.wrong]:
        print(f"not taken in: {sentence}")
    wrong = sum(
        figures[name] for name in ("lost", "doubled", "half-written", "refused")
    )
    expected = options.tablets * options.interviews
    if wrong or kills < options.kills or figures["acknowledged"] < expected:
        raise SystemExit("not every interview is there once and whole")


def tablets_of(server, options):
    """Each person has several tablets, as an account may; all records are sealed."""
    tabs = {email: sign_in(server.port, email) for email in INTERVIEWERS}
    tablets = []
    for number in range(options.tablets):
        email = INTERVIEWERS[number % len(INTERVIEWERS)]
        sender = Sender(tabs[email], email)
        records = records_of(sender, options.interviews)
        waiting = {hashlib.sha256(text.encode()).hexdigest(): text for text in records}
        tablets.append(VirtualTablet(sender, waiting))
    return tablets


def run(server, tablets, options):
    """Send all; the server is killed at random moments, spread over all that is sent.

    Returns how often it was killed.
    """
    everything = len(tablets) * options.interviews
    pace = Pace(everything / options.kills)
    threads = [
        threading.Thread(target=tablet.send_all, args=(pace,), daemon=True)
        for tablet in tablets
    ]
    for thread in threads:
        thread.start()
    dice, done = random.Random(SEED), 0
    while done < options.kills and any(thread.is_alive() for thread in threads):
        due = (done + dice.random()) * everything / options.kills * 0.95
        while sum(len(tablet.receipts) for tablet in tablets) < due:
            if not any(thread.is_alive() for thread in threads):
                return done
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.1))
        server.kill()
        server.start()
        done += 1
        pace.kills = done
    for thread in threads:
        thread.join()
    return done


def judged(tablets):
    """What is in the database, beside what was acknowledged."""
    from surveys import audit
    from surveys.interviews.row_hashes import row_faults
    from surveys.models import Interview, Round, WaitingRisks

    receipts = {receipt for tablet in tablets for receipt in tablet.receipts}
    stored = list(Interview.objects.select_related("sealed_key"))
    half = [i for i in stored if not (i.sealed and hasattr(i, "sealed_key"))]
    half += broken_database() + list(audit.verify())
    half += [fault for round in Round.objects.all() for fault in row_faults(round)]
    sent_once = {tablet_hash for t in tablets for tablet_hash in t.receipts.values()}
    return {
        "acknowledged": len(receipts),
        "lost": len(receipts - {interview.receipt for interview in stored}),
        "doubled": len(stored) - len(sent_once),
        "half-written": len(half) + abs(WaitingRisks.objects.count() - len(stored)),
        "refused": sum(len(tablet.wrong) for tablet in tablets),
    }


if __name__ == "__main__":
    main()
