"""How many places a district needs for one type of alternative, and lacks (E2.10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.alternatives import CapacityGap, capacity_gap
from analysis.areas import Area
from analysis.eligibility import Eligible
from analysis.held_places import Held
from analysis.programmes import Programmes
from analysis.statistic import Candidate, GapStatistic

CODE, DAY = "E2.10", "reference_day"
FEWEST = 3  # programmes of one waiting list, or it is that of one of them


@dataclass(frozen=True, slots=True)
class Need:
    """Places of an area, the people held in its district, and who of them could enter.

    Nothing that the need is made of is missing. apart: how many people other rules, of
    which the need is told, let in more or fewer of the same people.
    """

    area: Area
    where: Held
    share: Eligible
    apart: tuple[int, ...] = ()

    def statistics(self, programmes: Programmes, behind: int) -> Iterator[Candidate]:
        """The need, then the gap that free places leave; both with limits.

        behind: places that report, of programmes and of detention, whichever is less.
        """
        found = self._gap()
        need = self._ranged(programmes, found, "person", found.free)
        yield self._behind(need, behind)
        yield self._behind(self._ranged(programmes, found, "place", 0), behind)

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

    def _behind(self, made: GapStatistic, behind: int) -> Candidate:
        """The gap beside the need gives the free places away, and so those in use; the
        need beside the people held gives those away who wait."""
        users = self.area.in_use if made.unit == "place" else None
        people = [one for one in (made.n, self.where.people, users) if one]
        lists = len(self.area.by) - self.area.several  # whose people wait here
        if self.area.waiting and lists < FEWEST:
            behind = 0
        return Candidate(
            made,
            min(people, default=0),
            yes=self.share.minority,
            places=min(behind, self.share.places),
            interviewers=self.share.interviewers,
            few=(self.area.waiting or 0, self.area.beyond, *self.apart),
        )
