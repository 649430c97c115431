"""Interviews on a line that loses requests:
python -m bench.network_losses [--losses N]

A real Chromium holds whole interviews, page by page with the server and at the tablet's
own page, while requests are lost at random: before the server has them, after it has
handled them, in the middle of the answer, of the next page too, and to a network that
answers in its place. Goes on until so many were lost. Prints how, and how many answers
are missing; fails unless none is.
"""

import argparse
import time
from collections import Counter
from tempfile import TemporaryDirectory

from bench.faults.kills import SEED
from bench.faults.live_server import Server, round_on

LOSSES = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--losses", type=int, default=LOSSES)
    options = parser.parse_args()
    with round_on("sqlite") as env, TemporaryDirectory() as folder:
        server = Server(env)
        try:
            figures, lost = run(server, folder, options.losses)
        finally:
            server.stop()
    print(", ".join(f"{name} {value}" for name, value in figures.items()))
    for question, typed, stored in lost:
        print(f"lost: {question}, typed {typed}, stored {stored}")
    if lost:
        raise SystemExit("answers are missing")


def run(server, folder, wanted):
    from playwright.sync_api import sync_playwright

    from tests.journeys import interviews_on_a_lossy_line as interviews
    from tests.journeys.lossy_line import LossyLine
    from tests.journeys.tablet_in_browser import OwnBrowser

    line, begun = LossyLine(server.port, SEED), time.monotonic()
    held, lost = Counter(), []
    with sync_playwright() as playwright:
        browser = OwnBrowser(f"{folder}/profile", playwright.chromium)
        page = browser.open()
        interviews.sign_in_on(page, line)
        interviews.prepare_tablet(page, line)
        lost += interviews.interview_on_tablet(page, line)
        held["on the tablet"] += 1
        while sum(line.losses.values()) < wanted:
            lost += interviews.interview_online(page, line)
            held["online"] += 1
        browser.close()
    line.close()
    figures = {f"interviews {name}": count for name, count in held.items()}
    figures |= {"requests lost": sum(line.losses.values())} | dict(line.losses)
    seconds = round(time.monotonic() - begun)
    return figures | {"answers missing": len(lost), "seconds": seconds}, lost


if __name__ == "__main__":
    main()
