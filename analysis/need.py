"""How many places a district needs for one type of alternative, and lacks (E2.10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.alternatives import CapacityGap, capacity_gap
from analysis.areas import Area
from analysis.eligibility import Eligible, People
from analysis.held_places import Held
from analysis.programmes import Programmes
from analysis.statistic import Candidate, GapStatistic
from analysis.sums import Sum

CODE, DAY = "E2.10", "reference_day"


@dataclass(frozen=True, slots=True)
class Need:
    """Places of an area, the people held in its district, and who of them could enter.

    Nothing that the need is made of is missing. behind: places that report, of
    programmes and of detention, whichever is less; people: who was asked, and who of
    them could enter, beside what figures tell of groups of them.
    """

    area: Area
    where: Held
    share: Eligible
    behind: int
    people: People

    def statistics(self, programmes: Programmes) -> Iterator[Candidate]:
        """The need, then the gap that free places leave; both with limits."""
        found = self._gap()
        need = self._ranged(programmes, found, "person", found.free)
        lists = self.area.lists(programmes)
        yield self._behind(need, lists)
        short = self._ranged(programmes, found, "place", 0)
        free = self.area.sums(programmes)["free"]
        yield self._behind(short, (*lists, *free))

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
        if self.area.lists_left_out:
            words.append("lists:left_out")
        return " ".join(words)

    def _behind(self, made: GapStatistic, sums: tuple[Sum, ...]) -> Candidate:
        """The gap beside the need gives the free places away, and so those in use; the
        need beside the people held gives those away who wait."""
        users = self.area.in_use if made.unit == "place" else None
        people = [one for one in (made.n, self.where.people, users) if one]
        return Candidate(
            made,
            min(people, default=0),
            yes=self.share.minority,
            places=min(self.behind, self.share.places),
            interviewers=self.share.interviewers,
            follows=f"{self.area.district}:held",
            few=(self.area.waiting or 0, self.area.people_beyond),
            sums=(*self.people.sums, *sums),
            beside=self.people.beside,
        )
