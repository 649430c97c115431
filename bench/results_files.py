"""100,000 rows of results as XLSX and CSV, beside pandas: python -m bench.results_files

It reads the newest release of the demonstration (make demo; its keys and DATABASE_URL
in the shell) again and again until there are so many figures, each with a name of its
own. Ours makes the rows from stored figures and writes them; pandas is handed a frame
that is made already. Every way runs in a process of its own. Prints CPU seconds, peak
memory beyond what was there before, and the ratio to pandas of the same run. Bounds:
XLSX and CSV together 10 CPU seconds, and no more memory for five times as many rows.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, FEWER = 100_000, 25_000
MOST_SECONDS, MORE_MEMORY = 10.0, 25  # MB for five times as many rows
WAYS = ("csv", "xlsx", "pandas-csv", "pandas-xlsx")


class Rows:
    """So many rows of results, made one by one from stored figures."""

    def __init__(self, count):
        from assessment.exports.result_rows import ResultRows
        from assessment.exports.working_workbook import prefetch_sources
        from assessment.models import FigureSet
        from assessment.reading.reader import Reader

        released = FigureSet.objects.filter(release_number__isnull=False)
        self.rows = ResultRows(Reader(released.order_by("-pk").first()))
        self.count = count
        prefetch_sources(self.rows.figures)
        list(map(self.rows.of_figure, self.rows.figures))  # texts are cached

    def __iter__(self):
        figures = self.rows.figures
        for number in range(self.count):
            row = self.rows.of_figure(figures[number % len(figures)])
            row["result_id"] = f"{number:016x}"
            yield row


def write_csv(rows, path):
    from assessment.exports.results_csv import file_parts, result_lines

    with path.open("wb") as out:
        for part in file_parts(result_lines(rows)):
            out.write(part)


def write_xlsx(rows, path):
    import xlsxwriter

    from assessment.exports.workbook_parts import options
    from assessment.exports.working_workbook import add_results, streamed_lines

    with xlsxwriter.Workbook(path, options(rows.count)) as book:
        add_results(book, "results", streamed_lines(rows), rows.count, exact=False)


def frame(rows):
    import pandas as pd

    from assessment.exports.columns import NAMES

    return pd.DataFrame(
        [[row.get(name) for name in NAMES] for row in rows], columns=NAMES
    )


def measure(way, count):
    """Prints CPU seconds, MB beyond the start, and MB of the file."""
    import django

    django.setup()
    rows = Rows(count)
    data = frame(rows) if way.startswith("pandas") else rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"results.{way.rpartition('-')[2]}"
        before, start = peak(), time.process_time()
        if way == "pandas-csv":
            data.to_csv(path, index=False)
        elif way == "pandas-xlsx":
            data.to_excel(path, index=False, engine="xlsxwriter")
        elif way == "csv":
            write_csv(rows, path)
        else:
            write_xlsx(rows, path)
        seconds = time.process_time() - start
        print(seconds, peak() - before, path.stat().st_size / 1e6)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(way, count):
    """(CPU seconds, MB, MB of the file) of one way in a process of its own."""
    command = [sys.executable, "-m", "bench.results_files", way, str(count)]
    out = subprocess.run(command, check=True, capture_output=True, text=True)
    return tuple(map(float, out.stdout.split()))


def main():
    found = {}
    for way in WAYS:
        found[way] = measured(way, ROWS)
        seconds, memory, size = found[way]
        print(
            f"{way:12} {ROWS:,} rows: {seconds:6.2f} s CPU, {memory:7.1f} MB more,"
            f" file {size:.1f} MB"
        )
    for way in ("csv", "xlsx"):
        ratio = found[f"pandas-{way}"][0] / found[way][0]
        more = found[way][1] - measured(way, FEWER)[1]
        print(
            f"{way}: pandas takes {ratio:.1f} times as long;"
            f" {more:+.1f} MB for more rows"
        )
        assert more < MORE_MEMORY, "memory grows with the rows"
    together = found["csv"][0] + found["xlsx"][0]
    print(f"together {together:.2f} s CPU (at most {MOST_SECONDS:.0f})")
    assert together <= MOST_SECONDS


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
