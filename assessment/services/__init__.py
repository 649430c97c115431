"""The only writers of figures. What computes is imported when it is needed."""

from assessment.services.compute import (
    SOURCES,
    compute_figures,
    compute_in_steps,
    recompute_stale,
)
from assessment.services.refusals import NotPossible
from assessment.services.release import release_figures, release_in_steps
from assessment.services.traces import note_export, note_reading

__all__ = [
    "SOURCES",
    "NotPossible",
    "compute_figures",
    "compute_in_steps",
    "note_export",
    "note_reading",
    "recompute_stale",
    "release_figures",
    "release_in_steps",
]
