"""The gap report of the newest release, made as the body makes it: CPU and memory.

It reads the demonstration (make demo; its keys and DATABASE_URL in the shell):
python -m bench.gap_report. Each way runs in a process of its own: the content alone,
one PDF with its content, and all six files (PDF, one page and Word in each language).
Prints CPU seconds and peak memory. Bounds: one PDF with its content in 20 CPU seconds
and 400 MB; the six files in 60 CPU seconds.
"""

import os
import resource
import subprocess
import sys
import time

WAYS = ("content", "pdf", "files")
MOST_SECONDS = {"content": 5.0, "pdf": 20.0, "files": 60.0}
MOST_MEMORY = {"content": 400, "pdf": 400, "files": 600}  # MB


def newest_release():
    from assessment.models import FigureSet

    released = FigureSet.objects.filter(release_number__isnull=False)
    return released.order_by("-round__starts_on", "-pk").first()


def make(way):
    from assessment.computation.progress import run_steps
    from assessment.reading.reader import Reader
    from assessment.report import content, making, pdf

    figure_set = newest_release()
    if way == "files":
        steps = making.files_in_steps(figure_set, exact=False, site="http://bench")
        made = run_steps(steps)
        return ", ".join(f"{m.form} {m.language} {len(m.content):,}" for m in made)
    report = content.report_content(Reader(figure_set), "http://bench/")
    if way == "content":
        return f"{len(report.sections)} sections"
    document, pages = pdf.render(report, figure_set)
    return f"{pages} pages, {len(document):,} bytes"


def measure(way):
    """In a process of its own: prints what it took, and ends with 1 where too much."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    began, clock = time.process_time(), time.monotonic()
    what = make(way)
    seconds, wall = time.process_time() - began, time.monotonic() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{way:8} {seconds:6.1f} CPU s {wall:6.1f} s {memory:6.0f} MB  {what}")
    sys.exit(seconds > MOST_SECONDS[way] or memory > MOST_MEMORY[way])


def main():
    command = [sys.executable, "-m", "bench.gap_report"]
    results = [subprocess.run([*command, way]).returncode for way in WAYS]
    sys.exit(any(results))


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
