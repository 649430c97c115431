"""Files that were read at places: what list they are of, and how they were drawn.

files, one row per file: psu, stratum, interviewer; origin, see stays.Origin; listed,
how many stand in the list it was drawn from (missing: not known); days since admission:
seen (of the list), left (of the exit), news (last known to be held); reason, the way
out; age, "child" or "adult".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.duration.stays import Origin
from analysis.estimation.design import Design, design_of
from analysis.estimation.weights import base_weights
from analysis.material import Material
from analysis.schema import Chance, DesignKind, Lonely, Settings

NUMBERS = ("listed", "seen", "left", "news")
NOT_KNOWN = "list_length_not_known"


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of one kind of list that can be followed, as stays (see stays.py).

    recorded: files of which anything was noted, those without their days among them.
    """

    origin: Origin
    stays: pd.DataFrame
    recorded: int

    @property
    def places(self) -> int:
        return int(self.stays["psu"].nunique())

    @property
    def readers(self) -> int:
        return int(self.stays["interviewer"].nunique())

    def about(self, *what: str | int) -> str:
        return ":".join((self.origin, *map(str, what)))


@dataclass(frozen=True, slots=True)
class FileSample:
    """A list with a weight for every file and the design of the draw."""

    list: FileList
    design: Design
    kind: str
    note: str

    @property
    def stays(self) -> pd.DataFrame:
        return self.list.stays


def lists(material: Material) -> Iterator[FileList]:
    """The files of each kind of list; files of different lists are never mixed."""
    files = material.files
    if not len(files):
        return
    days = files[list(NUMBERS)].astype(float)
    files = files.assign(admitted=0.0, **{name: days[name] for name in NUMBERS})
    complete = files["seen"].notna() & (files["left"].notna() | files["news"].notna())
    for origin in Origin:
        of_list = (files["origin"] == origin).to_numpy()
        if of_list.any():
            stays = files[of_list & complete.to_numpy()]
            yield FileList(origin, _with_names(stays), int(of_list.sum()))


def _with_names(stays: pd.DataFrame) -> pd.DataFrame:
    """Stays indexed by place and file number, the name that error messages use."""
    place = stays["psu"].astype(str)
    turn = stays.groupby(place).cumcount() + 1
    return stays.assign(psu=place).set_axis(place + ", file " + turn.astype(str))


def file_sample_of(
    files: FileList, material: Material, settings: Settings
) -> FileSample:
    """Weights and design of files that were drawn at random within their places.

        w = (N_h / n_h) · (M_i / m_i)

    m_i files that could be followed of a list of M_i, at n_h places of N_h that showed
    theirs: both stages of the draw, in every curve, quantile and mean of them. Where
    the length of a list is not known its files count once, and where any is not, or one
    file was read alone, the variance is that of places drawn with replacement, which is
    not smaller. Files are a sample at every place of a census too. A stratum of one
    place is centred at the mean of all: a place may keep its files closed, which must
    stop nobody.
    """
    stays = files.stays
    read = stays["psu"].value_counts()
    units = material.units.assign(psu=material.units["psu"].astype(str))
    units = units[units["psu"].isin(read.index)].reset_index(drop=True)
    listed = stays.groupby("psu")["listed"].max().reindex(units["psu"]).to_numpy()
    files_read = read.reindex(units["psu"]).to_numpy(dtype=float)
    lengths_known = not np.isnan(listed).any()
    units = units.assign(population=np.fmax(listed, files_read))
    strata = material.strata
    weight = base_weights(stays, units, strata).to_numpy(dtype=float)
    both = lengths_known and bool((files_read > 1).all())
    if not both:
        strata = strata.assign(frame_count=np.nan)
    census = material.design_class == DesignKind.CENSUS
    kind = str(Chance.PROBABILITY if census else Chance.of(material.design_class))
    fails = settings.lonely == Lonely.FAIL
    design = design_of(
        stays,
        units,
        strata,
        kind=kind,
        lonely=Lonely.ADJUST if fails else settings.lonely,
        two_stage=both and settings.two_stage,
    )
    weighted = FileList(files.origin, stays.assign(weight=weight), files.recorded)
    return FileSample(weighted, design, kind, "" if lengths_known else NOT_KNOWN)
