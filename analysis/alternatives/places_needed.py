"""How many places a district needs for one type of alternative, and lacks (E2.10)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.alternatives.detained_by_district import DistrictStock
from analysis.alternatives.districts import DistrictOffer
from analysis.alternatives.eligibility import Eligible
from analysis.alternatives.measures import CapacityGap, capacity_gap
from analysis.alternatives.programmes import Programmes
from analysis.material import (
    Candidate,
    Estimated,
    ExactStatistic,
    Form,
    of_people_asked,
)

CODE, DAY = "E2.10", "reference_day"


@dataclass(frozen=True, slots=True)
class Need:
    """Places of an offer, the people held in its district, and who of them could enter.

    Nothing that the need is made of is missing.
    """

    offer: DistrictOffer
    stock: DistrictStock
    share: Eligible

    def statistics(self, programmes: Programmes) -> Iterator[Candidate]:
        """The places needed, then the gap left by free places; both with limits."""
        gap = self._gap()
        for unit, more in (("person", gap.free), ("place", 0)):
            statistic = self._statistic(programmes, gap, unit, more)
            yield self._candidate(statistic, gap.waiting - gap.free + more)

    def _gap(self) -> CapacityGap:
        return capacity_gap(
            self.offer.district,
            self.offer.kind,
            eligible=self.share.share,
            detained=self.stock.people,
            waiting=self.offer.waiting,
            free=self.offer.free,
        )

    def _statistic(
        self, programmes: Programmes, gap: CapacityGap, unit: str, more: int
    ) -> ExactStatistic:
        return programmes.statistic(
            CODE,
            f"{self.offer.name}:need" if unit == "person" else self.offer.name,
            unit,
            gap.gap + more,
            lower=gap.limits.lower + more,
            upper=gap.limits.upper + more,
            level=gap.eligible.level,
            n=gap.eligible.n,
            k=gap.eligible.k,
            reporting=self.stock.reporting,
            known=self.stock.places,
            when=DAY,
            method=gap.eligible.method,
            note=self._note(),
        )

    def _note(self) -> str:
        """Codes: share used, rules that were not asked, programmes of several."""
        words = [f"share:{self.share.of}"]
        words += [f"unasked:{code}" for code in self.offer.unasked]
        if self.offer.several:
            words.append(f"several:{self.offer.several}")
        return " ".join(words)

    def _candidate(self, statistic: ExactStatistic, plus: int) -> Candidate:
        """The statistic with its respondents. Places: the smaller of the programmes and
        of the places of detention that reported."""
        share, rows, inside = self.share, self.share.rows, self.share.inside
        places = min(len(self.offer.by), self.stock.reporting)
        if rows is None or inside is None:
            return Candidate(
                statistic, Form.ESTIMATE, people=share.share.n, places=places
            )
        people = float(self.stock.people or 0)
        return replace(
            of_people_asked(statistic, rows, inside),
            form=Form.ESTIMATE,
            places=places,
            estimated=Estimated(share.share.value, people, plus),
        )


def of_nobody(
    programmes: Programmes,
    offer: DistrictOffer,
    stock: DistrictStock,
    rows: pd.DataFrame,
) -> Iterator[Candidate]:
    """Need and gap without a value, where nobody answered the questions they rest on.

    rows: everybody interviewed. They are there as of a few people: that they are
    missing would tell what was answered.
    """
    for about, unit in ((f"{offer.name}:need", "person"), (offer.name, "place")):
        statistic = programmes.statistic(
            CODE, about, unit, None, n=0, known=stock.places, when=DAY
        )
        yield replace(
            of_people_asked(statistic, rows, np.zeros(len(rows), dtype=bool)),
            form=Form.ESTIMATE,
            places=min(len(offer.by), stock.reporting),
        )
