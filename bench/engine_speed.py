"""The engine beside its twin: python -m bench.engine_speed

A synthetic instrument of 600 questions (relevance, constraint, choice filter and
calculation among them), every one answered, in Python and in headless Chromium at four
times CPU throttle: screens() and problems() (gates: 5 ms, 10 ms), and loading half as
many from JSON, once per process (gate: 5 ms beyond json.loads). Then 100 instances of a
repeat with 10 calculations each: one changed answer, all of it found again (gate: 100
ms).
"""

import functools
import gzip
import http.server
import json
import random
import resource
import shutil
import statistics
import sys
import threading
import time
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from surveys.engine.instrument import Instrument
from surveys.engine.journey import Journey
from surveys.xlsform.compile import compile_workbook
from tests.surveys.xlsform.workbooks import CHOICES, workbook

SEED, QUESTIONS, LOADED, INSTANCES, CALCULATIONS = 2026, 600, 300, 100, 10
TODAY, RUNS, THROTTLE = date(2026, 3, 15), 41, 4
GATES = {"load": 5, "python": 5, "chromium": 10, "repeat": 100}
MODULES = Path(__file__).parents[1] / "surveys/static/surveys/engine"
HEAD = ["type", "name", "label::English (en)", "relevant", "constraint", "required"]
HEAD += ["calculation", "choice_filter", "repeat_count"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def row(kind, name, **cells):
    return [
        kind,
        name,
        f"What is {name}?",
        *(cells.get(column, "") for column in HEAD[3:]),
    ]


def many(dice, count=QUESTIONS):
    """(rows, answers): each question asks for one or two before it."""
    rows, answers = [HEAD, row("begin_group", "all")], {}
    for position in range(count):
        name, kind = f"q{position}", position % 6
        near = f"${{q{max(0, position - 6 - kind)}}}" if position > 12 else ""
        cells = {"relevant": f"{near} != 'zz' or {near} = ''"} if near else {}
        if kind in (0, 1):
            rule = f"not(selected(., 'yes') and count-selected(.) > {kind + 1})"
            cells["choice_filter"] = "name != 'zz'" if position % 12 == 0 else ""
            rows.append(row("select_one yn", name, constraint=rule, **cells))
            answers[name] = dice.choice(["yes", "no"])
        elif kind in (2, 3):
            rule = ". >= 0 and . <= 120"
            rows.append(row("integer", name, constraint=rule, required="yes", **cells))
            answers[name] = dice.randint(0, 130)
        elif kind == 4:
            rule = "string-length(.) < 100 and regex(., '[a-z ]+')"
            rows.append(row("text", name, constraint=rule, **cells))
            answers[name] = dice.choice(["a word", "two words", "a 3rd"])
        else:
            first, second = f"${{q{position - 2}}}", f"${{q{position - 3}}}"
            sum_of = f"coalesce({first}, 0) + round({second} div 3, 1)"
            rows.append(row("calculate", name, calculation=sum_of))
    return [*rows, row("end_group", "")], answers


def hundred_instances(dice):
    """(rows, answers): a calculation reads one before it and the instance before."""
    rows = [HEAD, row("begin_group", "all"), row("begin_repeat", "visit")]
    rows.append(row("integer", "days", constraint=". < 400"))
    for position in range(CALCULATIONS):
        earlier = f"${{c{position - 1}}}" if position else "${days}"
        before = "indexed-repeat(${days}, ${visit}, position(..) - 1)"
        rows.append(
            row(
                "calculate",
                f"c{position}",
                calculation=f"{earlier} + coalesce({before}, 0)",
            )
        )
    rows += [row("end_repeat", ""), row("calculate", "sum", calculation="sum(${c9})")]
    answers = {
        f"days.{instance + 1}": dice.randint(0, 90) for instance in range(INSTANCES)
    }
    return [*rows, row("end_group", "")], answers | {"visit": INSTANCES}


def compile_rows(rows):
    result = compile_workbook(workbook(rows, CHOICES))
    assert not result.problems, result.problems[:3]
    return result.instrument


def median_ms(act):
    times = []
    for run in range(RUNS):
        begun = time.process_time_ns()  # CPU: other work on the machine is not ours
        act(run)
        times.append((time.process_time_ns() - begun) / 1e6)
    return statistics.median(times)


def python_times(instrument, answers, repeated, instances):
    written = json.dumps(compile_rows(many(random.Random(SEED), LOADED)[0]).to_json())
    parsed = median_ms(lambda _run: json.loads(written))
    loading = median_ms(lambda _run: Instrument.from_json(json.loads(written)))

    def both(_run):
        now = Journey(instrument, answers, today=TODAY)
        return now.screens(), now.problems()

    def changed(run):
        now = Journey(repeated, {**instances, "days.50": run}, today=TODAY)
        now.problems()
        return now.read("sum"), now.screens()

    return {
        "load": loading - parsed,
        "parsed": parsed,
        "python": median_ms(both),
        "repeat_python": median_ms(changed),
    }


IN_PAGE = """
async ([runs, today]) => {
  const { Instrument, Journey } = await import("/index.js");
  const read = async (name) => (await fetch(`/${name}.json`)).json();
  const median = (act) => {
    const times = Array.from({ length: runs }, (_, run) => {
      const begun = performance.now();
      act(run);
      return performance.now() - begun;
    });
    return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
  };
  const [one, two] = [await read("six_hundred"), await read("hundred_instances")];
  const load = median(() => new Instrument(one.compiled));
  const asked = new Instrument(one.compiled);
  const repeated = new Instrument(two.compiled);
  const seen = [];
  const begun = performance.now();
  const first = new Journey(asked, one.answers, { today });
  seen.push(first.screens().length, first.problems().length);
  const cold = performance.now() - begun;
  const chromium = median(() => {
    const now = new Journey(asked, one.answers, { today });
    return [now.screens(), now.problems()];
  });
  const repeat = median((run) => {
    const answers = { ...two.answers, "days.50": run };
    const now = new Journey(repeated, answers, { today });
    now.problems();
    seen[2] = now.read("sum");
    return now.screens();
  });
  return { load_chromium: load, cold, chromium, repeat, seen };
}
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The modules from their folder, the instruments from memory."""

    documents: dict[str, bytes] = {}

    def do_GET(self):
        document = self.documents.get(self.path)
        if document is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header(
            "Content-Type", "text/html" if self.path == "/" else "text/json"
        )
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_words):
        """A bench prints its figures only."""


def chromium_times(documents):
    Quiet.documents = {"/": b"<!doctype html>"} | {
        f"/{name}.json": json.dumps(document).encode()
        for name, document in documents.items()
    }
    handler = functools.partial(Quiet, directory=str(MODULES))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as driver:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        link = page.context.new_cdp_session(page)
        link.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        times = page.evaluate(IN_PAGE, [RUNS, str(TODAY)])
        browser.close()
    server.shutdown()
    return times


def shell_bytes():
    """What a tablet loads: every module that index.js reaches, gzipped one by one."""
    waiting, contents = ["index.js"], {}
    while waiting:
        name = waiting.pop()
        if name not in contents:
            contents[name] = (MODULES / name).read_bytes()
            lines = contents[name].decode().split('from "./')[1:]
            waiting += [line.split('"')[0] for line in lines]
    return len(contents), sum(
        len(gzip.compress(content)) for content in contents.values()
    )


def main():
    dice = random.Random(SEED)
    (rows, answers), (more, instances) = many(dice), hundred_instances(dice)
    instrument, repeated = compile_rows(rows), compile_rows(more)
    times = python_times(instrument, answers, repeated, instances)
    documents = {
        "six_hundred": {"compiled": instrument.to_json(), "answers": answers},
        "hundred_instances": {"compiled": repeated.to_json(), "answers": instances},
    }
    times |= chromium_times(documents)
    now = Journey(instrument, answers, today=TODAY)
    twice = Journey(repeated, {**instances, "days.50": RUNS - 1}, today=TODAY)
    ours = [len(now.screens()), len(now.problems()), twice.read("sum")]
    assert times["seen"] == ours, (times["seen"], ours)
    modules, size = shell_bytes()
    cpu = resource.getrusage(resource.RUSAGE_SELF)
    written = len(json.dumps(instrument.to_json()))
    print(f"seed {SEED}; {QUESTIONS} questions, {written:,} bytes of JSON")
    print(f"engine: {modules} modules, {size:,} bytes gzipped")
    print(f"{ours[0]} screens and {ours[1]} problems in both; Python's CPU:", end=" ")
    print(f"{cpu.ru_utime + cpu.ru_stime:.1f} s")
    print(f"load {LOADED} after json.loads ({times['parsed']:.1f} ms):", end=" ")
    print(f"{times['load']:.1f} ms (gate {GATES['load']})", end="; ")
    print(f"Chromium at {THROTTLE}x: {times['load_chromium']:.1f} ms")
    print(f"one answer of {INSTANCES * CALCULATIONS:,} calculations:", end=" ")
    print(f"Python {times['repeat_python']:.1f} ms", end="; ")
    print(f"Chromium at {THROTTLE}x {times['repeat']:.1f} ms (gate {GATES['repeat']})")
    print(f"Chromium at {THROTTLE}x: the first time {times['cold']:.1f} ms")
    print(f"screens and problems: Python {times['python']:.2f} ms", end=" ")
    print(f"(gate {GATES['python']}); Chromium at {THROTTLE}x", end=" ")
    print(f"{times['chromium']:.2f} ms (gate {GATES['chromium']})")
    return any(times[name] > gate for name, gate in GATES.items())


if __name__ == "__main__":
    sys.exit(main())
