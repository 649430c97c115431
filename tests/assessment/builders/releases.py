"""A release by two members of the review body, for tests of what comes after."""

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
    body, _new = Organisation.objects.get_or_create(
        code="second-body", defaults={"name": "Second body", "party": Party.REVIEW}
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
