"""Whether alternatives were examined, as the people held now report it (E2.9)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import numpy.typing as npt

from analysis import alternatives
from analysis.entry import says
from analysis.held_now import HeldNow
from analysis.schema import PROPORTION, Settings
from analysis.shares import Share, every
from analysis.statistic import Candidate, GapStatistic

Floats = npt.NDArray[np.float64]
CODE = "E2.9"
INDEX, AVOIDABLE = "alternatives_examined", "avoidable_detention_at_least"
# A reason is asked of those with whom alternatives were discussed.
QUESTIONS = {
    "circumstances_asked": "m_asked_circ",
    "alternatives_discussed": "m_alt_disc",
    "reason_given": "m_alt_why",
}
PARTS = {
    "circumstances_asked": says(QUESTIONS["circumstances_asked"], "yes"),
    "alternatives_discussed": says(QUESTIONS["alternatives_discussed"], "yes"),
    "reason_given": says(QUESTIONS["reason_given"], "written", "oral"),
}
BARRIERS = {
    "address": "addr",
    "bail": "money",
    "place": "place",
    "documents": "doc",
    "lawyer": "law",
    "information": "info",
    "earlier_procedure": "past",
    "nationality": "nat",
}


def statistics(people: HeldNow, settings: Settings) -> Iterator[Candidate]:
    """Each part, the index, and avoidable detention at the least; counts if purposive.

    What nobody answered is left out, and the index with any of its parts.
    """
    answers = people.material.answers
    everybody = {name: read(answers) for name, read in PARTS.items()}
    blocked = {
        name: says("m_alt_barrier", code)(answers) for name, code in BARRIERS.items()
    }
    parts = {name: people.only(y) for name, y in everybody.items()}
    barriers = {name: people.only(y) for name, y in blocked.items()}
    between = {name: [*_told_beside(people, name, y)] for name, y in parts.items()}
    between[INDEX] = [*_more_than_all(parts)]
    asked = {
        **everybody,
        INDEX: every(*everybody.values()),
        AVOIDABLE: alternatives.only_supply(blocked),
    }
    shares = _shares(people, parts, barriers, settings) if people.at_random else {}
    for about, y in asked.items():
        if about in shares:
            made = _estimated(people, shares[about], y)
        elif not people.at_random and not np.isnan(people.only(y)).all():
            made = _counted(people, about, y)
        else:
            continue
        # Those who were asked for a reason are those with whom others were discussed.
        leader = "alternatives_discussed" if about == "reason_given" else ""
        # Between two answers are people who gave one: a share like any other.
        few = tuple(n for n in between.get(about, ()) if n < settings.minority)
        yield replace(made, few=few, follows=leader)


def _more_than_all(parts: Mapping[str, Floats]) -> Iterator[int]:
    """How many said yes to one part and not to all of them, of each part."""
    index = every(*parts.values())
    for y in parts.values():
        yield int(((y == 1) & (index == 0)).sum())


def _told_beside(people: HeldNow, part: str, y: Floats) -> Iterator[int]:
    """How many gave this answer, and not the one that a figure of the question counts.

    Such as a reason that was given, but not in writing.
    """
    for one in people.material.indicators:
        if one.statistic == PROPORTION and QUESTIONS[part] in one.asked.split():
            said = people.material.rows[one.id].to_numpy(dtype=float)
            for given in (said, people.only(said)):
                for mine, others in product((y == 1, y == 0), (given == 1, given == 0)):
                    if not (others & ~mine).any() or not (mine & ~others).any():
                        yield int((mine ^ others).sum())


def _shares(
    people: HeldNow,
    parts: Mapping[str, Floats],
    barriers: Mapping[str, Floats],
    settings: Settings,
) -> dict[str, Share]:
    made: list[Share] = []
    if not any(
        np.isnan(one).all() for one in (*parts.values(), every(*parts.values()))
    ):
        found = alternatives.examined(people.sample, parts, level=settings.level)
        made += [*found.parts, found.index]
    if not np.isnan(alternatives.only_supply(barriers)).all():
        made.append(
            alternatives.avoidable(people.sample, barriers, level=settings.level)
        )
    return {one.name: one for one in made}


def _estimated(people: HeldNow, share: Share, y: Floats) -> Candidate:
    made = GapStatistic(
        code=CODE,
        about=share.name,
        source=people.material.source,
        design_class=people.material.design_class,
        unit="share",
        value=share.value,
        lower=share.lower,
        upper=share.upper,
        level=share.level,
        n=share.n,
        k=share.k,
        reporting=people.places(people.only(y)),
        method=share.method,
    )
    return _behind(made, people, y)


def _counted(people: HeldNow, about: str, y: Floats) -> Candidate:
    """k of n people who were not chosen at random: no share of everyone held."""
    now = people.only(y)
    k = int(np.nansum(now))
    made = GapStatistic(
        code=CODE,
        about=about,
        source=people.material.source,
        design_class=people.material.design_class,
        unit="person",
        value=float(k),
        n=int((~np.isnan(now)).sum()),
        k=k,
        reporting=people.places(now),
        method="count_only",
    )
    return _behind(made, people, y)


def _behind(made: GapStatistic, people: HeldNow, y: Floats) -> Candidate:
    """y: of everybody asked, as figures tell the same of all and of who is not held."""
    now = people.only(y)
    return Candidate(
        made,
        made.n,
        yes=made.k,
        places=people.places(now),
        interviewers=people.interviewers(now),
        others=people.elsewhere(y),
    )
