"""Random interviews at the wizard and at the tablet's page: python -m bench.page_walks

python -m bench.page_walks [interviews of each instrument, 1,000] [first seed, 0]
The same strings are typed into both; every screen must leave the same answers. Prints
how many screens were compared, and fails at the first that differs.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from config.keys import make_keys

WALKS = 1_000


def main():
    walks = int(sys.argv[1]) if len(sys.argv) > 1 else WALKS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory(prefix="page-walks-") as folder:
        make_keys(Path(folder) / "keys")
        os.environ.update(
            DEMO="1",
            SECRET_KEY_FILE=f"{folder}/keys/secret-key",
            DRAFT_KEY_FILE=f"{folder}/keys/draft-key",
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        import django

        django.setup()
        run(range(first, first + walks))


def run(seeds):
    from surveys.interviews import draft_storage
    from tests.conformance.page_walks import ALL_KINDS, EVERY_KIND, Page, PairedWalk
    from tests.surveys.instruments.shipped.plan import INSTRUMENTS as SHIPPED
    from tests.surveys.instruments.shipped.plan import TODAY

    instruments = {**SHIPPED, EVERY_KIND: ALL_KINDS}
    draft_storage.timezone.localdate = lambda: TODAY
    begun, total, page = time.perf_counter(), 0, Page(instruments)
    for name, instrument in instruments.items():
        screens, buttons = 0, 0
        for seed in seeds:
            walk = PairedWalk(page, name, instrument, seed)
            assert walk.unlike is None, (name, seed, walk.unlike)
            screens, buttons = screens + walk.screens, buttons + walk.compared
        print(
            f"{name}: {len(seeds):,} interviews, {screens:,} screens,"
            f" {buttons:,} comparisons alike"
        )
        total += buttons
    page.close()
    seconds = time.perf_counter() - begun
    print(
        f"{total:,} comparisons alike, seeds {seeds.start} to {seeds.stop - 1}:"
        f" {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
