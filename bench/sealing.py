"""What sealing costs at the door: python -m bench.sealing

Eight answers in own words, sealed to two and to three custodians: CPU milliseconds an
interview, the median of 300, and the bytes kept. Gate: 2 ms.
"""

import json
import statistics
import time
import uuid

from surveys import sealing

ANSWERS, TURNS, GATE_MS = 8, 300, 2.0
TEXT = "Un logement, et un avocat plus tôt. " * 8


def measure(custodians):
    """(median CPU milliseconds, bytes kept) of one interview."""
    keys = {}
    for number in range(1, custodians + 1):
        public = sealing.public_half(number.to_bytes(32, "big"))
        keys[sealing.fingerprint_of(public)] = public
    words = {f"question_{place}": TEXT for place in range(ANSWERS)}
    times = []
    for _turn in range(TURNS):
        begun = time.process_time()
        custody = sealing.Custody("round", uuid.uuid4(), 1, keys)
        sealed = sealing.seal_words(words, custody=custody)
        times.append((time.process_time() - begun) * 1000)
    size = len(json.dumps(sealed.answers)) + len(json.dumps(sealed.layers))
    return statistics.median(times), size


def main():
    for custodians in (2, 3):
        spent, size = measure(custodians)
        print(
            f"{ANSWERS} answers of {len(TEXT)} letters, {custodians} custodians:"
            f" {spent:.2f} ms CPU (gate {GATE_MS}), {size:,} bytes"
        )
        assert spent <= GATE_MS


if __name__ == "__main__":
    main()
