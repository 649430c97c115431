"""How many places a district needs for one type of alternative, and lacks (E2.10)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.alternatives.detained_by_district import Held
from analysis.alternatives.districts import Area
from analysis.alternatives.eligibility import Eligible
from analysis.alternatives.measures import CapacityGap, capacity_gap
from analysis.alternatives.programmes import Programmes
from analysis.material import Candidate, Estimated, Form, GapStatistic, of_people_asked

CODE, DAY = "E2.10", "reference_day"


@dataclass(frozen=True, slots=True)
class Need:
    """Places of an area, the people held in its district, and who of them could enter.

    Nothing that the need is made of is missing.
    """

    area: Area
    where: Held
    share: Eligible

    def statistics(self, programmes: Programmes) -> Iterator[Candidate]:
        """The need, then the gap that free places leave; both with limits."""
        found = self._gap()
        for unit, more in (("person", found.free), ("place", 0)):
            statistic = self._ranged(programmes, found, unit, more)
            yield self._behind(statistic, found.waiting - found.free + more)

    def _gap(self) -> CapacityGap:
        return capacity_gap(
            self.area.district,
            self.area.kind,
            eligible=self.share.share,
            detained=self.where.people,
            waiting=self.area.waiting,
            free=self.area.free,
        )

    def _ranged(
        self, programmes: Programmes, found: CapacityGap, unit: str, more: int
    ) -> GapStatistic:
        return programmes.statistic(
            CODE,
            f"{self.area.name}:need" if unit == "person" else self.area.name,
            unit,
            found.gap + more,
            lower=found.limits.lower + more,
            upper=found.limits.upper + more,
            level=found.eligible.level,
            n=found.eligible.n,
            k=found.eligible.k,
            reporting=self.where.reporting,
            known=self.where.known,
            when=DAY,
            method=found.eligible.method,
            note=self._note(),
        )

    def _note(self) -> str:
        """Whose share it is, rules that no answer speaks to, what cannot be divided."""
        words = [f"share:{self.share.of}"]
        words += [f"unasked:{one}" for one in self.area.unasked]
        if self.area.several:
            words.append(f"several:{self.area.several}")
        return " ".join(words)

    def _behind(self, statistic: GapStatistic, plus: int) -> Candidate:
        """Places: of programmes and of detention, whichever is less."""
        share, rows, inside = self.share, self.share.rows, self.share.inside
        places = min(len(self.area.by), self.where.reporting)
        if rows is None or inside is None:
            return Candidate(
                statistic, Form.ESTIMATE, people=share.share.n, places=places
            )
        held = float(self.where.people or 0)
        return replace(
            of_people_asked(statistic, rows, inside),
            form=Form.ESTIMATE,
            places=places,
            estimated=Estimated(share.share.value, held, plus),
        )


def of_nobody(
    programmes: Programmes, area: Area, where: Held, rows: pd.DataFrame
) -> Iterator[Candidate]:
    """Need and gap without a value, where no answer speaks to them.

    rows: everybody interviewed. They are there as of a few people: that they are
    missing would tell what was answered.
    """
    for about, unit in ((f"{area.name}:need", "person"), (area.name, "place")):
        statistic = programmes.statistic(
            CODE, about, unit, None, n=0, known=where.known, when=DAY
        )
        yield replace(
            of_people_asked(statistic, rows, np.zeros(len(rows), dtype=bool)),
            form=Form.ESTIMATE,
            places=min(len(area.by), where.reporting),
        )
