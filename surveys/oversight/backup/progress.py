"""Says how far a long command is, so that nobody takes it for dead."""

from collections.abc import Callable
from time import monotonic

EVERY = 2.0  # seconds


class Progress:
    """Writes a line at most every two seconds; a short command writes none."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write, self.last = write, monotonic()

    def rows(self, act: str, table: str, count: int) -> None:
        if monotonic() - self.last >= EVERY:
            self.write(f"  {act} {table}: {count:,} rows")
            self.last = monotonic()
