"""Figures from a snapshot in chunks: python -m bench.large_rounds [size]

The round of bench.gap_analysis (1,000,000 interviews in 500 places, 12 questions with
reasons, 6 groupings) as a snapshot, then its figures: exact and published with all rows
in memory as texts and with all rows of the snapshot; exact ones in chunks one by one,
and, where the extra is installed, in chunks of a Parquet file and on Dask. Each is a
process of its own. Prints CPU seconds, peak memory, data size, seed; the figure last.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZE = 1_000_000
GATE = "640 MiB"  # of the chunked ways, 170 of which are imports (340 with pyarrow)


def set_up(folder):
    from config.keys import make_keys

    make_keys(folder / "keys")
    os.environ.update(
        DEMO="1",
        SECRET_KEY_FILE=str(folder / "keys/secret-key"),
        DRAFT_KEY_FILE=str(folder / "keys/draft-key"),
        DATABASE_URL="sqlite:///:memory:",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    import django

    django.setup()


def given(size):
    from analysis.publication.parameters import Parameters
    from analysis.schema import Settings
    from assessment.computation.figure_inputs import Input
    from assessment.frames.frames import Frame
    from bench.gap_analysis import GROUPS, frames, questions

    frame = Frame("migrant", "probability", tuple(GROUPS), *frames(size))
    return Input(frame, questions(), Settings(), Parameters())


def snapshot(folder, size):
    """Write the snapshot, and the Parquet file where that can be."""
    from assessment import large
    from assessment.computation import snapshots

    one = given(size)
    content = told("snapshot packed", size, lambda: snapshots.pack([one]))
    (folder / "round.npz").write_bytes(content)
    print(f"  {len(content) / 2**20:.1f} MiB")
    if importlib.util.find_spec("pyarrow"):
        large.write(one, folder / "round.parquet")


def asked(one):
    frame = one.frame
    options = {"design_class": frame.design_class, "source": frame.source}
    return (frame.units, frame.strata, one.indicators, frame.groups), options


def whole(folder, size):
    from analysis.pipeline import frame_figures

    one = given(size)
    args, options = asked(one)
    told("texts", size, lambda: frame_figures(one.frame.rows, *args, **options))


def unpacked(folder, size):
    from analysis.pipeline import frame_figures
    from assessment.computation import snapshots

    def work():
        (one,) = snapshots.unpack(folder / "round.npz")
        args, options = asked(one)
        return frame_figures(one.frame.rows, *args, **options)

    told("snapshot, all rows", size, work)


def in_chunks(path, size, running, how):
    from analysis.pipeline import figures_of_parts
    from assessment.computation import snapshots

    if not path.exists():
        return print(f"{how}: the extra large is not installed")

    def work():
        args, options = asked(snapshots.plan(path))
        run = running(snapshots.chunks(path))
        return figures_of_parts(run, *args, **options)

    return told(f"{how}, chunks of {snapshots.BLOCK:,}, gate {GATE}", size, work)


def npz(folder, size):
    from analysis.partitions import one_by_one

    in_chunks(folder / "round.npz", size, one_by_one, "snapshot")


def parquet(folder, size):
    from analysis.partitions import one_by_one

    in_chunks(folder / "round.parquet", size, one_by_one, "Parquet")


def dask(folder, size):
    from assessment.large import on_dask

    in_chunks(folder / "round.parquet", size, on_dask, "Parquet on Dask, 2 threads")


def told(how, size, work):
    from bench.gap_analysis import SEED, peak, spent_on

    seconds, made = spent_on(work)
    measured = f"peak {peak():,.0f} MiB: {seconds:.2f} CPU s"
    print(f"{how}: {size:,} rows, seed {SEED}, {measured}")
    return made


WAYS = (snapshot, whole, unpacked, npz, parquet, dask)


def main():
    if len(sys.argv) == 4:
        way, folder, size = sys.argv[1:]
        set_up(Path(folder))
        ways = {one.__name__: one for one in WAYS}
        return ways[way](Path(folder), int(size))
    size = sys.argv[1] if len(sys.argv) == 2 else str(SIZE)
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:  # a process each, or peaks would add up
            command = [sys.executable, "-m", "bench.large_rounds"]
            subprocess.run([*command, way.__name__, folder, size], check=True)


if __name__ == "__main__":
    main()
