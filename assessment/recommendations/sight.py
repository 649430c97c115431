"""Which lines of a log a reader sees: all, those of their own authority, or published.

Pages for everybody use `PUBLIC`, and need no person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.models import FollowUp, Recommendation
from assessment.recommendations.access import body_rounds_for, own_authorities_for
from assessment.recommendations.states import is_published
from surveys.models import Round


@dataclass(frozen=True, slots=True)
class Sight:
    """all_lines: the review body; authorities: those that the reader answers for;
    person: whose own lines are seen before they are published."""

    all_lines: bool = False
    authorities: frozenset[int] = frozenset()
    person: int | None = None

    def sees(self, line: FollowUp, now: datetime) -> bool:
        if self.all_lines or is_published(line, now):
            return True
        if line.addressee is not None:
            return line.addressee.authority_id in self.authorities
        return self.person is not None and line.by_id == self.person

    def lines(
        self, recommendation: Recommendation, now: datetime
    ) -> tuple[Sequence[FollowUp], Sequence[FollowUp]]:
        """(lines that the reader sees, lines that are not published to them)."""
        lines = list(recommendation.follow_ups.all())
        seen = [line for line in lines if self.sees(line, now)]
        return seen, [line for line in lines if line not in seen]


PUBLIC = Sight()


def sight_of(person: Any, round: Round) -> Sight:
    if body_rounds_for(person).filter(pk=round.pk).exists():
        return Sight(all_lines=True)
    own = own_authorities_for(person, round).values_list("pk", flat=True)
    return Sight(authorities=frozenset(own), person=person.pk)
