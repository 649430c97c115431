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
    *("custody-key", "custody-retire", "opening-ask"),
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
OPENINGS = ("opening", "opening-open")
VERSIONS = (
    *("instrument-version", "instrument-publish", "instrument-media"),
    "instrument-download",
)


def arguments(world, name, relation, person):
    """The arguments of an address, for what stands in this relation to the person."""
    if relation == "-":
        return ()
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
    if name in ROUNDS or name in SITES:
        return _in_a_round(world, name, relation, round)
    if name == "incident-told":
        return (round.code, world.kept[f"incident {relation}"].pk)
    if name in FIGURES or name in OPENINGS:
        kept = world.kept if name in OPENINGS else world.figures
        found = kept[f"opening {relation}" if name in OPENINGS else relation]
        return (found.pk, *FIGURES.get(name, ()))
    if name in VERSIONS:
        return (world.kept["version"].uuid,)
    if name == "instrument-medium":
        which = "version" if relation == "own" else "other version"
        if relation == "own" and person.memberships.get().role == Role.INTERVIEWER:
            draft_of(world, person, world.round)
        return (world.kept[which].uuid, "a.png")
    raise AssertionError(f"the matrix does not know what {name} is asked about")


def _in_a_round(world, name, relation, round):
    if name in ROUNDS:
        return (round.code,)
    if relation == "foreign":
        return (world.round.code, "FAR-1")
    unit = PrimaryUnit.objects.filter(round=round).first()
    return (round.code, unit.site.code)


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
