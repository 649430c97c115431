"""Interviews while the web process is killed:
python -m bench.faults.kills [--postgresql] [--interviews N] [--kills N]

Interviewers in several sessions start interviews, answer screens and finish, over HTTP,
while gunicorn with its workers gets SIGKILL at random moments and starts again. Whoever
gets no answer does what a person does: opens the page and sends again. Prints how many
interviews were acknowledged, lost, doubled and half-written; fails unless the last
three are 0.
"""

import argparse
import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field

from bench.faults.live_server import INTERVIEWERS, Server, round_on, sign_in

INTERVIEWS, KILLS, SESSIONS, SEED = 1_000, 100, 8, 20261129
PATIENCE = 120  # seconds in which a request must be answered once
# Typed over HTTP, after the rest of a whole interview was put into the draft.
TYPED = (("m_interp_used", "prof"), ("m_unlisted", "no"))
NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass
class Sent:
    """What one session was answered. receipts: draft → the receipt of its interview;
    saved: draft → question → the answer that was acknowledged."""

    receipts: dict[str, str] = field(default_factory=dict)
    saved: dict[str, dict[str, str]] = field(default_factory=dict)
    repeated: int = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--interviews", type=int, default=INTERVIEWS)
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    database = "postgresql" if options.postgresql else "sqlite"
    begun = time.monotonic()
    with round_on(database) as env:
        server = Server(env)
        try:
            kills, sessions = run(server, options.interviews, options.kills)
        finally:
            server.stop()
        figures = judged(sessions)
    print(
        f"{database}, {options.interviews} interviews in {len(sessions)} sessions,"
        f" {kills} kills (seed {SEED}), {sum(s.repeated for s in sessions)} requests"
        f" sent again: "
        + ", ".join(f"{name} {count}" for name, count in figures.items())
        + f", {time.monotonic() - begun:.0f} s"
    )
    wrong = figures["lost"] + figures["doubled"] + figures["half-written"]
    if wrong or kills < options.kills or figures["acknowledged"] < options.interviews:
        raise SystemExit("not every interview is there once and whole")


# -- sending ---------------------------------------------------------------------------


def run(server, interviews, kills):
    """(kills made, what each session sent); kills go on until all is sent."""
    tabs = [
        sign_in(server.port, INTERVIEWERS[number % len(INTERVIEWERS)])
        for number in range(min(SESSIONS, interviews))
    ]
    sessions = [Sent() for _tab in tabs]
    problems, waiting = [], list(range(interviews))
    answers = whole_answers()

    def send_all(number, tab, sent):
        try:
            while waiting:
                try:
                    waiting.pop()
                except IndexError:  # another session took the last
                    return
                send(tab, sent, answers, INTERVIEWERS[number % len(INTERVIEWERS)])
        except Exception as problem:
            problems.append(problem)
            raise

    threads = [
        threading.Thread(target=send_all, args=(number, tab, sent), daemon=True)
        for number, (tab, sent) in enumerate(zip(tabs, sessions, strict=True))
    ]
    for thread in threads:
        thread.start()
    done = kill_while(server, threads, kills, interviews, sessions)
    for thread in threads:
        thread.join()
    assert not problems, problems
    return done, sessions


def kill_while(server, threads, kills, interviews, sessions):
    """Kill the server at random moments, spread over all that is sent."""
    dice, done = random.Random(SEED), 0
    while done < kills and any(thread.is_alive() for thread in threads):
        due = (done + dice.random()) * interviews / kills
        while sum(len(s.receipts) for s in sessions) < due * 0.95:
            if not any(thread.is_alive() for thread in threads):
                return done
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.2))
        server.kill()
        server.start()
        done += 1
    return done


def whole_answers():
    """All answers of an interview but those that are typed over HTTP."""
    from bench.faults.overlapping_saves import ready_answers

    answers, _assignment = ready_answers(INTERVIEWERS[0])
    words = {"m_priority": "A lawyer, and to hear from my sister."}
    urgent = {"x_urgent": ["medical"], "x_refer": "acc"}
    typed = {name for name, _answer in TYPED}
    return {n: v for n, v in (answers | words | urgent).items() if n not in typed}


def again(sent, ask):
    """ask(), repeated until the server answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except NO_ANSWER:
            assert time.monotonic() < until, "no answer for too long"
            sent.repeated += 1
            time.sleep(0.05)


def send(tab, sent, answers, email):
    """One interview from its first page to its receipt."""
    page = again(sent, lambda: tab.get("/field/start/"))[2]
    assignment = re.search(r'name="assignment" value="(\d+)"', page)[1]
    where = again(
        sent,
        lambda: tab.post("/field/start/", assignment=assignment, language="en"),
    )[1]
    draft = where.strip("/").split("/")[1]
    fill(draft, answers)
    sent.saved[draft] = {}
    for question, answer in TYPED:
        save(tab, sent, draft, question, answer)
    status, where, page = again(sent, lambda: tab.post(f"/field/{draft}/finish/"))
    assert "/done/" in where, (status, re.findall(r"<p>.*</p>", page)[:5])
    sent.receipts[draft] = where.strip("/").split("/")[2]


def fill(draft_id, answers):
    """Put a whole interview into a draft that was started over HTTP."""
    from django.db import connection

    from surveys.interviews import drafts
    from surveys.models import Draft

    draft = Draft.objects.get(pk=draft_id)
    drafts.save_draft(draft=draft, revision=0, answers=answers, unchecked={}, place="")
    connection.close()


def save(tab, sent, draft, question, answer):
    """Save one screen; without an answer the page is opened and sent again."""
    address = f"/field/{draft}/ask/{question}/"

    def once():
        page = tab.get(address)[2]
        revision = re.search(r'name="revision" value="(\d+)"', page)[1]
        return tab.post(address, revision=revision, go="continue", **{question: answer})

    status, _where, _page = again(sent, once)
    assert status == 302, status
    sent.saved[draft][question] = answer


# -- judging ---------------------------------------------------------------------------


def judged(sessions):
    """What is in the database, beside what was acknowledged."""
    from surveys import audit
    from surveys.interviews.row_hashes import row_faults
    from surveys.interviews.urgent_risks import file_waiting_risks
    from surveys.models import Interview, Round, UrgentRisk

    file_waiting_risks()  # as run_queue does every minute
    receipts = {d: r for sent in sessions for d, r in sent.receipts.items()}
    saved = {d: a for sent in sessions for d, a in sent.saved.items()}
    interviews = {
        str(interview.interview_id): interview
        for interview in Interview.objects.select_related("sealed_key")
    }
    lost = [
        draft
        for draft, receipt in receipts.items()
        if draft not in interviews
        or interviews[draft].receipt != receipt
        or any(interviews[draft].answers[q] != a for q, a in saved[draft].items())
    ]
    half = [draft for draft in interviews if not is_whole(interviews[draft])]
    half += broken_database() + list(audit.verify())
    half += [fault for round in Round.objects.all() for fault in row_faults(round)]
    risks = UrgentRisk.objects.count() - len(interviews)  # each brings one
    doubled = Interview.objects.count() - len(interviews.keys() & receipts.keys())
    return {
        "acknowledged": len(receipts),
        "lost": len(lost),
        "doubled": doubled + max(0, risks),
        "half-written": len(half) + max(0, -risks),
    }


def is_whole(interview):
    """Whether words, their key and every answer are there, and the draft is not."""
    from surveys.models import Draft

    return (
        interview.outcome == "complete"
        and "m_priority" in interview.sealed
        and hasattr(interview, "sealed_key")
        and {question for question, _answer in TYPED} <= interview.answers.keys()
        and not Draft.objects.filter(pk=interview.interview_id).exists()
    )


def broken_database():
    """What SQLite finds wrong in its own file."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        problems = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return problems + cursor.fetchall()


if __name__ == "__main__":
    main()
