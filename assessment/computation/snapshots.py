"""Frames as a file: what figures were made from, to make them again.

One .npz file, read without pickle: every text as a number and a table of codes.
People's own words are in no frame and so in no snapshot.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.comparison.change_between_rounds import QuestionVersion
from analysis.estimation.cells import factor
from analysis.publication.parameters import Parameters
from analysis.schema import IndicatorDefinition, Settings
from assessment.computation.figure_inputs import Input
from assessment.frames.closed_questions import ClosedQuestion
from assessment.frames.frames import Frame

BLOCK = 131_072  # rows
SALT = 32  # bytes: the hash outlives the answers, and must not let anyone guess them
TABLES = ("rows", "units", "strata", "answers", "files", "plan", "choices")
Arrays = dict[str, npt.NDArray[Any]]


def pack(inputs: Sequence[Input]) -> bytes:
    """Everything that the figures of these frames are made from, as one file."""
    arrays: Arrays = {"salt": np.frombuffer(secrets.token_bytes(SALT), dtype=np.uint8)}
    meta = [
        _packed(f"{number}", inputs[number], arrays) for number in range(len(inputs))
    ]
    arrays["meta"] = np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _packed(name: str, data: Input, arrays: Arrays) -> dict[str, Any]:
    tables = {
        table: _columns(f"{name}.{table}", getattr(data.frame, table), arrays)
        for table in TABLES
    }
    return {**_described(data), "tables": tables}


def _described(data: Input) -> dict[str, Any]:
    """What is not rows, as JSON."""
    return {
        "source": str(data.frame.source),
        "design_class": str(data.frame.design_class),
        "groups": list(data.frame.groups),
        "indicators": [asdict(indicator) for indicator in data.indicators],
        "settings": asdict(data.settings),
        "parameters": asdict(data.parameters),
        "closed": [asdict(question) for question in data.closed],
        "versions": data.versions,
        "asked": {
            name: [question.wording, list(question.codes)]
            for name, question in data.questions.items()
        },
    }


def _columns(name: str, table: pd.DataFrame, arrays: Arrays) -> dict[str, Any]:
    for number, column in enumerate(table):
        values = _numbers(table[column])
        if values is None:
            codes, position = factor(table[column])
            arrays[f"{name}.{number}.codes"] = np.array(codes, dtype=np.str_)
            values = position.astype(np.min_scalar_type(-max(len(codes), 1)))
        for block in range(_blocks(len(table))):
            rows = slice(block * BLOCK, (block + 1) * BLOCK)
            arrays[f"{name}.{number}.{block}"] = values[rows]
    return {"columns": list(table), "size": len(table)}


def _numbers(column: pd.Series[Any]) -> npt.NDArray[Any] | None:
    """The numbers of a column, or None for one of texts. Nothing at all is NaN."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy()
    texts = isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype)
    if texts or any(isinstance(value, str) for value in column.dropna()):
        return None
    return pd.to_numeric(column).to_numpy(dtype=float)


def _blocks(size: int) -> int:
    return max(-(-size // BLOCK), 1)


# -- reading -----------------------------------------------------------------------


def unpack(content: bytes) -> list[Input]:
    """The frames of a snapshot; texts of rows are categories, which count the same."""
    return [
        _input(content, number, described)
        for number, described in enumerate(_meta(content))
    ]


def _from_tables(described: dict[str, Any], tables: Sequence[pd.DataFrame]) -> Input:
    """The opposite of `_described`. tables: the first of TABLES, in their order."""
    empty = (pd.DataFrame() for _name in TABLES[len(tables) :])
    rows, units, strata, answers, files, plan, choices = (*tables, *empty)
    frame = Frame(
        described["source"],
        described["design_class"],
        tuple(described["groups"]),
        rows,
        units,
        strata,
        answers=answers,
        files=files,
        plan=plan,
        choices=choices,
    )
    return Input(
        frame,
        tuple(
            IndicatorDefinition(**_still_there(IndicatorDefinition, values))
            for values in described["indicators"]
        ),
        Settings(**_still_there(Settings, described["settings"])),
        Parameters.of(described.get("parameters", {})),
        {
            name: QuestionVersion(name, wording, tuple(codes))
            for name, (wording, codes) in described.get("asked", {}).items()
        },
        closed=tuple(
            ClosedQuestion(**{**values, "codes": tuple(values["codes"])})
            for values in described.get("closed", ())
        ),
        versions=described.get("versions", ""),
    )


def _still_there(cls: type, values: dict[str, Any]) -> dict[str, Any]:
    """What the class still has: a snapshot of older code has names that are gone."""
    names = {field.name for field in fields(cls)}
    return {name: value for name, value in values.items() if name in names}


def _input(content: bytes, number: int, described: dict[str, Any]) -> Input:
    with _opened(content) as arrays:
        tables = [
            _table(arrays, f"{number}.{name}", described["tables"][name])
            for name in TABLES
            if name in described["tables"]  # a snapshot from before there was the table
        ]
    return _from_tables(
        described, [tables[0], *(table.astype(_plain(table)) for table in tables[1:])]
    )


def _plain(table: pd.DataFrame) -> dict[str, str]:
    coded = table.select_dtypes("category").columns
    return dict.fromkeys(coded, "str")


def _table(arrays: Any, name: str, described: dict[str, Any]) -> pd.DataFrame:
    blocks = range(_blocks(described["size"]))

    def column(number: int) -> Any:
        values = np.concatenate(
            [arrays[f"{name}.{number}.{block}"] for block in blocks]
        )
        if f"{name}.{number}.codes" not in arrays:
            return values
        codes = arrays[f"{name}.{number}.codes"].tolist()
        return pd.Categorical.from_codes(values, codes)

    return pd.DataFrame(
        {title: column(number) for number, title in enumerate(described["columns"])}
    )


def _meta(content: bytes) -> list[dict[str, Any]]:
    with _opened(content) as arrays:
        meta: list[dict[str, Any]] = json.loads(arrays["meta"].tobytes())
        return meta


def _opened(content: bytes) -> Any:
    return np.load(io.BytesIO(content), allow_pickle=False)
