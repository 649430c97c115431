"""The catalogue of standards: from files under version control into the database."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import models, transaction

from assessment.models import Indicator, Standard, StandardSource
from surveys.engine.evaluate import compile_expression
from surveys.engine.expressions import ExpressionProblem

FOLDER = Path(__file__).resolve().parent
OUT_OF_THE_WAY = 10_000


class CatalogueProblem(Exception):
    """A file of the catalogue cannot be used; the message says where and why."""


@dataclass
class CatalogueChanges:
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def rows(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_catalogue(folder: Path = FOLDER) -> CatalogueChanges:
    """Bring the database to the files; running it again changes nothing."""
    changes = CatalogueChanges()
    _store(Standard, _standards(folder), changes)
    _store(StandardSource, _sources(folder), changes)
    _store(Indicator, _indicators(folder), changes)
    return changes


def _standards(folder: Path) -> Iterator[dict]:
    for place, row in enumerate(rows("standards.csv", folder)):
        row["place"] = place
        row["target"] = _number(row["target"])
        row["zero_tolerance"] = row["zero_tolerance"] == "yes"
        row["core"] = row["core"] == "yes"
        yield row


def _sources(folder: Path) -> Iterator[dict]:
    for place, row in enumerate(rows("sources.csv", folder)):
        row["place"] = place
        row["standard_id"] = row.pop("standard")
        yield row


def _indicators(folder: Path) -> Iterator[dict]:
    for place, row in enumerate(rows("indicators.csv", folder)):
        row["place"] = place
        row["standard_id"] = row.pop("standard")
        row["target"] = _number(row["target"])
        row["zero_tolerance"] = row["zero_tolerance"] == "yes"
        for column in ("numerator", "denominator"):
            _check(row, column, line=place + 2)
        yield row


def _number(text: str) -> float | None:
    return float(text) if text else None


def _check(row: dict, column: str, line: int) -> None:
    try:
        compile_expression(row[column])
    except ExpressionProblem as problem:
        raise CatalogueProblem(
            f"indicators.csv, line {line}: {column} of {row['id']}: {problem}."
        ) from problem


def _key(model: type[models.Model], values: dict | models.Model) -> str:
    def get(name):
        return values[name] if isinstance(values, dict) else getattr(values, name)

    if model is StandardSource:
        return f"{get('standard_id')} {get('citation')}"
    return str(get("id"))


def _store(model, rows_of_files, changes: CatalogueChanges) -> None:
    """Rows are moved out of the way first: `place` is unique.

    Indicators that a round made for itself are in no file and stay as they are.
    """
    stored = model.objects.all()
    if model is Indicator:
        stored = stored.filter(round__isnull=True)
    present = {_key(model, row): row for row in stored}
    moved = stored.filter(place__lt=Indicator.RETIRED) if model is Indicator else stored
    moved.update(place=models.F("place") + OUT_OF_THE_WAY)
    for values in rows_of_files:
        key = _key(model, values)
        stored_row = present.pop(key, None)
        if stored_row is None:
            model.objects.create(**values)
            changes.added.append(key)
            continue
        differing = [
            name for name in values if getattr(stored_row, name) != values[name]
        ]
        for name in values:
            setattr(stored_row, name, values[name])
        stored_row.save()
        if differing:
            changes.changed.append(f"{key} ({', '.join(sorted(differing))})")
    for key, gone in present.items():
        if _remove(gone, key):
            changes.removed.append(key)


def _remove(gone: models.Model, key: str) -> bool:
    """Whether a row that is in the files no more was deleted, or retired just now."""
    try:
        gone.delete()
    except models.ProtectedError as reason:
        if isinstance(gone, Indicator):
            return _retire(gone)
        raise CatalogueProblem(
            f"{key} is no longer in the files, but stored figures use it."
            " Put its line back: what was computed must stay readable."
        ) from reason
    return True


def _retire(indicator: Indicator) -> bool:
    """Keep an indicator to be read; False where it was kept before."""
    stored = Indicator.objects.filter(pk=indicator.pk)
    retired = Indicator.objects.filter(round__isnull=True, place__gte=Indicator.RETIRED)
    if retired.filter(pk=indicator.pk).exists():
        return False
    last = retired.order_by("-place").values_list("place", flat=True).first()
    stored.update(place=Indicator.RETIRED if last is None else last + 1)
    return True
