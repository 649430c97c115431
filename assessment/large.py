"""Rounds beyond one machine's memory: Parquet and Dask, with the extra `large`.

A Parquet file is not sealed: it is for figures of a place that keeps its answers on
disks of its own, and is never written by the product itself.
"""

from __future__ import annotations

import importlib
import json
import operator
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis.estimation.cells import factor
from analysis.partitions import Adds, Run
from assessment.computation import snapshots
from assessment.computation.figure_inputs import Input

META = b"assessment"  # key of a Parquet file's own words
T = TypeVar("T", bound=Adds)


class NotInstalled(Exception):
    """A library of the extra is not there; the message says how to get it."""


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.split(".")[0]
        raise NotInstalled(
            f"This needs {package}, which is not installed. Install the extra for large"
            " rounds: pip install '.[large]'."
        ) from None


def write(given: Input, path: Path) -> None:
    """A frame as one Parquet file: rows in groups, the plan and the questions beside.

    Texts are coded, so that a group of rows that is read takes little memory.
    """
    arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
    frame = given.frame
    beside = {
        **snapshots.described(given),
        "units": frame.units.to_json(orient="split", double_precision=15),
        "strata": frame.strata.to_json(orient="split", double_precision=15),
    }
    table = arrow.Table.from_pandas(_coded(frame.rows), preserve_index=False)
    own = table.schema.metadata | {META: json.dumps(beside).encode()}
    parquet.write_table(
        table.replace_schema_metadata(own), path, row_group_size=snapshots.BLOCK
    )


def _coded(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: _categories(rows[name]) for name in rows})


def _categories(column: pd.Series[Any]) -> Any:
    if pd.api.types.is_numeric_dtype(column):
        return column
    codes, position = factor(column)
    return pd.Categorical.from_codes(position, pd.Index(codes, dtype=object))


def read(path: Path, *, rows: bool = True) -> Input:
    """The frame of a Parquet file that `write` made, with or without its rows."""
    file = _library("pyarrow.parquet").ParquetFile(path)
    beside = json.loads(file.schema_arrow.metadata[META])
    groups = range(file.num_row_groups if rows else 0)
    return snapshots.given(
        beside,
        (
            file.read_row_groups(list(groups)).to_pandas(),
            *(_table(beside[name]) for name in ("units", "strata")),
        ),
    )


def _table(text: str) -> pd.DataFrame:
    return pd.DataFrame(**json.loads(text))


def chunks(path: Path) -> list[snapshots.Load]:
    """What reads the groups of rows of a Parquet file, one call a group."""
    count = _library("pyarrow.parquet").ParquetFile(path).num_row_groups
    return [partial(_group, path, at) for at in range(count)]


def _group(path: Path, at: int) -> pd.DataFrame:
    file = _library("pyarrow.parquet").ParquetFile(path)
    found: pd.DataFrame = file.read_row_group(at).to_pandas()
    return found.set_index(found.index + at * snapshots.BLOCK)


def on_dask(parts: Sequence[Any]) -> Run:
    """Runs over partitions that Dask holds or loads, wherever its workers are.

    parts: `chunks(…)`, or `to_delayed()` of a dask.dataframe. The same functions as on
    one machine; sums go up a tree, so that no worker holds more than two of them.
    """
    dask = _library("dask")

    def run(function: Callable[[pd.DataFrame], T], /) -> T:
        held = [
            part if dask.is_dask_collection(part) else dask.delayed(part)()
            for part in parts
        ]
        level = [dask.delayed(function)(part) for part in held]
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            added = [dask.delayed(operator.add)(*pair) for pair in pairs]
            level = added + level[len(added) * 2 :]
        (found,) = dask.compute(*level)
        return found  # type: ignore[no-any-return]  # dask has no types

    return run
