"""Stored figures made by hand: what one informant group says of one indicator."""

import datetime
from math import ceil, floor

from assessment.findings import priorities
from assessment.models import Figure, FigureSet, Indicator, PublishedFigure
from assessment.reading.reader_figures import ReaderFigure, pair_figures

MORNING = datetime.datetime(2026, 3, 3, 9, tzinfo=datetime.UTC)
KEYS = ("JUD-01", "INF-01", "LEG-02")  # the standards of `gaps`
MIDDLING = {"scale": 2, "scope": 2, "irremediable": 2, "feasibility": 2}
SAME = ("finding", "cases", "group_var", "group_code", "design_class", "compare_to")


def stored(indicator, *, published=None, **values):
    """A total, exact and published, not saved; see `sample`, `heard`, `unpublished`."""
    about = Indicator.objects.select_related("standard").get(pk=indicator)
    exact = {
        "source": about.source,
        "finding": "no_finding",
        "design_class": "probability",
        "direction": about.direction,
        "target": about.target,
        "n": 60,
        "n_clusters": 8,
        **values,
    }
    shared = {name: exact[name] for name in SAME if name in exact}
    public = {
        "source": about.source,
        "state": "published",
        "direction": about.direction,
        "target": about.target,
        "base_low": exact["n"],
        "base_high": exact["n"],
        "places": exact["n_clusters"],
        **shared,
        **(published or {}),
    }
    return ReaderFigure(
        PublishedFigure(indicator=about, **public), Figure(indicator=about, **exact)
    )


def points(lower, upper):
    """The likely range of a share, and the band of ten points that its middle is in."""
    middle = floor((lower + upper) * 5 + 1e-9) * 10
    return {
        "band_low": min(middle, 90),
        "band_high": min(middle, 90) + 10,
        "likely_low": floor(lower * 100 + 1e-9),
        "likely_high": ceil(upper * 100 - 1e-9),
    }


def sample(indicator, lower, upper, finding, **values):
    """A share of people chosen at random, with its range and finding."""
    middle = (lower + upper) / 2
    return stored(
        indicator,
        estimate=middle,
        lower=lower,
        upper=upper,
        k=round(60 * middle),
        finding=finding,
        published=points(lower, upper),
        **values,
    )


def heard(indicator, k, n=20, **values):
    """A group that was not chosen at random: counts, and no finding."""
    share = 0 if k is None else k / n
    band = points(share, share)
    del band["likely_low"], band["likely_high"]
    return stored(
        indicator, design_class="purposive", k=k, n=n, published=band, **values
    )


def unpublished(indicator, **values):
    """Fewer than ten people were asked: the review body alone has a number."""
    figure = stored(indicator, **values)
    for name in ("base_low", "base_high", "places"):
        setattr(figure.published, name, None)
    figure.published.state = "few_people"
    figure.published.finding = "not_published"
    return figure


def compared(indicator, women, men=(0.5, 0.6)):
    """Women beside men, by their likely ranges."""
    row = {"group_var": "gender", "finding": "not_met"}
    rows = [
        sample(indicator, *women, group_code="woman", compare_to="man", **row),
        sample(indicator, *men, group_code="man", **row),
    ]
    apart = women[1] <= men[0]
    rows[0].published.comparison = "less_often" if apart else "not_clear"
    return rows


def figure_set(round, by, figures=()):
    stored_set = FigureSet.objects.create(
        round=round,
        computed_at=MORNING,
        computed_by=by,
        fingerprint=f"{FigureSet.objects.count():0<64}",
        code_version="v",
        settings={"tolerance": 0.05, "publication": {"fewest_people": 10}},
        coverage={},
        synthetic=True,
    )
    exact = [figure.exact for figure in figures]
    published = [figure.published for figure in figures]
    for row in (*exact, *published):
        row.pk, row.figure_set = None, stored_set
    Figure.objects.bulk_create(exact)
    PublishedFigure.objects.bulk_create(published)
    return stored_set


def everything(figures):
    """What the review body reads of a set of figures."""
    return pair_figures(figures.published_figures.all(), figures.figures.all())


def public(figures):
    """What everybody reads of it."""
    return pair_figures(figures.published_figures.all())


def gaps():
    return [
        sample("JUD-01.m", 0.1, 0.3, "not_met"),
        sample("INF-01.m", 0.5, 0.6, "not_met"),
        sample("LEG-02.m", 0.9, 1.0, "inconclusive"),
    ]


def order(figures):
    """(rank, standard, why it stands below the one before) of the ranked gaps."""
    listed = priorities.rank_gaps(figures, everything(figures))
    return [(row.rank, row.standard.pk, row.decided_by) for row in listed.ranked]
