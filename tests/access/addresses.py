"""What each address is asked about: url name → {relation: arguments of the address}."""

import uuid

from django.urls import URLPattern, get_resolver

from assessment.exports.result_rows import figure_key, result_id
from surveys.models import Outcome, PrimaryUnit, Role
from tests.access.two_rounds import NOBODY, device_of, draft_of, interview_of

DRAFTS = {
    "sections": (),
    "ask": ("setting",),
    "check": (),
    "section-check": ("s_opening",),
    **dict.fromkeys(("pause", "private", "stop", "erase"), ()),
    "turn": (),
    "help": (),
    "finish": (),
}
ROUNDS = (
    *("frame", "frame-accept", "frame-workbook", "assessment:draw"),
    "assignments",
    *("interviews", "assessment:quality", "assessment:quality-check"),
    "earlier-days",
    *("contacts", "strata-join", "assignments-upload", "assignments-workbook"),
    *("round-progress", "progress-workbook", "progress-table"),
    *("quotas", "quotas-upload", "quotas-workbook", "people-upload"),
    *("round", "terms", "round-open", "round-close", "feedback", "incidents"),
    *("children", "impact", "assessment:compute", "assessment:sampling"),
    *("custody-key", "custody-retire", "opening-ask"),
    *("assessment:indicators", "assessment:new_indicator", "assessment:public"),
    *("assessment:body_findings", "assessment:concerns", "assessment:body_priorities"),
    "assessment:report_texts",
    *("assessment:authorities", "assessment:round_recommendations"),
    *("assessment:new_recommendation", "assessment:import_register"),
    *("assessment:register_workbook", "assessment:actions"),
)
# Below a round: about a standard, an authority, a recommendation, or a line of one.
OF_ROUND = {
    "assessment:body_finding": lambda world, relation: ("LEG-01",),
    "assessment:report_text": lambda world, relation: ("foreword",),
    "assessment:milestone": lambda world, relation: ("LEG-01",),
    "assessment:authority": lambda world, relation: (world.objects["authority"].pk,),
    "assessment:finish_action": lambda world, relation: (
        world.objects[f"action {relation}"].pk,
    ),
    "assessment:round_recommendation_file": lambda world, relation: (
        "register",
        "csv",
    ),
    **{
        f"assessment:{name}": lambda world, relation: (
            world.objects[f"recommendation {relation}"].pk,
        )
        for name in (
            *("round_recommendation", "edit_recommendation", "issue_recommendation"),
            *("delete_draft", "amend_recommendation", "judge_progress"),
            *("close_recommendation", "reiterate", "respond", "observe"),
        )
    },
    "assessment:record_response": lambda world, relation: (
        world.objects[f"recommendation {relation}"].pk,
        world.objects[f"recommendation {relation}"].addressees.get().pk,
    ),
    "assessment:read_line": lambda world, relation: (
        world.objects[f"recommendation {relation}"].pk,
        world.objects[f"recommendation {relation}"].follow_ups.first().pk,
    ),
}
INDICATORS = (
    *("assessment:indicator", "assessment:confirm_indicator"),
    "assessment:end_indicator",
)
SITES = (
    *("site", "site-risk", "site-partner", "site-suspend", "site-resume"),
    *("visits", "site-refusal"),
)
FIGURES = {
    "assessment:figure_set": (),
    "assessment:voices": (),
    "assessment:frequencies": (),
    "assessment:own_figures": (),
    "assessment:topic": ("quality",),
    "assessment:priorities": (),
    "assessment:judge": (),
    "assessment:methods": (),
    "assessment:standard": ("LEG-01",),
    "assessment:download": (),
    "assessment:file": ("results.csv",),
    "own_api:release": (),
    "own_api:figures": (),
    "own_api:figure": (),
    "own_api:statistics": (),
    "own_api:answers": (),
    "own_api:standards": (),
    "own_api:indicators": (),
    "own_api:recommendations": (),
    "assessment:recommendations": (),
    "assessment:recommendation": (2,),
    "assessment:recommendation_file": ("reporting", "xlsx"),
    "assessment:release": (),
    "assessment:standards": (),
    "assessment:children": (),
    "assessment:places": (),
    "assessment:differences": (),
    "assessment:how_to_read": (),
    "assessment:card": ("jud-01-a-chosen",),
    "assessment:card_data": ("jud-01-a-chosen",),
    "assessment:card_picture": ("jud-01-a-chosen",),
    "assessment:embed": ("jud-01-a-chosen",),
    "assessment:report": (),
    "assessment:make_report": (),
}
# A file of the report: of exact figures for members of the body alone.
REPORTS = ("assessment:report_file",)
# The same pages without an account, see test_public_ways.py.
PUBLIC_SPACES = ("released:", "shared:", "api:")
DECISIONS = (
    *("interview", "interview-decide", "interview-exclude", "interview-answer"),
    *("interview-correct", "second-look"),
)
WATCHED = ("second-version", "assessment:flag", "assessment:end_link")
OPENINGS = ("opening", "opening-open")
PEOPLE = (
    *("join-link", "person", "invitation-withdraw", "invitation-confirm"),
    *("recovery-ask", "recovery-confirm", "back-link"),
    "mfa_remove_webauthn",
)
VERSIONS = (
    *("instrument-version", "instrument-check", "instrument-media"),
    "instrument-download",
)


def named_patterns(patterns=None, space="", above=()):
    """(name, names of its arguments) of every address that the resolver answers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        about = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", about
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_patterns(pattern.url_patterns, space + inner, about)


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
    for names, make in MAKERS:
        if name in names:
            return make(world, name, relation, owner, round)
    raise AssertionError(f"the matrix does not know what {name} is asked about")


def _draft(world, name, relation, owner, round):
    return (draft_of(world, owner, round).pk, *DRAFTS[name])


def _interview(world, name, relation, owner, round):
    outcome = Outcome.WITHDRAWN if relation == "withdrawn" else Outcome.COMPLETE
    code = "authority" if relation == "agency" else "migrant"
    if relation == "agency":
        owner = world.people[Role.STATE_FOCAL_POINT]
    interview = interview_of(world, owner, round, outcome=outcome, code=code)
    return (interview.interview_id if name in DECISIONS else interview.receipt,)


def _round(world, name, relation, owner, round):
    return (round.code,)


def _of_round(world, name, relation, owner, round):
    """Of a round, of another one, or of another round at an address of this one."""
    about = "round" if relation == "foreign" else relation
    return (round.code, *OF_ROUND[name](world, about))


def _site(world, name, relation, owner, round):
    if relation == "foreign":
        return (world.round.code, "FAR-1")
    if relation == "assigned":
        return (world.round.code, world.objects["assigned"].site.code)
    return (round.code, PrimaryUnit.objects.filter(round=round).first().site.code)


def _incident(world, name, relation, owner, round):
    return (round.code, world.objects[f"incident {relation}"].pk)


def _figures(world, name, relation, owner, round):
    figures = world.figures[relation]
    if name == "own_api:figure":
        # Copies of a set have no rows; the same figure has the same name in a round.
        row = world.figures["released"].published_figures.order_by("pk").first()
        return (figures.pk, result_id(figures.round.code, figure_key(row)))
    return (figures.pk, *FIGURES[name])


def _report(world, name, relation, owner, round):
    """A public file of the released set; the others are of exact figures."""
    report = world.objects[f"report {relation}"]
    return (report.figure_set_id, report.pk, "pdf")


def _own_indicator(world, name, relation, owner, round):
    """Of a round, or one of another round at an address of this one."""
    if relation == "foreign":
        return (world.round.code, world.objects["indicator round"].pk)
    return (round.code, world.objects[f"indicator {relation}"].pk)


def _version(world, name, relation, owner, round):
    return (world.objects["version"].uuid,)


def _version_of_round(world, name, relation, owner, round):
    return (world.objects["version"].uuid, round.code)


def _watched(world, name, relation, owner, round):
    return (world.objects[f"{name} {relation}"].pk,)


def _medium(world, name, relation, owner, round):
    which = "version" if relation == "own" else "other version"
    if relation == "own" and owner.memberships.get().role == Role.INTERVIEWER:
        draft_of(world, owner, world.round)
    return (world.objects[which].uuid, "a.png")


def _screens(world, name, relation, owner, round):
    which = "version" if relation == "own" else "other version"
    more = ("fr",) if name == "tablet-screens-two" else ()
    return (world.objects[which].fingerprint, "en", "en", *more)


def _opening(world, name, relation, owner, round):
    return (world.objects[f"opening {relation}"].pk,)


def _device(world, name, relation, owner, round):
    return (device_of(owner).pk,)


MAKERS = (
    (("tablet-revoke",), _device),
    (DRAFTS, _draft),
    (("done", "give-code", *DECISIONS), _interview),
    (WATCHED, _watched),
    (ROUNDS, _round),
    (OF_ROUND, _of_round),
    (SITES, _site),
    (("incident-told",), _incident),
    (FIGURES, _figures),
    (REPORTS, _report),
    (INDICATORS, _own_indicator),
    (OPENINGS, _opening),
    (VERSIONS, _version),
    (("instrument-publish",), _version_of_round),
    (("instrument-medium",), _medium),
    (("tablet-screens", "tablet-screens-two"), _screens),
)


def about_people(world, name, relation):
    if name in ("join-link", "back-link"):
        return "a" * 43
    if name in ("person", "recovery-ask"):
        role = {"civil": Role.READER, "review": Role.REVIEWER}.get(relation)
        return (world.people[role] if role else world.others[relation]).pk
    return world.objects[f"{name} {relation}"].pk


def nowhere(name, arguments):
    """The same address about something that does not exist."""
    first, rest = arguments[0], arguments[1:]
    if name in (*SITES, *INDICATORS):
        return (first, "nowhere")
    if isinstance(first, uuid.UUID):
        return (NOBODY, *rest)
    if isinstance(first, int):
        return (10**9, *rest)
    return ("nowhere" if name not in ("done", "give-code") else "ZZZZ-ZZZZ", *rest)
