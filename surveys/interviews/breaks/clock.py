"""The clock of an interview: minutes used without breaks, and about how many are left.

The minutes left are the questions still open, each with its share of the median of the
interviews that were completed with the same version. Before there are some, a question
is taken to last 25 seconds.
"""

from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from surveys.interviews.drafts import breaks_of
from surveys.models import Interview, Outcome

CONSENT = "x_consent"
SECONDS_A_QUESTION = 25
ENOUGH = 5  # completed interviews before their median is used
MOST = 200  # of the newest ones are read


@dataclass(frozen=True, slots=True)
class Clock:
    """Whole minutes. left: None before the person agreed; runs: not in a break."""

    used: int
    left: int | None
    runs: bool

    @property
    def planned(self):
        return max(1, self.used + (self.left or 0))


def clock_of(draft, journey):
    """The clock of a draft with its derived journey; None of what has no respondent."""
    if not journey.instrument.has_respondent:
        return None
    breaks = breaks_of(draft)
    lasted = (timezone.now() - draft.started_at).total_seconds()
    used = max(0, lasted - breaks.get("seconds", 0))
    if journey.read(CONSENT) != "yes":
        return Clock(round(used / 60), None, "since" not in breaks)
    asked = max(1, len(journey.asked_keys()))
    still_open = len(journey.unanswered()) / asked
    left = _seconds(draft.version_id, asked) * still_open
    return Clock(round(used / 60), round(left / 60), "since" not in breaks)


def _seconds(version_id, questions):
    """How long an interview with so many questions takes."""
    completed = (
        Interview.objects.filter(
            version=version_id, outcome=Outcome.COMPLETE, minutes__gt=0
        )
        .order_by("-pk")
        .values_list("minutes", flat=True)[:MOST]
    )
    minutes = list(completed)
    if len(minutes) >= ENOUGH:
        return 60 * median(minutes)
    return SECONDS_A_QUESTION * questions
