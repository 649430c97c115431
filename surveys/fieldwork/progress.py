"""Interviews done against interviews wanted, by stratum and site."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from surveys.models import Outcome, PrimaryUnit, Round


@dataclass(frozen=True, slots=True)
class SiteLine:
    name: str
    stratum: str
    done: int
    wanted: int
    refused: int
    stopped: int

    @property
    def share(self):
        return min(100, round(100 * self.done / self.wanted)) if self.wanted else 0

    @property
    def percent(self):
        return _("%(share)d%%") % {"share": self.share}


@dataclass(frozen=True, slots=True)
class RoundProgress:
    round: Round
    lines: list[SiteLine]

    @property
    def done(self):
        return sum(line.done for line in self.lines)

    @property
    def wanted(self):
        return sum(line.wanted for line in self.lines)


def progress_of(round, plan, interviews):
    """Counts per site of a plan's assignments, over interviews the person may see."""
    with_answers = Q(outcome__in=(Outcome.COMPLETE, Outcome.STOPPED))
    counts = {
        row["primary_unit"]: row
        for row in interviews.filter(round=round)
        .values("primary_unit")
        .annotate(
            done=Count("pk", filter=with_answers),
            refused=Count("pk", filter=~with_answers),
            stopped=Count("pk", filter=Q(outcome=Outcome.STOPPED)),
        )
    }
    units = (
        PrimaryUnit.objects.filter(assignments__in=plan)
        .select_related("stratum", "site")
        .annotate(wanted=Sum("assignments__wanted"))
    )
    nothing = {"done": 0, "refused": 0, "stopped": 0}
    lines = [
        SiteLine(
            name=str(unit.site),
            stratum=str(unit.stratum),
            wanted=unit.wanted,
            **{k: counts.get(unit.pk, nothing)[k] for k in nothing},
        )
        for unit in units
    ]
    return RoundProgress(round=round, lines=lines)
