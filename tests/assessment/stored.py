"""Stored figures made by hand: what one informant group says of one indicator."""

import datetime

from assessment import priorities
from assessment.models import Audience, Figure, FigureSet, Indicator

MORNING = datetime.datetime(2026, 3, 3, 9, tzinfo=datetime.UTC)
KEYS = ("JUD-01", "INF-01", "LEG-02")  # the standards of `gaps`
MIDDLING = {"scale": 2, "scope": 2, "irremediable": 2, "feasibility": 2}


def stored(indicator, **values):
    """A total that is shown, not saved; see `sample`, `heard` and `hidden`."""
    about = Indicator.objects.select_related("standard").get(pk=indicator)
    given = {
        "audience": Audience.REVIEW,
        "source": about.source,
        "state": "ok",
        "finding": "not_assessed",
        "design_class": "probability",
        "direction": about.direction,
        "target": about.target,
        "n": 60,
        "n_clusters": 8,
        **values,
    }
    return Figure(indicator=about, **given)


def sample(indicator, lower, upper, finding, **values):
    """A share of people chosen at random, with its range and finding."""
    middle = (lower + upper) / 2
    made = stored(
        indicator,
        estimate=middle,
        ci_lower=lower,
        ci_upper=upper,
        k=round(60 * middle),
        finding=finding,
        **values,
    )
    if made.target is not None:
        up = made.direction == "at_least"
        ends = (lower, upper) if not up else (upper, lower)
        made.gap, made.gap_lower, made.gap_upper = (
            abs(made.target - one) for one in (middle, *ends)
        )
    return made


def heard(indicator, k, n=20, **values):
    """A group that was not chosen at random: counts, and no finding."""
    return stored(indicator, design_class="purposive", k=k, n=n, **values)


def hidden(indicator, **values):
    empty = {"n": None, "n_clusters": None}
    return stored(indicator, state="suppressed_primary", **empty, **values)


def compared(indicator, lower, upper, p, group="woman"):
    """Women beside men."""
    return sample(
        indicator,
        0.3,
        0.5,
        "not_met",
        group_var="gender",
        group_code=group,
        compare_to="man",
        difference=(lower + upper) / 2,
        diff_lower=lower,
        diff_upper=upper,
        p_value=p,
        p_adjusted=p,
    )


def figure_set(round, by, figures=()):
    made = FigureSet.objects.create(
        round=round,
        computed_at=MORNING,
        computed_by=by,
        fingerprint=f"{FigureSet.objects.count():0<64}",
        code_version="v",
        settings={"tolerance": 0.05, "min_cell_review": 5, "min_cell_public": 10},
        coverage={},
        synthetic=True,
    )
    for figure in figures:
        figure.pk, figure.figure_set = None, made
    Figure.objects.bulk_create(figures)
    return made


def gaps():
    return [
        sample("JUD-01.m", 0.1, 0.3, "not_met"),
        sample("INF-01.m", 0.5, 0.6, "not_met"),
        sample("LEG-02.m", 0.9, 1.0, "inconclusive"),
    ]


def order(figures):
    """(rank, standard, why it stands below the one before) of the ranked gaps."""
    listed = priorities.listed(figures, list(Figure.objects.filter(figure_set=figures)))
    return [(row.rank, row.standard.pk, row.decided_by) for row in listed.ranked]
