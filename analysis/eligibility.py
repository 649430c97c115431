"""The share of people held whom the programmes of an area would let in (E2.10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.entry import Rules, admitted
from analysis.figures import FEW, FEW_PLACES, WIDE
from analysis.held_now import HeldNow
from analysis.held_places import Held
from analysis.schema import Chance, Settings
from analysis.shares import Share, counted, surveyed
from analysis.statistic import Material
from analysis.sums import Sum

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
PEOPLE, NAME = "migrant", "eligible"
DISTRICT, ALL, RULE = "district", "all", "rule"
NEARLY = 0.9  # of the people who answered the rule that most of them did


@dataclass(frozen=True, slots=True)
class People:
    """Sums over people: what a share tells, beside what figures tell of groups."""

    sums: tuple[Sum, ...] = ()
    beside: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligible:
    """A share and who stands behind it.

    of: "district", or "all" where too few were asked in the district, or "rule" where
    the programme is for anyone, so that the share rests on no answer; minority: how
    many could enter or could not, whichever is less, where they are too few to be told;
    None where they are not. y: n, 1 of those who could enter, 0 of others who answered,
    NaN of everybody else; nothing where it rests on no answer.
    """

    share: Share
    of: str
    minority: int | None
    places: int
    interviewers: int | None
    y: Floats | None = None


@dataclass(frozen=True)
class Eligibility:
    """people: those held now who were chosen at random; None where nobody was.

    base: n, those who answered what all rules ask that nearly everybody answered: their
    shares are of the same people, or one less another would tell of the few who left a
    question open. Other rules are asked of those who answered them.
    """

    people: HeldNow | None
    settings: Settings
    base: npt.NDArray[np.bool_]
    known: dict[tuple[frozenset[Rules], str], Eligible | None] = field(
        default_factory=dict
    )

    @classmethod
    def of(
        cls,
        materials: Sequence[Material],
        settings: Settings,
        rules: Collection[frozenset[Rules]],
    ) -> "Eligibility":
        asked = [HeldNow(one, settings) for one in materials if one.source == PEOPLE]
        people = next((one for one in asked if one.at_random), None)
        return cls(people, settings, _same_people(people, rules))

    def share(self, rules: frozenset[Rules], where: Held) -> Eligible | None:
        """Of the district where enough people were asked in each, else of all.

        Beside the share of all, those of some districts would tell the others.
        """
        if any(one.open_to_all for one in rules):
            return self._by_rule(where)
        if self.people is None or not any(one.countable for one in rules):
            return None
        own = self._asked(rules, where.district)
        return own if own and self._enough_everywhere(rules) else self._asked(rules, "")

    def sums(self, share: Eligible) -> People:
        """Who was asked, and who of them could enter; asked once all shares are."""
        if share.y is None:
            return People()
        everybody = np.ones(len(share.y), dtype=bool)
        return People(
            (self._over(~np.isnan(share.y)), self._over(share.y == 1)),
            tuple(self._over(one) for one in (everybody, *self._groups)),
        )

    def _over(self, inside: Bools) -> Sum:
        sizes = np.bincount(self._kinds[inside])
        given = {f"{kind}": float(n) for kind, n in enumerate(sizes) if n}
        return Sum.over(PEOPLE, given, of_people=True)

    @cached_property
    def _groups(self) -> tuple[Bools, ...]:
        """Rows of each group that figures are told of, and of it who is held now."""
        if self.people is None:
            return ()
        material, now = self.people.material, self.people.now
        groups = [
            (material.rows[name].astype(object) == code).to_numpy()
            for name in material.groups
            for code in sorted(material.rows[name].dropna().unique())
        ]
        return (now, *groups, *(one & now for one in groups))

    @cached_property
    def _kinds(self) -> npt.NDArray[np.int64]:
        """People alike: in the same groups, and of whom all shares say the same."""
        shares = [one.y for one in self.known.values() if one and one.y is not None]
        told = [
            *self._groups,
            *(~np.isnan(y) for y in shares),
            *(y == 1 for y in shares),
        ]
        return np.unique(np.stack(told), axis=1, return_inverse=True)[1].ravel()

    def why_not(self, rules: Collection[Rules]) -> str:
        """What the share is missing: a sample of people, or rules that were asked."""
        if any(one.open_to_all for one in rules):
            return ""
        if not any(one.countable for one in rules):
            return "rules"
        if self.people is None or self._asked(frozenset(rules), "") is None:
            return "sample"
        return ""

    def _by_rule(self, where: Held) -> Eligible:
        people = where.people or 1  # of nobody held, all
        share = counted(
            NAME, people, people, kind=Chance.CENSUS, level=self.settings.level
        )
        return Eligible(share, RULE, None, where.reporting, None)

    def _asked(self, rules: frozenset[Rules], district: str) -> Eligible | None:
        at = (rules, district)
        if at not in self.known:
            self.known[at] = self._estimated(rules, district)
        return self.known[at]

    def _estimated(self, rules: frozenset[Rules], district: str) -> Eligible | None:
        people = self.people
        if people is None:
            return None
        found = people.only(admitted(rules, people.material.answers))
        if not np.isnan(found[self.base]).any():
            found = np.where(self.base, found, np.nan)
        y = people.only(found, district)
        if np.isnan(y).all():
            return None
        share = surveyed(NAME, people.sample, y, level=self.settings.level)
        of = DISTRICT if district else ALL
        less = min(share.k, share.n - share.k)
        few = less if less < self.settings.minority else None
        return Eligible(
            share=share,
            of=of,
            minority=few,
            places=people.places(y),
            interviewers=people.interviewers(y),
            y=y,
        )

    def _enough_everywhere(self, rules: frozenset[Rules]) -> bool:
        districts = set(self.people.district) - {""} if self.people else set()
        found = [self._asked(rules, one) for one in districts]
        return all(one is not None and self._enough(one) for one in found)

    def _enough(self, one: Eligible) -> bool:
        """A share that a figure would say is to be used with care is not enough."""
        share = one.share
        return (
            share.n >= FEW
            and one.places >= max(FEW_PLACES, self.settings.min_places)
            and share.upper - share.lower <= WIDE
            and (one.interviewers or 0) >= self.settings.min_interviewers
        )


def _same_people(
    people: HeldNow | None, rules: Collection[frozenset[Rules]]
) -> npt.NDArray[np.bool_]:
    """Who answered all that is asked by the rules that nearly everybody answered."""
    if people is None:
        return np.zeros(0, dtype=bool)
    answers = people.material.answers
    asked = [
        ~np.isnan(people.only(admitted(some, answers)))
        for some in set(rules)
        if any(one.countable for one in some)
    ]
    most = max((one.sum() for one in asked), default=0)
    nearly = [one for one in asked if one.sum() >= NEARLY * most]
    return np.logical_and.reduce(nearly) if nearly else np.zeros(len(answers), bool)
