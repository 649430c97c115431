"""Parquet and Dask: the same functions, the same figures. In CI they must be there."""

import importlib.util
import os
import sys

import pytest

from analysis.partitions import one_by_one
from analysis.pipeline import figures_of_parts, frame_figures
from assessment import large
from assessment.computation import snapshots
from tests.analysis.test_partitions import (
    GROUPS,
    INDICATORS,
    assert_alike,
    chunks_of,
    round_of,
)
from tests.analysis.test_sql import assert_the_sums_of_one_pass, weighted
from tests.assessment.computation.test_snapshots import given

OPTIONS = {"design_class": "probability", "source": "m"}


def needs(*libraries):
    """Skipped on a machine without them; in CI the test runs, and fails there."""
    absent = [one for one in libraries if importlib.util.find_spec(one) is None]
    return pytest.mark.skipif(
        bool(absent) and not os.environ.get("CI"),
        reason=f"{', '.join(absent)}: not on this machine (pip install '.[large]')",
    )


@pytest.fixture
def parquet(tmp_path, monkeypatch):
    """(path, rows, units, strata): a round as a Parquet file of five groups of rows."""
    monkeypatch.setattr(snapshots, "BLOCK", 25)
    rows, units, strata = round_of()
    path = tmp_path / "round.parquet"
    large.write(given(rows, units, strata), path)
    return path, rows, units, strata


@needs("pyarrow")
def test_a_frame_is_read_from_parquet_by_the_same_function(parquet):
    path, rows, units, strata = parquet
    (back,) = snapshots.unpack(path)
    args = (units, strata, INDICATORS, GROUPS)
    ours, theirs = (
        frame_figures(frame, *args, **OPTIONS) for frame in (rows, back.frame.rows)
    )
    assert ours.figures == theirs.figures
    assert ours.published == theirs.published
    assert back.indicators == INDICATORS
    assert back.frame.units.to_dict() == units.to_dict()
    assert back.frame.strata.to_dict() == strata.to_dict()


@needs("pyarrow")
def test_a_parquet_file_is_reduced_a_group_of_rows_at_a_time(parquet):
    path, rows, units, strata = parquet
    loads = snapshots.chunks(path)
    assert [len(load()) for load in loads] == [25, 25, 25, 25, 8]
    assert [*loads[4]().index] == [*range(100, 108)]
    empty = snapshots.plan(path)
    assert len(empty.frame.rows) == 0
    made = figures_of_parts(
        one_by_one(loads),
        empty.frame.units,
        empty.frame.strata,
        empty.indicators,
        empty.frame.groups,
        **OPTIONS,
    )
    whole = frame_figures(rows, units, strata, INDICATORS, GROUPS, **OPTIONS)
    assert_alike(made, whole.figures)


@needs("dask")
@pytest.mark.parametrize("parts", [1, 2, 7])
def test_dask_adds_up_partitions_to_the_figures_of_one_pass(parts):
    rows, units, strata = round_of()
    chunks = chunks_of(rows, 3, parts, empty=True)
    loads = [lambda one=one: one for one in chunks]
    args = (units, strata, INDICATORS, GROUPS)
    made = figures_of_parts(large.on_dask(loads), *args, **OPTIONS)
    assert made == figures_of_parts(one_by_one(loads), *args, **OPTIONS)
    assert_alike(made, frame_figures(rows, *args, **OPTIONS).figures)


@needs("dask", "pyarrow")
def test_partitions_of_a_dask_frame_give_the_same_figures(parquet):
    import dask.dataframe

    path, rows, units, strata = parquet
    frame = dask.dataframe.from_pandas(snapshots.unpack(path)[0].frame.rows, 6)
    args = (units, strata, INDICATORS, GROUPS)
    made = figures_of_parts(large.on_dask(frame.to_delayed()), *args, **OPTIONS)
    assert_alike(made, frame_figures(rows, *args, **OPTIONS).figures)


@needs("duckdb", "pyarrow")
def test_duckdb_sums_a_parquet_file_as_the_one_pass_does(tmp_path):
    import duckdb

    rows, places = weighted()
    _rows, units, strata = round_of()
    path = tmp_path / "round.parquet"
    large.write(given(rows, units, strata), path)
    with duckdb.connect() as base:
        base.execute(f"CREATE VIEW interviews AS FROM read_parquet('{path}')")
        assert_the_sums_of_one_pass(
            lambda text: base.execute(text).fetchall(), rows, places
        )


@pytest.mark.parametrize(
    ("library", "use"),
    [
        ("pyarrow.parquet", snapshots.unpack),
        ("dask", lambda path: large.on_dask([path])),
    ],
)
def test_without_the_extra_a_sentence_says_how_to_get_it(
    library, use, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, library, None)
    name = library.split(".")[0]
    says = rf"needs {name}, which is not installed.*pip install '\.\[large\]'"
    with pytest.raises(large.NotInstalled, match=says):
        use(tmp_path / "round.parquet")
