"""The share of people held whom the programmes of an area would let in (E2.10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.alternatives.admission_rules import AdmissionRules, can_enter
from analysis.alternatives.detained_by_district import DistrictStock
from analysis.alternatives.detained_now import HeldNow
from analysis.indicators.figures import FEW_PEOPLE, FEW_PLACES
from analysis.indicators.proportions import Share, register_share, survey_share
from analysis.material import Material
from analysis.publication.bands import fewest_of
from analysis.publication.parameters import Parameters
from analysis.schema import Chance, Settings

Bools = npt.NDArray[np.bool_]

PEOPLE, NAME = "migrant", "eligible"
DISTRICT, ALL, RULE = "district", "all", "rule"


@dataclass(frozen=True, slots=True)
class Eligible:
    """A share of eligible people, and the respondents it rests on.

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
    """The share of eligible people for any rules and district, each computed once.

    people: those held now who were chosen at random; None where nobody was.
    """

    people: HeldNow | None
    settings: Settings
    shares: dict[tuple[frozenset[AdmissionRules], str], Eligible | None] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, materials: Sequence[Material], settings: Settings) -> "Eligibility":
        samples = [
            HeldNow(material, settings)
            for material in materials
            if material.source == PEOPLE
        ]
        return cls(
            next((people for people in samples if people.at_random), None), settings
        )

    def share(
        self, rules: frozenset[AdmissionRules], stock: DistrictStock
    ) -> Eligible | None:
        """The share in one district, or in all where too few were asked in it."""
        if any(programme.open_to_all for programme in rules):
            return self._by_rule(stock)
        if self.people is None or not any(programme.countable for programme in rules):
            return None
        own = self._share_in(rules, stock.district)
        return own if own and self._enough(own) else self._share_in(rules, "")

    def why_not(self, rules: Collection[AdmissionRules]) -> str:
        """Why there is no share: "rules", "sample", or "" where there is one."""
        if any(programme.open_to_all for programme in rules):
            return ""
        if not any(programme.countable for programme in rules):
            return "rules"
        if self.people is None:
            return "sample"
        return ""

    def _by_rule(self, stock: DistrictStock) -> Eligible:
        people = stock.people or 1  # of nobody held, all
        share = register_share(
            NAME, people, people, kind=Chance.CENSUS, level=self.settings.level
        )
        return Eligible(share, RULE, stock.reporting)

    def _share_in(
        self, rules: frozenset[AdmissionRules], district: str
    ) -> Eligible | None:
        key = (rules, district)
        if key not in self.shares:
            self.shares[key] = self._estimate(rules, district)
        return self.shares[key]

    def _estimate(
        self, rules: frozenset[AdmissionRules], district: str
    ) -> Eligible | None:
        people = self.people
        if people is None:
            return None
        y = people.of_held_now(can_enter(rules, people.material.answers), district)
        if np.isnan(y).all():
            return None
        share = survey_share(NAME, people.sample, y, level=self.settings.level)
        of = DISTRICT if district else ALL
        rows = people.material.rows
        return Eligible(share, of, people.places(y), rows, ~np.isnan(y))

    def _enough(self, eligible: Eligible) -> bool:
        """Whether there are enough people, by the fewest of rule 6, and places."""
        interviewed = 0 if eligible.rows is None else len(eligible.rows)
        fewest = fewest_of(eligible.share.n, interviewed, True, Parameters())
        return fewest >= FEW_PEOPLE and eligible.places >= FEW_PLACES
