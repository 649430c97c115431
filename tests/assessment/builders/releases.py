"""A release by two members of the review body, for tests of what comes after."""

from copy import copy

from assessment.models import FigureSet
from assessment.release.release import propose_release, release_figures
from surveys.models import Organisation, Party, Person, Role
from surveys.people import roles


def second_member(round):
    """Another member of the review body of the round; made where there is none."""
    email = f"second-{round.pk}@test.test"
    person = Person.objects.filter(email=email).first()
    if person is not None:
        return person
    person = Person.objects.create(email=email, name="Second member")
    body = Organisation.objects.filter(
        memberships__round=round, party=Party.REVIEW
    ).first() or Organisation.objects.create(
        code="second-body", name="Second body", party=Party.REVIEW
    )
    roles.give_role(person=person, organisation=body, role=Role.REVIEWER, round=round)
    return person


def release_by_two(*, figure_set, by, **correction):
    """Proposed by a second member, released by the person."""
    figure_set.refresh_from_db()
    if figure_set.proposed_by_id is None and not figure_set.is_released:
        propose_release(
            figure_set=figure_set, by=second_member(figure_set.round), **correction
        )
    return release_figures(figure_set=figure_set, by=by)


def computed_again(figure_set):
    """The same interviews under another fingerprint, with another band: a mistake of
    calculation was found meanwhile."""
    again = copy(figure_set)
    again.pk = None
    again.fingerprint = "f" * 64
    again.state = FigureSet.State.COMPUTED
    again.release_number = again.released_at = again.released_by = None
    again.proposed_at = again.proposed_by = again.released_coverage = None
    again.save()
    for rows in ("published_figures", "figures", "published_statistics", "statistics"):
        for row in getattr(figure_set, rows).all():
            row.pk, row.figure_set = None, again
            row.save(force_insert=True)
    respondents = figure_set.respondents
    content = respondents.content()
    type(respondents).sealed(again, content).save(force_insert=True)
    return again
