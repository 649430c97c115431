"""How good the data are: simple shares with n, published with every table (E2.13)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.material import Candidate, ExactStatistic, Form, Material, of_people_asked
from analysis.publication.published_figure import RespondentCounts
from analysis.schema import (
    COUNTING,
    LAW,
    NOT_ASKED,
    REASON_SUFFIX,
    FrameProblem,
    Settings,
)

# Aspect → column of the interviews, its codes that are good, those that are not.
CODED: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "private": ("x_private", ("full",), ("hear", "none")),
    "interpreter_qualified": (
        "x_interp",
        ("prof", "phone_prof"),
        ("trained", "relative", "staff", "codet", "app", "needed_none"),
    ),
    "refused": ("x_consent", ("no",), ("yes",)),
    "length_from_document": ("m_days_src", ("doc",), ("sure", "approx")),
}
NOT_COUNTED: Mapping[str, tuple[str, ...]] = {"x_interp": ("none",)}
# Aspects of those alone who needed an interpreter, or told how long they were detained.
OF_SOME = ("interpreter_qualified", "length_from_document")
COMPLETENESS = "completeness"
ARRIVED_AFTER, SOON = "arrived_after", 7  # days from the interview
REGISTERS, ESTIMATES, NO_SOURCE = ("reg", "pub"), ("est",), ("none",)


@dataclass(frozen=True, slots=True)
class Quality:
    """k of n, of what was collected: no estimate, so no interval."""

    aspect: str
    k: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.k <= self.n or self.n == 0:
            raise FrameProblem(
                f'The quality "{self.aspect}" counts {self.k} of {self.n}, which is no'
                " share. Correct the counts, or leave it out where nothing was due."
            )

    @property
    def share(self) -> float:
        return self.k / self.n


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """The quality of what each informant group was asked, E2.13.

    Completeness counts answers, and stands on everybody who was interviewed: how many
    answers were due would tell how many were asked what follows from an answer.
    """
    for material in materials:
        answered, due = _answers(material)
        complete = [completeness(answered, due)] if due else []
        aspects = (*complete, *_timeliness(material), *of_interviews(material.answers))
        of_people = material.source not in (*COUNTING, LAW)
        for quality in aspects:
            statistic = _statistic(material, quality)
            if not of_people:
                yield Candidate(statistic, Form.FACT, places=statistic.reporting)
            elif quality.aspect not in OF_SOME:
                yield _of_everybody(material, statistic, quality)
        for aspect in OF_SOME if of_people else ():
            if CODED[aspect][0] in material.answers.columns:
                yield _of_some(material, aspect, aspects)


def _statistic(material: Material, quality: Quality) -> ExactStatistic:
    return ExactStatistic(
        code="E2.13",
        about=quality.aspect,
        source=material.source,
        design_class=material.design_class,
        unit="share",
        value=quality.share,
        n=quality.n,
        k=quality.k,
        reporting=int(material.rows["psu"].nunique()),
        method="count_only",
    )


def _of_everybody(
    material: Material, statistic: ExactStatistic, quality: Quality
) -> Candidate:
    respondents = of_everybody(material)
    if quality.aspect != COMPLETENESS:
        respondents = replace(respondents, answered=quality.n)
    return Candidate(
        statistic,
        Form.PEOPLE,
        people=respondents.answered,
        places=respondents.places,
        respondents=respondents,
        rows=np.ones(len(material.rows), dtype=bool),
    )


def _of_some(material: Material, aspect: str, aspects: Sequence[Quality]) -> Candidate:
    """An aspect of some people only, there also without anybody: a missing row would
    tell that nobody was concerned."""
    column, good, other = CODED[aspect]
    inside = material.answers[column].isin([*good, *other]).to_numpy()
    statistic = ExactStatistic(
        code="E2.13",
        about=aspect,
        source=material.source,
        design_class=material.design_class,
        unit="share",
        n=0,
        method="count_only",
    )
    for quality in aspects:
        if quality.aspect == aspect:
            statistic = _statistic(material, quality)
    return of_people_asked(statistic, material.rows, inside)


def of_everybody(material: Material) -> RespondentCounts:
    """All who were interviewed: what the quality of their interviews rests on."""
    return RespondentCounts(
        answered=len(material.rows),
        interviewed=len(material.rows),
        places=int(material.rows["psu"].nunique()),
        interviewers=int(material.rows["interviewer"].nunique()),
    )


def _timeliness(material: Material) -> Iterator[Quality]:
    days = material.answers.get(ARRIVED_AFTER, pd.Series(dtype=float)).dropna()
    if len(days):
        yield timeliness(int((days <= SOON).sum()), len(days))


def _answers(material: Material) -> tuple[int, int]:
    """(given, due) over all indicators: who was not to be asked owes no answer."""
    answered = due = 0
    for indicator in material.indicators:
        reasons = material.rows.get(f"{indicator.id}{REASON_SUFFIX}")
        if reasons is None:
            continue
        answers = int(material.rows[indicator.id].notna().sum())
        missing = ~reasons.isin(["", NOT_ASKED]) & reasons.notna()
        answered, due = answered + answers, due + answers + int(missing.sum())
    return answered, due


def coverage(reporting: Collection[str], places: Collection[str]) -> Quality:
    """Places with data, of those that are known to hold people.

    A place with data that is not known raises FrameProblem.
    """
    strange = sorted(set(reporting) - set(places))
    if strange:
        raise FrameProblem(
            f"Place {strange[0]} has data, but is not among the known places. Add it to"
            " them, or the coverage would be wrong."
        )
    return Quality("coverage_of_places", len(set(reporting)), len(set(places)))


def completeness(answered: int, due: int) -> Quality:
    """Answers given, of the questions that people were asked."""
    return Quality(COMPLETENESS, answered, due)


def timeliness(on_time: int, due: int) -> Quality:
    """Interviews that arrived soon, of those of which it is known after how long."""
    return Quality("timeliness", on_time, due)


def from_registers(sources: Iterable[str | None]) -> Quality:
    """Counts from a register or published statistics, of those with a source.

    sources: codes of the list src, one per count; what is not available is no count.
    """
    codes = [code for code in sources if code not in NO_SOURCE]
    return quality_of_codes("counts_from_registers", codes, REGISTERS, ESTIMATES)


def of_interviews(rows: pd.DataFrame) -> tuple[Quality, ...]:
    """Privacy, interpreters, refusals and dates of a round's interviews.

    rows: one per person who was asked to take part, with columns named as the questions
    are. An aspect whose column is not there, or holds no answer, is left out. Qualified
    interpreters are those of INF-04, of interviews that had or needed one; refusals are
    of all who were asked for consent.
    Source: gap statistics of the assessment, E2.13.
    """
    qualities = []
    for aspect, (column, good, other) in CODED.items():
        if column not in rows.columns:
            continue
        codes = [
            code for code in rows[column] if code not in NOT_COUNTED.get(column, ())
        ]
        if any(_is_code(code) for code in codes):
            qualities.append(quality_of_codes(aspect, codes, good, other))
    return tuple(qualities)


def quality_of_codes(
    aspect: str,
    codes: Iterable[str | None],
    good: Collection[str],
    other: Collection[str],
) -> Quality:
    """Share of good codes among the given ones; missing (None, NaN, "") counts nowhere.

    A code of neither list raises FrameProblem with its place among the codes.
    """
    entries = [
        (position, code) for position, code in enumerate(codes) if _is_code(code)
    ]
    for position, code in entries:
        if code not in good and code not in other:
            raise FrameProblem(
                f'The quality "{aspect}" has the code "{code}" in entry {position},'
                " which is"
                f" none of {', '.join((*good, *other))}. Correct it, or leave it empty."
            )
    return Quality(
        aspect, sum(code in good for _position, code in entries), len(entries)
    )


def _is_code(code: object) -> bool:
    return isinstance(code, str) and code != ""
