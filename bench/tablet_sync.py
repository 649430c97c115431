"""How many sealed interviews a second the server takes in from tablets:
python -m bench.tablet_sync [--postgresql] [--interviews N] [--tablets N]

Tablets in threads send batches of 50 over HTTP to gunicorn with two workers, on this
machine. Prints the rate, and the time of one batch; then where the time of one record
goes, measured in this process.
"""

import argparse
import cProfile
import json
import pstats
import statistics
import threading
import time
import uuid

from bench.faults.live_server import INTERVIEWERS, Server, Tab, round_on, sign_in

INTERVIEWS, TABLETS, BATCH = 1_000, 4, 50


class Sender:
    """One tablet: it is registered, and sends records as the browser does."""

    def __init__(self, tab: Tab, email):
        self.tab, self.email = tab, email
        _status, _where, page = tab.get("/tablet/session/")
        self.token = json.loads(page)["csrf"]
        self.device = self.post("/tablet/register/", {"name": "Tablet"})["device"]

    def post(self, path, document):
        """The JSON of an answer; OSError where there was none."""
        status, page = post_json(self.tab, path, self.token, document)
        assert status == 200, (status, page[:300])
        return json.loads(page)

    def send(self, records, **told):
        body = {"device": self.device, "records": records, **told}
        return self.post("/tablet/sync/", body)["outcomes"]


def post_json(tab, path, token, document):
    """(status, text) of a POST in JSON."""
    import http.client

    link = http.client.HTTPConnection("127.0.0.1", tab.port, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in tab.cookies.items()),
        "Content-Type": "application/json",
        "X-CSRFToken": token,
        "Connection": "close",
    }
    try:
        link.request("POST", path, json.dumps(document), headers)
        answer = link.getresponse()
        return answer.status, answer.read().decode()
    finally:
        link.close()


def records_of(sender, count, words=True):
    """Sealed records of so many interviews, each under an id of its own.

    Sealing is the tablet's work: it is done before the clock starts.
    """
    from surveys.models import Person, Round
    from tests.surveys.offline.tablet import QUESTION, document_of, sealed, words_of

    person = Person.objects.get(email=sender.email)
    document = document_of(person, sender.device, words="")
    round = Round.objects.get(code=document["round"])
    records = []
    for _number in range(count):
        interview_id = uuid.uuid4()
        changed = {**document, "interview_id": str(interview_id)}
        if words:
            own_words = {QUESTION: "A lawyer, and to hear from my sister."}
            changed["words"] = words_of(round, interview_id, own_words)
        records.append(sealed(changed))
    return records


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--interviews", type=int, default=INTERVIEWS)
    parser.add_argument("--tablets", type=int, default=TABLETS)
    options = parser.parse_args()
    database = "postgresql" if options.postgresql else "sqlite"
    with round_on(database) as env:
        server = Server(env)
        try:
            measure(server, database, options)
        finally:
            server.stop()
        profile(options)


def measure(server, database, options):
    names = [INTERVIEWERS[n % len(INTERVIEWERS)] for n in range(options.tablets)]
    senders = [Sender(sign_in(server.port, email), email) for email in names]
    each = options.interviews // len(senders)
    queues = [records_of(sender, each) for sender in senders]
    for sender, queue in zip(senders, queues, strict=True):
        sender.send(queue[:1])  # the workers have read the instrument
    took, begun = [], time.monotonic()

    def send_all(sender, queue):
        for start in range(0, len(queue), BATCH):
            at_start = time.monotonic()
            outcomes = sender.send(queue[start : start + BATCH])
            took.append(time.monotonic() - at_start)
            assert {o["state"] for o in outcomes} <= {"received", "already_received"}

    threads = [
        threading.Thread(target=send_all, args=pair)
        for pair in zip(senders, queues, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    print(
        f"{database}: {each * len(senders)} interviews of {len(senders)} tablets in"
        f" {seconds:.1f} s, {each * len(senders) / seconds:.0f} a second;"
        f" a batch of {BATCH} {statistics.median(took):.2f} s (median),"
        f" {max(took):.2f} s (longest)"
    )


def profile(options):
    """Where the time of a record goes, in one process without HTTP."""
    from surveys.models import Device, Person
    from surveys.offline.receiving import receive_batch

    person = Person.objects.get(email=INTERVIEWERS[0])
    device = Device.objects.select_related("person").filter(person=person).first()

    class Registered:
        email = INTERVIEWERS[0]

    Registered.device = str(device.pk)
    receive_batch(texts=records_of(Registered, 10), device=device)  # warm
    records = records_of(Registered, 100)
    begun = time.process_time()
    outcomes = receive_batch(texts=records[:50], device=device)
    milliseconds = (time.process_time() - begun) * 20
    assert {outcome.state for outcome in outcomes} == {"received"}
    print(f"one record: {milliseconds:.1f} ms of processor time")
    profiler = cProfile.Profile()
    profiler.enable()
    receive_batch(texts=records[50:], device=device)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(16)


if __name__ == "__main__":
    main()
