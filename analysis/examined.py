"""Whether alternatives were examined, as the people held now report it (E2.9)."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from analysis import alternatives
from analysis.entry import says
from analysis.held_now import HeldNow
from analysis.schema import Settings
from analysis.shares import Share, every
from analysis.statistic import Candidate, GapStatistic, of_people_asked

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
        yield made


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


def _behind(statistic: GapStatistic, people: HeldNow, y: Floats) -> Candidate:
    """y: of everybody asked; only those held now are in the statistic."""
    inside = ~np.isnan(people.only(y))
    return of_people_asked(statistic, people.material.rows, inside)
