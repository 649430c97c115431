"""The share of people held whom the programmes of an area would let in (E2.10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.alternatives.admission_rules import Rules, admitted
from analysis.alternatives.detained_by_district import Held
from analysis.alternatives.detained_now import HeldNow
from analysis.indicators.figures import FEW, FEW_PLACES
from analysis.indicators.proportions import Share, counted, surveyed
from analysis.material import Material
from analysis.publication.bands import fewest_of
from analysis.publication.parameters import Parameters
from analysis.schema import Chance, Settings

Bools = npt.NDArray[np.bool_]

PEOPLE, NAME = "migrant", "eligible"
DISTRICT, ALL, RULE = "district", "all", "rule"


@dataclass(frozen=True, slots=True)
class Eligible:
    """A share and who stands behind it.

    of: "district", or "all" where too few were asked in the district, or "rule" where
    the programme is for anyone, so that the share rests on no answer. rows: everybody
    interviewed; inside: n of bool, who of them is counted; both None under a rule.
    """

    share: Share
    of: str
    places: int
    rows: pd.DataFrame | None = None
    inside: Bools | None = None


@dataclass(frozen=True)
class Eligibility:
    """people: those held now who were chosen at random; None where nobody was."""

    people: HeldNow | None
    settings: Settings
    known: dict[tuple[frozenset[Rules], str], Eligible | None] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, materials: Sequence[Material], settings: Settings) -> "Eligibility":
        asked = [HeldNow(one, settings) for one in materials if one.source == PEOPLE]
        return cls(next((one for one in asked if one.at_random), None), settings)

    def share(self, rules: frozenset[Rules], where: Held) -> Eligible | None:
        """Of the district where enough people were asked there, else of all."""
        if any(one.open_to_all for one in rules):
            return self._by_rule(where)
        if self.people is None or not any(one.countable for one in rules):
            return None
        own = self._asked(rules, where.district)
        return own if own and self._enough(own) else self._asked(rules, "")

    def why_not(self, rules: Collection[Rules]) -> str:
        """What the share is missing: a sample of people, or rules that were asked."""
        if any(one.open_to_all for one in rules):
            return ""
        if not any(one.countable for one in rules):
            return "rules"
        if self.people is None:
            return "sample"
        return ""

    def _by_rule(self, where: Held) -> Eligible:
        people = where.people or 1  # of nobody held, all
        share = counted(
            NAME, people, people, kind=Chance.CENSUS, level=self.settings.level
        )
        return Eligible(share, RULE, where.reporting)

    def _asked(self, rules: frozenset[Rules], district: str) -> Eligible | None:
        at = (rules, district)
        if at not in self.known:
            self.known[at] = self._estimated(rules, district)
        return self.known[at]

    def _estimated(self, rules: frozenset[Rules], district: str) -> Eligible | None:
        people = self.people
        if people is None:
            return None
        y = people.only(admitted(rules, people.material.answers), district)
        if np.isnan(y).all():
            return None
        share = surveyed(NAME, people.sample, y, level=self.settings.level)
        of = DISTRICT if district else ALL
        rows = people.material.rows
        return Eligible(share, of, people.places(y), rows, ~np.isnan(y))

    def _enough(self, eligible: Eligible) -> bool:
        """By the fewest that rule 6 allows: whom it is of, follows from answers."""
        interviewed = 0 if eligible.rows is None else len(eligible.rows)
        fewest = fewest_of(eligible.share.n, interviewed, True, Parameters())
        return fewest >= FEW and eligible.places >= FEW_PLACES
