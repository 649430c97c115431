"""Whether alternatives were examined, as the people held now report it (E2.9)."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from analysis.alternatives import measures
from analysis.alternatives.admission_rules import answer_is
from analysis.alternatives.detained_now import HeldNow
from analysis.indicators.proportions import Share, every, survey_share
from analysis.material import Candidate, ExactStatistic, of_people_asked
from analysis.schema import Settings

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
    "circumstances_asked": answer_is(QUESTIONS["circumstances_asked"], "yes"),
    "alternatives_discussed": answer_is(QUESTIONS["alternatives_discussed"], "yes"),
    "reason_given": answer_is(QUESTIONS["reason_given"], "written", "oral"),
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
    "something_else": "other",
}


def statistics(people: HeldNow, settings: Settings) -> Iterator[Candidate]:
    """Each part, the index, and avoidable detention at the least; counts if purposive.

    Each is there also where it is of nobody: that it is missing would tell so.
    Source: gap statistics of the assessment, E2.9.
    """
    answers = people.material.answers
    parts = {name: read(answers) for name, read in PARTS.items()}
    barriers = {
        name: answer_is("m_alt_barrier", code)(answers)
        for name, code in BARRIERS.items()
    }
    values = {
        **parts,
        INDEX: every(*parts.values()),
        AVOIDABLE: measures.only_supply(barriers),
    }
    for about, y in values.items():
        now = people.of_held_now(y)
        if np.isnan(now).all():
            yield _candidate(_of_nobody(people, about), people, y)
        elif people.at_random:
            share = survey_share(about, people.sample, now, level=settings.level)
            yield _estimate(people, share, y)
        else:
            yield _count(people, about, y)


def _of_nobody(people: HeldNow, about: str) -> ExactStatistic:
    return ExactStatistic(
        code=CODE,
        about=about,
        source=people.material.source,
        design_class=people.material.design_class,
        unit="share" if people.at_random else "person",
        n=0,
        method="count_only",
    )


def _estimate(people: HeldNow, share: Share, y: Floats) -> Candidate:
    statistic = ExactStatistic(
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
        reporting=people.places(people.of_held_now(y)),
        method=share.method,
    )
    return _candidate(statistic, people, y)


def _count(people: HeldNow, about: str, y: Floats) -> Candidate:
    """k of n people who were not chosen at random: a count, and no estimated share."""
    now = people.of_held_now(y)
    k = int(np.nansum(now))
    statistic = ExactStatistic(
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
    return _candidate(statistic, people, y)


def _candidate(statistic: ExactStatistic, people: HeldNow, y: Floats) -> Candidate:
    """y: of everybody asked; only those held now are in the statistic."""
    inside = ~np.isnan(people.of_held_now(y))
    return of_people_asked(statistic, people.material.rows, inside)
