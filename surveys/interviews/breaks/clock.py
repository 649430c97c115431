"""The clock of an interview: minutes used without breaks, and about how many are left.

The minutes left are the questions still open, each with its share of the median of the
interviews that were completed with the same version. Before there are some, a question
is taken to last 25 seconds.
"""

from dataclasses import dataclass
from statistics import median

from surveys.interviews.drafts import breaks_of, seconds_used
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
    runs = "since" not in breaks_of(draft)
    used = max(0, seconds_used(draft))
    if journey.read(CONSENT) != "yes":
        return Clock(round(used / 60), None, runs)
    asked = max(1, len(journey.asked_keys()))
    still_open = len(journey.unanswered()) / asked
    usual = usual_minutes(draft.version_id)
    seconds = SECONDS_A_QUESTION * asked if usual is None else 60 * usual
    return Clock(round(used / 60), max(1, round(seconds * still_open / 60)), runs)


def usual_minutes(version_id):
    """The median of the completed interviews; None before there are some."""
    completed = (
        Interview.objects.filter(
            version=version_id, outcome=Outcome.COMPLETE, minutes__gt=0
        )
        .order_by("-pk")
        .values_list("minutes", flat=True)[:MOST]
    )
    minutes = list(completed)
    return median(minutes) if len(minutes) >= ENOUGH else None
