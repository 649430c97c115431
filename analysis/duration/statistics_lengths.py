"""Two lengths that are never in one row: held so far (E2.3), and ended stays (E1.5).

Of people present, how long they were held so far; of files of people who left, how long
they stayed. See elapsed_and_completed.py for why the two do not add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.duration.elapsed_and_completed import (
    BANDS,
    CompletedStays,
    ElapsedStays,
    completed_stays,
    elapsed_stays,
)
from analysis.duration.file_sample import FileList, file_sample_of, lists
from analysis.duration.stays import Origin
from analysis.material import (
    Bools,
    Candidate,
    ExactStatistic,
    Form,
    Material,
    of_people_asked,
)
from analysis.registers.facility_records import known_places
from analysis.schema import DesignKind, Settings

STATUS, HELD_NOW, DAYS = "m_status", "current", "m_days"
MORE = "more"  # the last band, which has no end
FEWEST_PLACES = 2  # of which a variance between places can be estimated


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """E2.3 of the people present, and E1.5 of files of people who left."""
    for material in materials:
        if STATUS in material.answers.columns and DAYS in material.answers.columns:
            yield from _of_people_present(material, settings)
        for files in lists(material):
            if files.origin is Origin.RELEASES:
                yield from _of_people_who_left(files, material, settings)


def of_files(
    statistic: ExactStatistic,
    form: Form,
    people: int,
    *,
    at_risk: int | None = None,
    beyond: int | None = None,
) -> Candidate:
    """A statistic of files that were read; people: the files it rests on."""
    return Candidate(
        statistic,
        form,
        people=people,
        places=statistic.reporting,
        at_risk=at_risk,
        beyond=beyond,
    )


def number(value: float) -> float | None:
    """The value, or None for NaN."""
    return None if np.isnan(value) else float(value)


def file_count(code: str, files: FileList, material: Material) -> ExactStatistic:
    """How many files of a list could be followed, at how many places of the round."""
    return ExactStatistic(
        code=code,
        about=files.about("files"),
        source=material.source,
        design_class=material.design_class,
        unit="file",
        value=float(len(files.stays)),
        n=len(files.stays),
        denominator=float(files.recorded),
        reporting=files.places,
        known=len(known_places(material.plan)),
        method="count_only",
    )


def _of_people_present(material: Material, settings: Settings) -> Iterator[Candidate]:
    """Elapsed stays of the people held now (stock); people who left are not in it."""
    days = material.answers[DAYS].astype(float).to_numpy()
    status = (material.answers[STATUS] == HELD_NOW).to_numpy(dtype=bool)
    present = status & ~np.isnan(days)
    if not present.any():
        return
    people = material.rows.loc[present, ["psu", "interviewer"]].astype(str)
    people = people.assign(days=days[present])
    total = ExactStatistic(
        code="E2.3",
        about="present",
        source=material.source,
        design_class=material.design_class,
        unit="person",
        value=float(len(people)),
        n=len(people),
        reporting=int(people["psu"].nunique()),
        method="count_only",
    )
    of_people = of_people_asked(total, material.rows, present)
    yield of_people
    for candidate in _of_lengths_so_far(material, total, people, present, settings):
        of_form = replace(of_people, statistic=candidate.statistic, form=candidate.form)
        yield replace(of_form, beyond=candidate.beyond)


def _of_lengths_so_far(
    material: Material,
    total: ExactStatistic,
    people: pd.DataFrame,
    present: Bools,
    settings: Settings,
) -> Iterator[Candidate]:
    if material.design_class == DesignKind.PURPOSIVE:
        yield from _band_counts(total, people, Form.PEOPLE)
        return
    sample = material.sample(settings)
    stays = people.assign(
        weight=sample.weight[present], admitted=0.0, seen=people["days"]
    )
    yield from _length_statistics(
        elapsed_stays(
            stays.assign(left=np.nan, news=np.nan, reason=None),
            Origin.STOCK,
            kind=material.design_class,
            design=sample.design,
            level=settings.level,
        ),
        total,
        people,
        Form.PEOPLE,
    )


def _of_people_who_left(
    files: FileList, material: Material, settings: Settings
) -> Iterator[Candidate]:
    total = file_count("E1.5", files, material)
    people = files.stays.assign(days=files.stays["left"])
    yield of_files(total, Form.COUNT, len(people))
    if material.design_class == DesignKind.PURPOSIVE or files.places < FEWEST_PLACES:
        yield from _band_counts(total, people, Form.PART)
        return
    sample = file_sample_of(files, material, settings)
    yield from _length_statistics(
        completed_stays(
            sample.stays,
            files.origin,
            kind=sample.kind,
            design=sample.design,
            level=settings.level,
        ),
        replace(total, note=sample.note),
        people,
        Form.PART,
    )


def _length_statistics(
    lengths: ElapsedStays | CompletedStays,
    total: ExactStatistic,
    people: pd.DataFrame,
    form: Form,
) -> Iterator[Candidate]:
    """Mean, median, ninth decile and bands; form: of the shares in the bands."""
    exact = total.design_class == DesignKind.CENSUS and total.unit == "person"
    stem = replace(total, unit="days", level=lengths.level, denominator=None)
    prefix = total.about.partition(":")[0]
    for name, days, method in (
        ("mean", lengths.mean, "linearised"),
        ("median", lengths.median, "woodruff"),
        ("p90", lengths.ninth_decile, "woodruff"),
    ):
        low = number(days.lower)
        statistic = replace(
            stem,
            about=f"{prefix}:{name}",
            value=days.value,
            lower=None if low is None else max(low, 0.0),
            upper=number(days.upper),
            method="census" if exact else method,
        )
        longer = int((people["days"] > days.value).sum())
        beyond = min(longer, len(people) - longer)
        of_days = Form.LENGTH if name == "mean" else Form.QUANTILE
        yield of_files(statistic, of_days, len(people), beyond=beyond)
    yield from _band_shares(lengths, total, people, exact, form)


def _band_shares(
    lengths: ElapsedStays | CompletedStays,
    total: ExactStatistic,
    people: pd.DataFrame,
    exact: bool,
    form: Form,
) -> Iterator[Candidate]:
    bands = lengths.bands
    for position, (statistic, inside) in enumerate(_in_bands(total, people)):
        share = replace(
            statistic,
            unit="share",
            value=float(bands.share[position]),
            lower=number(bands.lower[position]),
            upper=number(bands.upper[position]),
            level=lengths.level,
            n=len(people),
            k=inside,
            method="census" if exact else "korn_graubard",
        )
        yield of_files(share, form, len(people))


def _band_counts(
    total: ExactStatistic, people: pd.DataFrame, form: Form
) -> Iterator[Candidate]:
    """People who were not chosen at random: how many, and nothing about others."""
    for statistic, inside in _in_bands(total, people):
        counts = replace(statistic, n=len(people), k=inside)
        yield of_files(counts, form, len(people))


def _in_bands(
    total: ExactStatistic, people: pd.DataFrame
) -> Iterator[tuple[ExactStatistic, int]]:
    """A count for each band of days, and how many people are in it."""
    days = people["days"]
    prefix = total.about.partition(":")[0]
    for low, high in pairwise((-np.inf, *BANDS, np.inf)):
        name = MORE if high == np.inf else f"{high:g}"
        inside = int(((days > low) & (days <= high)).sum())
        statistic = replace(
            total,
            about=f"{prefix}:band:{name}",
            part_of=total.about,
            value=float(inside),
            n=inside,
            denominator=None,
        )
        yield statistic, inside
