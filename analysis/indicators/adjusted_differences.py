"""The difference between a group and its reference, other things being equal (E2.6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from analysis.estimation.logistic import logistic
from analysis.estimation.sample import Sample
from analysis.material import Candidate, ExactStatistic, Form, Material, Pair
from analysis.schema import PROPORTION, DesignKind, FrameProblem, Settings

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

FEWEST = 5  # people who said yes, and people who said no
CODE, METHOD = "E2.6", "logistic_margins"
CHARACTERISTICS = ("age", "site_kind", "legal")


@dataclass(frozen=True, slots=True)
class AdjustedDifference:
    """Group minus reference among people who are otherwise alike, as a share.

    df: those of the model; n: people with all the answers of the model; adjusted_for:
    the levels in the model; merged: levels that were too small for it and were counted
    with their reference level. p is None, and the limits are the value, where nothing
    was left to chance.
    """

    value: float
    se: float
    df: float
    lower: float
    upper: float
    p: float | None
    n: int
    adjusted_for: tuple[str, ...]
    merged: tuple[str, ...]


def adjusted_difference(
    sample: Sample,
    y: Floats,
    group: Floats,
    characteristics: Mapping[str, Floats],
    level: float = 0.95,
) -> AdjustedDifference:
    """Average marginal difference of a logistic model (predictive margins).

        logit μ(x) = b₀ + b₁ · group + Σ b_c x_c
        D = Σ w_j d_j / W,  d_j = μ(x_j, group = 1) − μ(x_j, group = 0),  W = Σ w_j
        e_j = g A⁻¹ x_j w_j (y_j − μ_j) + w_j (d_j − D)/W,  g = ∂D/∂b
        D ± t_df √V(Σ e_j),  df of the model

    y: n of 0 and 1; group: n, 1 in the group, 0 in the reference; characteristics: n of
    0 and 1 for each level but the reference level (of age, kind of place, legal
    situation), by name. A row where one is missing (NaN) counts as zeros.

    The variance is that of the design, both stages and fitted margins included, of
    1. the coefficients: alone this is g V(b) gᵀ with V(b) of `logistic`;
    2. the mix of people over which d_j is averaged, which is a sample as well;
    3. the covariance of the two, as they come from the same people and places.
    R's svypredmeans adds 1 and 2 as if 3 were zero. Without characteristics d_j is the
    same for all, 2 and 3 are zero, and D and its variance are those of the plain pair.

    A level that holds, or leaves out, fewer than 5 people who said yes or 5 who said no
    is merged into its reference level before the fit, and named in `merged`. A group or
    a reference with so few raises FrameProblem, as do answers other than 0 and 1 and
    what `logistic` cannot fit (columns that follow from others, or that tell yes from
    no without error).
    The difference compares people alike in these characteristics and no others: it
    shows no cause. Source: Graubard & Korn (1999), Biometrics 55; Bieler et al. (2010),
    Am. J. Epidemiol. 171; R `survey`, svypredmeans.
    """
    columns = np.column_stack([y, group, *characteristics.values()])
    answered: Truths = ~np.asarray(np.isnan(columns).any(axis=1), dtype=bool)
    _require_yes_and_no(columns[answered], ("answer", "group", *characteristics))
    _require_people(y[answered], group[answered])
    merged = tuple(
        name
        for name, values in characteristics.items()
        if _fewest(y[answered], values[answered]) < FEWEST
    )
    names = tuple(name for name in characteristics if name not in merged)
    x = np.column_stack(
        [np.ones(len(y)), group, *(characteristics[name] for name in names)]
    )
    model = logistic(
        sample, np.where(answered, y, np.nan), x, ("constant", "group", *names)
    )
    value, influence = _margins(sample, y, x, model.coefficients, answered)
    variance = sample.covariance(influence[:, None], answered.astype(float))[0, 0]
    se = float(np.sqrt(max(variance, 0.0)))
    half = float(stats.t.isf((1 - level) / 2, model.df)) * se
    return AdjustedDifference(
        value=value,
        se=se,
        df=model.df,
        lower=value - half,
        upper=value + half,
        p=float(2 * stats.t.sf(abs(value) / se, model.df)) if se > 0 else None,
        n=int(answered.sum()),
        adjusted_for=names,
        merged=merged,
    )


def _margins(
    sample: Sample, y: Floats, x: Floats, b: Floats, answered: Truths
) -> tuple[float, Floats]:
    """D and e_j of every row: n; see `adjusted_difference`."""
    w = np.where(answered, sample.weight, 0.0)
    y, x = np.where(answered, y, 0.0), np.where(answered[:, None], x, 0.0)
    total = w.sum()
    mu = special.expit(x @ b)
    inside, outside = x.copy(), x.copy()
    inside[:, 1], outside[:, 1] = 1.0, 0.0
    yes_inside, yes_outside = special.expit(inside @ b), special.expit(outside @ b)
    difference = yes_inside - yes_outside
    value = float(w @ difference / total)
    slope = (w * yes_inside * (1 - yes_inside)) @ inside
    slope = (slope - (w * yes_outside * (1 - yes_outside)) @ outside) / total
    information = (x * (w * mu * (1 - mu))[:, None]).T @ x
    of_model = w * (y - mu) * (x @ np.linalg.solve(information, slope))
    return value, of_model + w * (difference - value) / total


def _require_yes_and_no(columns: Floats, names: tuple[str, ...]) -> None:
    for name, values in zip(names, columns.T, strict=True):
        strange = values[(values != 0) & (values != 1)]
        if len(strange):
            raise FrameProblem(
                f'The column "{name}" holds {strange[0]:g}. The adjusted difference'
                " takes 1 for yes and 0 for no. Give one such column a level."
            )


def _require_people(y: Floats, group: Floats) -> None:
    for name, inside in (("group", group == 1), ("reference group", group == 0)):
        n, yes = int(inside.sum()), int(y[inside].sum())
        if min(yes, n - yes) < FEWEST:
            raise FrameProblem(
                f"Of {n} people of the {name}, {yes} said yes and {n - yes} said no. An"
                f" adjusted difference needs {FEWEST} of each. Report the difference"
                " as it is."
            )


def _fewest(y: Floats, level: Floats) -> int:
    """The smallest count of yes or of no, among people with and without the level."""
    return min(
        int(np.count_nonzero((y == answer) & (level == inside)))
        for answer in (0, 1)
        for inside in (0, 1)
    )


# -- of a round ----------------------------------------------------------------------


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """Adjusted differences of the groups that differ, or may differ (E2.6).

    Alike in age, kind of place and legal situation, but for the one that makes the
    groups. Nothing where a model cannot be fitted, see `adjusted_difference`. For the
    review body only.
    """
    for material in materials:
        if material.apart and material.design_class != DesignKind.PURPOSIVE:
            yield from _of_material(material, settings)


def _of_material(material: Material, settings: Settings) -> Iterator[Candidate]:
    sample = material.sample(settings)
    shares = {i.id for i in material.indicators if i.statistic == PROPORTION}
    most = int(sample.design.df // 2) - 1
    levels = {
        variable: _levels(material, variable, most)
        for variable in {pair.variable for pair in material.apart}
    }
    for pair in material.apart:
        if pair.indicator not in shares:
            continue
        y = material.rows[pair.indicator].to_numpy(dtype=float)
        inside = _in_group(material.rows, pair)
        try:
            adjusted = adjusted_difference(
                sample, y, inside, levels[pair.variable], settings.level
            )
        except FrameProblem:  # too few people, or answers that a model cannot hold
            continue
        if adjusted.adjusted_for:
            statistic = _statistic(material, pair, adjusted, settings)
            yield Candidate(statistic, Form.BODY)


def _in_group(rows: pd.DataFrame, pair: Pair) -> Floats:
    """1 in the group, 0 in the reference, NaN in neither: n."""
    codes = rows[pair.variable].to_numpy(dtype=object)
    return np.where(
        codes == pair.group, 1.0, np.where(codes == pair.reference, 0.0, np.nan)
    )


def _levels(material: Material, grouping: str, most: int) -> dict[str, Floats]:
    """Of each characteristic the largest level beside its reference, then the next.

    grouping: what makes the groups; most: half of the degrees of freedom that the
    places give, without the group: a model of more columns leaves none to judge it by.
    """
    levels: list[tuple[int, str, str]] = []
    for name in CHARACTERISTICS:
        if name != grouping and name in material.groups:
            sizes = material.rows[name].value_counts().sort_index(kind="stable")
            ranked = sorted(sizes.index, key=lambda code: (-sizes[code], code))
            levels += [(rank, name, code) for rank, code in enumerate(ranked[1:])]
    return {
        f"{name}:{code}": _level_values(material.rows[name], code)
        for _rank, name, code in sorted(levels)[: max(most, 0)]
    }


def _level_values(codes: "pd.Series[str]", code: str) -> Floats:
    """1 of the level, 0 of another, NaN of none: n."""
    return np.where(codes.isna(), np.nan, (codes == code).astype(float))


def _statistic(
    material: Material, pair: Pair, adjusted: AdjustedDifference, settings: Settings
) -> ExactStatistic:
    names = dict.fromkeys(level.partition(":")[0] for level in adjusted.adjusted_for)
    return ExactStatistic(
        code=CODE,
        about=f"{pair.indicator}:{pair.variable}:{pair.group}",
        source=material.source,
        design_class=material.design_class,
        unit="difference",
        value=adjusted.value,
        lower=adjusted.lower,
        upper=adjusted.upper,
        level=settings.level,
        n=adjusted.n,
        p_value=adjusted.p,
        method=METHOD,
        note=" ".join(
            [f"beside:{pair.reference}", *(f"alike:{name}" for name in names)]
        ),
    )
