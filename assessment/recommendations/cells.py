"""What stands in a cell of the three axes: a shape and words that say the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Progress, Recommendation, Response, Status
from assessment.recommendations.states import UNANSWERED, Answer

MET, HALF, NOT, NOTHING = "met", "inconclusive", "not_met", "not_assessed"
SHAPES = {MET: "●", HALF: "◐", NOT: "○", NOTHING: "–"}
LOOKS = {
    Response.ACCEPTED: MET,
    Response.PARTLY_ACCEPTED: HALF,
    Response.NOTED: HALF,
    Response.REJECTED: NOT,
    Response.NO_RESPONSE: NOT,
    Status.IMPLEMENTED: MET,
    Status.PARTLY: HALF,
    Status.IN_PROGRESS: HALF,
    Status.NOT_STARTED: NOT,
    Progress.GOOD: MET,
    Progress.REASONABLE: MET,
    Progress.INSUFFICIENT: NOT,
    Progress.NONE: NOT,
}


@dataclass(frozen=True, slots=True)
class Cell:
    look: str
    word: str

    @property
    def shape(self) -> str:
        return SHAPES[self.look]


NO_CELL = Cell(NOTHING, "")


def response_cell(answer: Answer, recommendation: Recommendation) -> Cell:
    response = Response(answer.response)
    return Cell(LOOKS.get(response, NOTHING), response_words(answer, recommendation))


def response_words(answer: Answer, recommendation: Recommendation) -> str:
    """ "No response, 230 days late", "Waiting, due 18 September 2027"."""
    word = str(Response(answer.response).label)
    if answer.late:
        late = ngettext("%(n)d day late", "%(n)d days late", answer.late)
        return f"{word}, {late % {'n': answer.late}}"
    if answer.response in UNANSWERED and recommendation.respond_by:
        due = date_format(recommendation.respond_by, "j F Y")
        return _("%(word)s, due %(day)s") % {"word": word, "day": due}
    return word


def status_cell(answer: Answer) -> Cell:
    if not answer.status:
        return NO_CELL
    status = Status(answer.status)
    return Cell(LOOKS.get(status, NOTHING), str(status.label))


def progress_cell(recommendation: Recommendation) -> Cell:
    progress = Progress(recommendation.progress)
    return Cell(LOOKS.get(progress, NOTHING), str(progress.label))
