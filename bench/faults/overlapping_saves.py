"""Saves that overlap the finishing of their interview:
python -m bench.faults.overlapping_saves [--postgresql] [--trials N]

In one tab a changed answer is saved while another tab finishes the same interview. A
save that was acknowledged must be in the finished interview, or in the draft where the
finish was refused. Prints acknowledged and lost saves; fails when one is lost.
"""

import argparse
import random
import threading
import time
from collections import Counter

from bench.faults.live_server import INTERVIEWERS, Server, round_on, sign_in

TRIALS, SEED = 500, 20261129
SPREAD = 0.03  # seconds; about as long as a finish takes
QUESTION, ANSWERS = "m_interp_used", ("prof", "trained", "none")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--trials", type=int, default=TRIALS)
    options = parser.parse_args()
    database = "postgresql" if options.postgresql else "sqlite"
    begun = time.monotonic()
    with round_on(database) as env:
        server = Server(env)
        try:
            counts = overlap(server.port, options.trials)
        finally:
            server.stop()
    print(
        f"{database}, {options.trials} overlapping saves (seed {SEED}):"
        f" acknowledged {counts['acknowledged']}, lost {counts['lost']},"
        f" told that the interview was finished {counts['told']},"
        f" other answers {counts['other']}, {time.monotonic() - begun:.0f} s"
    )
    if counts["lost"] or counts["other"]:
        raise SystemExit("an acknowledged save is lost, or an answer was unexpected")


def overlap(port, trials):
    """How many saves were acknowledged, lost, told of the finish, or else."""
    dice, counts = random.Random(SEED), Counter()
    saving, email = sign_in(port, INTERVIEWERS[0]), INTERVIEWERS[0]
    finishing = sign_in(port, email)
    answers, assignment = ready_answers(email)
    for _trial in range(trials):
        draft = ready_draft(assignment, answers)
        code = dice.choice([code for code in ANSWERS if code != answers[QUESTION]])
        save = saved_while_finished(saving, finishing, draft, code, dice)
        counts[outcome(draft, code, *save)] += 1
    counts["acknowledged"] += counts["lost"]
    return counts


def ready_answers(email):
    """(answers of a whole interview, the assignment that it is for)."""
    from django.utils import timezone

    from surveys.demo.answers import CHANCES, walk
    from surveys.instruments.versions import instrument_of
    from surveys.models import Assignment

    assignment = Assignment.objects.filter(
        person__email=email, instrument__source="migrant"
    ).first()
    instrument = instrument_of(assignment.instrument.versions.get())
    today = timezone.localdate()
    held = CHANCES | {"m_status": {"current": 1.0}}
    answers = walk(instrument, random.Random(SEED), 0, held, today=today)
    return answers | {QUESTION: ANSWERS[0]}, assignment


def ready_draft(assignment, answers):
    """An open interview that needs nothing more to be finished."""
    from surveys.interviews import drafts

    draft = drafts.start_draft(
        assignment=assignment, language="en", by=assignment.person
    )
    return drafts.save_draft(
        draft=draft, revision=0, answers=answers, unchecked={}, place=""
    )


def saved_while_finished(saving, finishing, draft, code, dice):
    """(status, address) that the saving tab got."""
    ready, answered = threading.Barrier(2), {}
    early, late = dice.uniform(0, SPREAD), dice.uniform(0, SPREAD)

    def save():
        ready.wait()
        time.sleep(early)
        answered["save"] = saving.post(
            f"/field/{draft.pk}/ask/{QUESTION}/",
            **{"revision": "1", "go": "continue", QUESTION: code},
        )

    def finish():
        ready.wait()
        time.sleep(late)
        answered["finish"] = finishing.post(f"/field/{draft.pk}/finish/")

    threads = [threading.Thread(target=save), threading.Thread(target=finish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered["save"][:2]


def outcome(draft, code, status, address):
    """What became of one save."""
    from surveys.interviews import drafts
    from surveys.models import Draft, Interview

    if status == 409 or "/done/" in address:
        return "told"
    if status != 302:
        return "other"
    interview = Interview.objects.filter(interview_id=draft.pk).first()
    if interview is not None:
        return "acknowledged" if interview.answers[QUESTION] == code else "lost"
    open_still = Draft.objects.filter(pk=draft.pk).first()
    if open_still and drafts.read_draft(open_still)[0][QUESTION] == code:
        return "acknowledged"
    return "lost"


if __name__ == "__main__":
    main()
