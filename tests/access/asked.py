"""What each address is asked about: url name → {relation: arguments of the address}."""

import uuid

from surveys.models import Outcome, PrimaryUnit, Role
from tests.access.world import NOBODY, draft_of, interview_of

DRAFTS = {
    "sections": (),
    "ask": ("setting",),
    "check": (),
    "section-check": ("s_opening",),
    "pause": (),
    "finish": (),
}
ROUNDS = (
    *("round", "terms", "round-open", "round-close", "feedback", "incidents"),
    *("children", "assessment:compute"),
)
SITES = ("site", "site-risk", "site-partner", "site-suspend", "site-resume")
FIGURES = {
    "assessment:figure_set": (),
    "assessment:voices": (),
    "assessment:methods": (),
    "assessment:standard": ("LEG-01",),
    "assessment:workbook": (),
    "assessment:release": (),
}
PEOPLE = ("join-link", "person", "invitation-withdraw", "mfa_remove_webauthn")
VERSIONS = (
    *("instrument-version", "instrument-publish", "instrument-media"),
    "instrument-download",
)


def arguments(world, name, relation, person):
    """The arguments of an address, for what stands in this relation to the person."""
    if relation == "-":
        return ()
    if name in PEOPLE:
        return (about_people(world, name, relation),)
    return about_work(world, name, relation, person)


def about_work(world, name, relation, person):
    owner = person if relation == "own" else world.others.get(relation, person)
    round = world.elsewhere if relation == "round" else world.round
    if name in DRAFTS:
        return (draft_of(world, owner, round).pk, *DRAFTS[name])
    if name in ("done", "give-code", "interview"):
        outcome = Outcome.WITHDRAWN if relation == "withdrawn" else Outcome.COMPLETE
        code = "authority" if relation == "agency" else "migrant"
        if relation == "agency":
            owner = world.people[Role.STATE_FOCAL_POINT]
        found = interview_of(world, owner, round, outcome=outcome, code=code)
        return (found.interview_id if name == "interview" else found.receipt,)
    if name in ROUNDS:
        return (round.code,)
    if name in SITES and relation == "foreign":
        return (world.round.code, "FAR-1")
    if name in SITES:
        unit = PrimaryUnit.objects.filter(round=round).first()
        return (round.code, unit.site.code)
    if name == "incident-told":
        return (round.code, world.kept[f"incident {relation}"].pk)
    if name in FIGURES:
        return (world.figures[relation].pk, *FIGURES[name])
    if name in VERSIONS:
        return (world.kept["version"].uuid,)
    if name == "instrument-medium":
        which = "version" if relation == "own" else "other version"
        if relation == "own" and person.memberships.get().role == Role.INTERVIEWER:
            draft_of(world, person, world.round)
        return (world.kept[which].uuid, "a.png")
    raise AssertionError(f"the matrix does not know what {name} is asked about")


def about_people(world, name, relation):
    if name == "join-link":
        return "a" * 43
    if name == "person":
        role = {"civil": Role.READER, "review": Role.REVIEWER}.get(relation)
        return (world.people[role] if role else world.others[relation]).pk
    return world.kept[f"{name} {relation}"].pk


def nowhere(name, arguments):
    """The same address about something that does not exist."""
    first, rest = arguments[0], arguments[1:]
    if name in SITES:
        return (first, "nowhere")
    if isinstance(first, uuid.UUID):
        return (NOBODY, *rest)
    if isinstance(first, int):
        return (10**9, *rest)
    return ("nowhere" if name not in ("done", "give-code") else "ZZZZ-ZZZZ", *rest)
