"""The people who are held now and were asked, where they are, and who asked them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.alternatives.admission_rules import answer_is
from analysis.estimation.sample import Sample
from analysis.material import Material
from analysis.schema import DesignKind, Settings

Floats = npt.NDArray[np.float64]
STATUS, CURRENT = "m_status", "current"


@dataclass(frozen=True)
class HeldNow:
    """Answers of everybody asked; values are of those held now, NaN for the others."""

    material: Material
    settings: Settings

    @property
    def at_random(self) -> bool:
        return self.material.design_class != DesignKind.PURPOSIVE

    @cached_property
    def sample(self) -> Sample:
        return self.material.sample(self.settings)

    @cached_property
    def now(self) -> npt.NDArray[np.bool_]:
        return np.asarray(answer_is(STATUS, CURRENT)(self.material.answers) == 1)

    @cached_property
    def district(self) -> npt.NDArray[np.str_]:
        where = districts(self.material.plan)
        names = [where.get(str(psu), "") for psu in self.material.rows["psu"]]
        return np.array(names, dtype=np.str_)

    def of_held_now(self, y: Floats, district: str = "") -> Floats:
        """y of the people held now (in one district, if given), else NaN: n."""
        inside = self.now & (self.district == district) if district else self.now
        return np.where(inside, y, np.nan)

    def places(self, y: Floats) -> int:
        return int(self.material.rows["psu"][~np.isnan(y)].nunique())


def districts(plan: pd.DataFrame) -> Mapping[str, str]:
    """Place → district, of the places whose district is known."""
    if plan.empty:
        return {}
    named = plan["district"].fillna("").astype(str)
    return {
        str(psu): district
        for psu, district in zip(plan["psu"], named, strict=True)
        if district
    }
