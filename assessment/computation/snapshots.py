"""Frames as columns that can be kept: what figures were made from, to make them again.

One .npz file, read without pickle: every text as a number and a table of codes, blocks
of rows as arrays of their own, so that a reader needs no more than a block in memory.
People's own words are in no frame and so in no snapshot. A file ending in .parquet is
read by the same functions where the extra `large` is installed.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.comparison.change_between_rounds import QuestionVersion
from analysis.estimation.cells import factor
from analysis.publication.parameters import Parameters
from analysis.schema import Indicator, Settings
from assessment.computation.figure_inputs import Input
from assessment.frames.frames import Frame

BLOCK = 131_072  # rows
SALT = 32  # bytes: the hash outlives the answers, and must not let anyone guess them
TABLES = ("rows", "units", "strata", "answers", "files", "plan")
Arrays = dict[str, npt.NDArray[Any]]
Source = bytes | Path
Load = Callable[[], pd.DataFrame]


def pack(inputs: Sequence[Input]) -> bytes:
    """Everything that the figures of these frames are made from, as one file."""
    arrays: Arrays = {"salt": np.frombuffer(secrets.token_bytes(SALT), dtype=np.uint8)}
    meta = [_packed(f"{at}", one, arrays) for at, one in enumerate(inputs)]
    arrays["meta"] = np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _packed(name: str, given: Input, arrays: Arrays) -> dict[str, Any]:
    tables = {
        table: _columns(f"{name}.{table}", getattr(given.frame, table), arrays)
        for table in TABLES
    }
    return {**described(given), "tables": tables}


def described(given: Input) -> dict[str, Any]:
    """What is not rows, as JSON."""
    return {
        "source": str(given.frame.source),
        "design_class": str(given.frame.design_class),
        "groups": list(given.frame.groups),
        "indicators": [asdict(one) for one in given.indicators],
        "settings": asdict(given.settings),
        "parameters": asdict(given.parameters),
        "asked": {
            name: [one.wording, list(one.codes)] for name, one in given.asked.items()
        },
    }


def _columns(name: str, table: pd.DataFrame, arrays: Arrays) -> dict[str, Any]:
    for at, column in enumerate(table):
        values = _numbers(table[column])
        if values is None:
            codes, position = factor(table[column])
            arrays[f"{name}.{at}.codes"] = np.array(codes, dtype=np.str_)
            values = position.astype(np.min_scalar_type(-max(len(codes), 1)))
        for block in range(_blocks(len(table))):
            rows = slice(block * BLOCK, (block + 1) * BLOCK)
            arrays[f"{name}.{at}.{block}"] = values[rows]
    return {"columns": list(table), "size": len(table)}


def _numbers(column: pd.Series[Any]) -> npt.NDArray[Any] | None:
    """The numbers of a column, or None for one of texts. Nothing at all is NaN."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy()
    texts = isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype)
    if texts or any(isinstance(one, str) for one in column.dropna()):
        return None
    return pd.to_numeric(column).to_numpy(dtype=float)


def _blocks(size: int) -> int:
    return max(-(-size // BLOCK), 1)


# -- reading -----------------------------------------------------------------------


def unpack(source: Source) -> list[Input]:
    """The frames of a snapshot; texts of rows are categories, which count the same."""
    if _is_parquet(source):
        from assessment import large

        return [large.read(source)]
    return [_input(source, at, one) for at, one in enumerate(_meta(source))]


def given(one: dict[str, Any], tables: Sequence[pd.DataFrame]) -> Input:
    """The opposite of `described`. tables: the first of TABLES, in their order."""
    empty = (pd.DataFrame() for _name in TABLES[len(tables) :])
    rows, units, strata, answers, files, plan = (*tables, *empty)
    frame = Frame(
        one["source"],
        one["design_class"],
        tuple(one["groups"]),
        rows,
        units,
        strata,
        answers=answers,
        files=files,
        plan=plan,
    )
    return Input(
        frame,
        tuple(Indicator(**_known(Indicator, asked)) for asked in one["indicators"]),
        Settings(**_known(Settings, one["settings"])),
        Parameters.of(one.get("parameters", {})),
        {
            name: QuestionVersion(name, wording, tuple(codes))
            for name, (wording, codes) in one.get("asked", {}).items()
        },
    )


def _known(cls: type, values: dict[str, Any]) -> dict[str, Any]:
    """What the class still has: a snapshot of older code holds names that are gone."""
    names = {field.name for field in fields(cls)}
    return {name: value for name, value in values.items() if name in names}


def chunks(source: Source, at: int = 0) -> list[Load]:
    """What reads the rows of a frame in blocks, one call a block."""
    if _is_parquet(source):
        from assessment import large

        return large.chunks(source)
    size = _meta(source)[at]["tables"]["rows"]["size"]
    return [partial(_block, source, at, block) for block in range(_blocks(size))]


def plan(source: Source, at: int = 0) -> Input:
    """A frame with everything but its rows, which `chunks` reads."""
    if _is_parquet(source):
        from assessment import large

        return large.read(source, rows=False)
    return _input(source, at, _meta(source)[at], rows=False)


def _input(source: Source, at: int, one: dict[str, Any], *, rows: bool = True) -> Input:
    with _opened(source) as arrays:
        tables = [
            _table(arrays, f"{at}.{name}", one["tables"][name], _all(one, name, rows))
            for name in TABLES
            if name in one["tables"]  # a snapshot from before there was the table
        ]
    return given(
        one, [tables[0], *(table.astype(_plain(table)) for table in tables[1:])]
    )


def _all(one: dict[str, Any], name: str, rows: bool) -> range:
    wanted = rows or name != "rows"
    return range(_blocks(one["tables"][name]["size"]) if wanted else 0)


def _plain(table: pd.DataFrame) -> dict[str, str]:
    coded = table.select_dtypes("category").columns
    return dict.fromkeys(coded, "str")


def _block(source: Source, at: int, block: int) -> pd.DataFrame:
    table = _meta(source)[at]["tables"]["rows"]
    with _opened(source) as arrays:
        found = _table(arrays, f"{at}.rows", table, range(block, block + 1))
    return found.set_index(found.index + block * BLOCK)


def _table(
    arrays: Any, name: str, table: dict[str, Any], blocks: range
) -> pd.DataFrame:
    def column(at: int) -> Any:
        found = [arrays[f"{name}.{at}.{block}"] for block in blocks]
        values = np.concatenate(found) if found else np.array([], dtype=np.int8)
        if f"{name}.{at}.codes" not in arrays:
            return values
        return pd.Categorical.from_codes(values, arrays[f"{name}.{at}.codes"].tolist())

    return pd.DataFrame({said: column(at) for at, said in enumerate(table["columns"])})


def _meta(source: Source) -> list[dict[str, Any]]:
    with _opened(source) as arrays:
        found: list[dict[str, Any]] = json.loads(arrays["meta"].tobytes())
        return found


def _opened(source: Source) -> Any:
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    return np.load(file, allow_pickle=False)


def _is_parquet(source: Source) -> TypeGuard[Path]:
    return isinstance(source, Path) and source.suffix == ".parquet"
