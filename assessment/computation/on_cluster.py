"""Reading a round's answers on the workers of a Dask cluster.

For rounds whose answers one machine's memory cannot hold. Workers read interviews from
the database and send back columns of numbers and codes; figures are computed from these
by the one way there is, so they are the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from distributed import Client, WorkerPlugin

if TYPE_CHECKING:  # a worker imports this module before it has read the settings
    from assessment.frames.interview_tables import Run

SECONDS_TO_CONNECT = 30


class DjangoOnWorkers(WorkerPlugin):
    """Workers read the settings of their own environment before the first part."""

    def setup(self, worker: Any) -> None:
        import django

        django.setup()


@contextmanager
def on_cluster(address: str) -> Iterator[Run]:
    """`run` for compute_figures: every part is read by a worker of the scheduler.

    address: as in tcp://10.0.0.5:8786; workers need this code, its environment and the
    database. Raises OSError where no scheduler answers; what a worker raises is raised
    here.
    """
    # distributed has no types of its own.
    with Client(address, timeout=SECONDS_TO_CONNECT) as client:  # type: ignore[no-untyped-call]
        client.register_plugin(DjangoOnWorkers())

        def run(function: Any, parts: Any) -> Any:
            return client.gather(client.map(function, parts, pure=False))

        yield run
