"""Every exact figure of an open round, recomputed from its raw answers by plain pandas.

Nothing of `analysis` is used here: weights come from the draw, and each sum is written
out. What a question asks is read by the engine of the instruments.
"""

import numpy as np
import pandas as pd
import pytest

from assessment.computation import compute
from assessment.frames.interview_tables import GROUPS
from assessment.management.commands.demo_round import running
from assessment.models import Figure, Frequency, Indicator
from surveys.demo.running_round import ROUND as RUNNING
from surveys.engine.evaluate import Scope, compile_expression
from surveys.engine.expressions import references
from surveys.engine.functions import to_boolean, to_number
from surveys.engine.values import as_string
from surveys.instruments.versions import instrument_of
from surveys.models import (
    Decision,
    InstrumentVersion,
    Interview,
    Person,
    PrimaryUnit,
)

PEOPLE = ("migrant", "authority")
CLOSE = {"rel": 1e-10, "abs": 1e-12}


@pytest.fixture
def figure_set(small_round):
    """Places drawn with chances by their size, none of them certain."""
    for number, unit in enumerate(
        PrimaryUnit.objects.filter(round=small_round).order_by("pk")
    ):
        unit.chance = 0.2 + 0.05 * number
        unit.save()
    return figures_of(small_round)


@pytest.fixture
def figures_of_the_open_round(small_round):
    """The round under way: places drawn on its page by size, with equal chances and
    one after the other; seven of eight visited, one interview excluded."""
    return figures_of(running())


def figures_of(round):
    analyst = Person.objects.get(email="analyst@demo.test")
    return compute.compute_figures(round=round, by=analyst)


# -- the raw answers, and the weights of the draw ------------------------------------


def raw_answers(round, source, design_class):
    """One row an interview with answers; a place's latest record counts alone."""
    excluded = Decision.objects.filter(
        kind="excluded", state="in_force", interview__round=round
    )
    rows = Interview.objects.filter(
        round=round,
        version__instrument__source=source,
        outcome__in=("complete", "stopped"),
    )
    rows = rows.exclude(pk__in=excluded.values("interview")).select_related(
        "primary_unit__site", "primary_unit__stratum"
    )
    table = pd.DataFrame(
        [
            {
                "place": row.primary_unit.site.code,
                "stratum": row.primary_unit.stratum.code,
                "site_kind": row.primary_unit.site.kind,
                "design_class": row.design_class,
                "when": (row.held_on, row.received_at),
                "answers": row.answers,
            }
            for row in rows.order_by("interview_id")
        ]
    )
    if source == "records":
        table = table.sort_values("when").groupby("place").tail(1)
    purposive = table["design_class"] == "purposive"
    return table[purposive if design_class == "purposive" else ~purposive]


def weights_of_the_draw(round, source, design_class, people):
    """(weight of each row, variance strata): F/π · M/m, with the places that refused
    passing on what they stand for: people, and where chances are equal a place."""
    units = pd.DataFrame(
        list(
            PrimaryUnit.objects.filter(round=round).values_list(
                *("site__code", "stratum__code", "stratum__frame_count"),
                *("population", "chance"),
            )
        ),
        columns=["place", "stratum", "frame_count", "population", "chance"],
    )
    units["fraction"], units["part"] = parts_of_the_draw(units)
    m = people["place"].value_counts()
    units["m"] = units["place"].map(m).fillna(0)
    if source not in PEOPLE:
        reached = "place" if design_class == "census" else "stratum"
        units = units[units[reached].isin(people[reached])].copy()
        units["population"] = units["m"].clip(lower=1)
    units["took_part"] = units["m"] > 0
    of_stratum = units.groupby("stratum")["chance"]
    alike = of_stratum.transform("max") == of_stratum.transform("min")
    units["stands_for"] = (units["population"] / units["chance"]).mask(alike, 1.0)
    total = units.groupby("stratum")["stands_for"].transform("sum")
    reached = (units["stands_for"] * units["took_part"]).groupby(units["stratum"])
    units["place_weight"] = total / reached.transform("sum") / units["chance"]
    units["weight"] = (
        units["place_weight"] * units[["population", "m"]].max(axis=1) / units["m"]
    )
    by_place = units.set_index("place")
    return people["place"].map(by_place["weight"]), by_place[by_place["took_part"]]


def parts_of_the_draw(units):
    """Share of the places that were drawn, 0 where they were drawn by size; and the
    group of places that vary together: a place that was certain is alone."""
    by_stratum = units["stratum"]
    open_chance = units["chance"] < 1
    certain = ~open_chance & open_chance.groupby(by_stratum).transform("any")
    left = units["frame_count"] - certain.groupby(by_stratum).transform("sum")
    drawn = (~certain).groupby(by_stratum).transform("sum")
    equal = np.isclose(units["chance"], drawn / left)
    by_size = (~certain & ~equal).groupby(by_stratum).transform("any")
    fraction = (1 / left).mask(by_size, 0.0).mask(certain, 1.0)
    return fraction, by_stratum.where(~certain, units["place"])


def measured(people, indicator, round):
    """y and x of each row as the expressions of the indicator say, and why not."""
    numerator = compile_expression(indicator.numerator)
    denominator = compile_expression(indicator.denominator)
    names = references(numerator.tree) | references(denominator.tree)
    repeats = {
        repeat["name"]
        for version in InstrumentVersion.objects.filter(
            instrument__source=indicator.source
        )
        for repeat in version.compiled.get("repeats", ())
    }
    rows = []
    for answers in people["answers"]:
        texts = {key: as_string(None, value) for key, value in answers.items()}
        assert not names & repeats, "write out how instances are counted first"
        scope = Scope(
            read=lambda name, texts=texts: texts.get(name, ""),
            nodes=lambda name, texts=texts: [texts[name]] if name in texts else [],
        )
        y, x = numerator.closure(scope), denominator.closure(scope)
        if indicator.statistic == "ratio":
            y, x = to_number(y), to_number(x)
            inside = np.isfinite(y) and np.isfinite(x) and x > 0
        else:
            inside = to_boolean(x)
            y = to_number(y) if indicator.statistic == "mean" else float(to_boolean(y))
            x = 1.0
        states = [answers[name]["state"] for name in names if is_state(answers, name)]
        missing = any(state != "not_applicable" for state in states)
        rows.append((y if inside else 0.0, x if inside else 0.0, inside, missing))
    return pd.DataFrame(
        rows, columns=["y", "x", "inside", "missing"], index=people.index
    )


def is_state(answers, name):
    return isinstance(answers.get(name), dict) and "state" in answers[name]


def first_state(answers, names):
    """The reason that is counted: that of the first question without an answer."""
    return next((answers[n]["state"] for n in names if is_state(answers, n)), "")


def in_group(people, source, group_var, group_code):
    if group_var == "all":
        return pd.Series(True, index=people.index)
    if group_var == "site_kind":
        return people["site_kind"] == group_code
    question = GROUPS[source][group_var]
    return people["answers"].map(lambda answers: answers.get(question) == group_code)


def standard_error(values, weight, people, places):
    """Of places, and of people within places where some of those held were asked.

    V = Σ_h (1 − f_h) n_h/(n_h − 1) Σ_i (u_i − ū_h)²
      + Σ_i f_h (1 − m_i/M_i) m_i/(m_i − 1) Σ_j (e_ij − ē_i)²
    e_ij = w (y − R x) / Σ w x,  u_i = Σ_j e_ij,  f_h = n_h/N_h, 0 if drawn by size
    """
    ratio = (weight * values["y"]).sum() / (weight * values["x"]).sum()
    e = weight * (values["y"] - ratio * values["x"]) / (weight * values["x"]).sum()
    by_place = e.groupby(people["place"])
    u = by_place.sum().reindex(places.index).fillna(0.0)
    of_part = u.groupby(places["part"])
    n = of_part.transform("count")
    f = (places["fraction"] * n).clip(upper=1.0)
    squares = (u - of_part.transform("mean")) ** 2
    between = (1 - f) * (n / (n - 1).clip(lower=1)) * squares
    m, held = places["m"], places["population"]
    within = ((e - by_place.transform("mean")) ** 2).groupby(people["place"]).sum()
    inside = f * (1 - m / held).clip(lower=0) * m / (m - 1).clip(lower=1)
    return float(np.sqrt((between + inside * within.reindex(places.index)).sum()))


# -- beside what the product stored --------------------------------------------------


def test_every_figure_is_what_plain_pandas_makes_of_the_raw_answers(figure_set):
    figures = Figure.objects.filter(figure_set=figure_set)
    assert {row.indicator.statistic for row in figures.select_related("indicator")} == {
        "proportion",
        "mean",
        "ratio",
    }
    estimated, with_error = recompute_every_figure(figure_set)
    assert estimated > 500
    assert with_error > 300


def test_every_figure_of_the_open_round_has_the_weights_of_its_draw(
    figures_of_the_open_round,
):
    round = figures_of_the_open_round.round
    assert (round.code, round.state) == (RUNNING, "open")
    chances = PrimaryUnit.objects.filter(round=round).values_list("chance", flat=True)
    assert set(chances) == {2 / 9, 0.5, 8 / 9, 1.0}
    assert Decision.objects.filter(kind="excluded", interview__round=round).exists()
    estimated, _with_error = recompute_every_figure(figures_of_the_open_round)
    assert estimated > 100
    recompute_every_frequency(figures_of_the_open_round)


def recompute_every_figure(figure_set):
    """How many estimates and standard errors are as plain pandas makes them: all."""
    figures = Figure.objects.filter(figure_set=figure_set)
    compared = estimated = with_error = 0
    indicators = Indicator.objects.in_bulk()
    groups = sorted(set(figures.values_list("source", "design_class")))
    for source, design_class in groups:
        people = raw_answers(figure_set.round, source, design_class)
        weight, places = (
            weights_of_the_draw(figure_set.round, source, design_class, people)
            if design_class != "purposive"
            else (None, None)
        )
        own = figures.filter(source=source, design_class=design_class)
        for name in sorted(set(own.values_list("indicator", flat=True))):
            values = measured(people, indicators[name], figure_set.round)
            for figure in own.filter(indicator=name):
                where = f"{name} {figure.group_var} {figure.group_code}"
                inside = in_group(people, source, figure.group_var, figure.group_code)
                of_group = values.where(inside, other=0)
                n = int(of_group["inside"].sum())
                assert figure.n == n, where
                left_out = (values["missing"] & ~values["inside"] & inside).sum()
                assert figure.n_base == n + left_out, where
                compared += 1
                if design_class == "purposive":
                    assert figure.estimate is None, where
                    continue
                estimate = (weight * of_group["y"]).sum() / (
                    weight * of_group["x"]
                ).sum()
                assert figure.estimate == pytest.approx(estimate, **CLOSE), where
                estimated += 1
                if design_class == "probability" and source == "migrant":
                    error = standard_error(of_group, weight, people, places)
                    assert figure.se == pytest.approx(error, rel=1e-10, abs=1e-12), (
                        where
                    )
                    with_error += 1
    assert compared == figures.count()
    return estimated, with_error


def test_every_frequency_is_what_plain_pandas_makes_of_the_raw_answers(figure_set):
    recompute_every_frequency(figure_set)


def recompute_every_frequency(figure_set):
    rows = Frequency.objects.filter(figure_set=figure_set, source="migrant")
    people = raw_answers(figure_set.round, "migrant", "probability")
    weight, places = weights_of_the_draw(
        figure_set.round, "migrant", "probability", people
    )
    version = InstrumentVersion.objects.get(instrument__code="migrant")
    instrument = instrument_of(version)
    for row in rows:
        answers = people["answers"].map(lambda a, name=row.question: a.get(name))
        answered = answers.map(lambda a: isinstance(a, str | list) and len(a) > 0)
        chosen = answers.map(
            lambda a, code=row.choice: a == code or (isinstance(a, list) and code in a)
        )
        values = pd.DataFrame(
            {"y": (answered & chosen) * 1.0, "x": answered * 1.0}, index=people.index
        )
        assert (row.n, row.k) == (answered.sum(), (answered & chosen).sum()), row
        estimate = (weight * values["y"]).sum() / (weight * values["x"]).sum()
        assert row.estimate == pytest.approx(estimate, **CLOSE), row
        error = standard_error(values, weight, people, places)
        assert row.se == pytest.approx(error, rel=1e-10, abs=1e-12), row
        assert instrument.question(row.question).choice(row.choice) is not None
    assert rows.count() > 200
