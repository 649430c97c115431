"""The recommendations that a reader may see, for programs."""

from assessment.recommendations.access import (
    public_recommendations,
    recommendations_for,
)

# Column → type in the description of the API.
COLUMNS = {
    "number": "integer",
    "text": "string",
    "kind": "string",
    "addressees": "array",
    "standards": "array",
    "gcm_objective": "integer",
    "issued_on": "string",
    "respond_by": "string",
    "do_by": "string",
    "state": "string",
    "progress": "string",
}


def recommendation_rows(reader):
    """One row a recommendation that was issued: column → value."""
    rows = (
        public_recommendations(reader.round)
        if reader.is_public
        else recommendations_for(reader.person, reader.round)
    )
    return [_row(recommendation) for recommendation in rows.exclude(state="draft")]


def _row(recommendation):
    return {
        "number": recommendation.number,
        "text": recommendation.text,
        "kind": recommendation.kind,
        "addressees": [
            addressee.authority.name for addressee in recommendation.addressees.all()
        ],
        "standards": [standard.pk for standard in recommendation.standards.all()],
        "gcm_objective": recommendation.gcm_objective,
        "issued_on": _day(recommendation.issued_on),
        "respond_by": _day(recommendation.respond_by),
        "do_by": _day(recommendation.do_by),
        "state": recommendation.state,
        "progress": recommendation.progress,
    }


def _day(day):
    return day and day.isoformat()
