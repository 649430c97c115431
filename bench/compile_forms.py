"""Compiling forms: python -m bench.compile_forms

Times a form of 600 rows (gate: 1.5 s) and one of 12,000 choices (gate: 5 s) in this
process, and the same files in the limited child that uploads go through, with the
memory it took. Every form is random and seeded.
"""

import random
import resource
import statistics
import time
from datetime import date

from surveys.xlsform.compile import compile_workbook
from surveys.xlsform.formats.write_xlsx import write_workbook
from surveys.xlsform.sandbox import examine_apart

SEED, RUNS = 20261125, 3
HEAD = ["label::English (en)", "label::French (fr)", "label::Arabic (ar)"]
SETTINGS = [["form_id", "version"], ["bench", "1"]]


def questions(rows, dice):
    """A survey of selects and numbers, each asked only after an earlier answer."""
    survey = [["type", "name", *HEAD, "relevant", "constraint"]]
    for position in range(rows):
        select = position % 3 != 2
        earlier = dice.randrange(position) if position else None
        survey.append(
            [
                "select_one yn" if select else "integer",
                f"q{position}",
                *[f"{position}? {dice.random()}" for _language in HEAD],
                f"${{q{earlier}}} = 'yes'" if position and earlier % 3 != 2 else "",
                "" if select else ". >= 0 and . < 120",
            ]
        )
    return survey


def choices(rows, dice):
    sheet = [["list_name", "name", *HEAD, "district"]]
    sheet += [["yn", code, code, code, code] for code in ("yes", "no")]
    for position in range(rows):
        words = [f"Town {dice.random()}" for _language in HEAD]
        sheet.append(["town", f"t{position}", *words, f"d{position % 90}"])
    return sheet


def form(rows, towns, dice):
    survey = questions(rows, dice)
    if towns:
        survey.append(["select_one town", "town", "Town?", "Ville ?", "مدينة؟"])
    book = {"survey": survey, "choices": choices(towns, dice), "settings": SETTINGS}
    return write_workbook(book)


def seconds(run):
    spent = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def main():
    dice = random.Random(SEED)
    print(f"seed {SEED}, median of {RUNS} runs")
    for rows, towns, gate in ((600, 0, 1.5), (600, 12_000, 5.0)):
        content = form(rows, towns, dice)
        result = compile_workbook(content)
        assert result.instrument, result.problems[:3]
        own = seconds(lambda content=content: compile_workbook(content))
        files, today = [("bench.xlsx", content)], date(2026, 1, 1)
        apart = seconds(
            lambda files=files, today=today: examine_apart(files, today=today)
        )
        verdict = "within" if own <= gate else "OVER"
        print(
            f"{rows} questions, {towns} choices, {len(content) // 1024} KB:"
            f" {own:.2f} s ({verdict} {gate} s); in a child {apart:.2f} s"
        )
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"the largest child took {most} MB")


if __name__ == "__main__":
    main()
