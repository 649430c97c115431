"""Where a row of the survey sheet stands, and where a path leads from there."""

from dataclasses import dataclass

from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import CLOSES, OPENS


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of the survey sheet, and the groups around it: (their row, their name).

    repeats: the rows of those groups that are repeats.
    """

    index: int
    kind: str
    cells: dict[str, str]
    groups: tuple[tuple[int, str], ...]
    repeats: frozenset[int]

    @property
    def name(self):
        return self.cells.get("name", "")


def placed_rows(bench):
    groups, repeats = [], set()
    for index, cells in bench.rows("survey"):
        kind = kind_of(cells)[0]
        if kind in CLOSES and groups:
            groups.pop()
        around = frozenset(row for row, _name in groups if row in repeats)
        yield PlacedRow(index, kind, cells, tuple(groups), around)
        if kind in OPENS:
            groups.append((index, cells.get("name", "")))
        if kind == "begin_repeat":
            repeats.add(index)


def target_of(path, row):
    """(names of the groups, name) to which a path leads from a row, None above all."""
    if path.startswith("/"):
        _form, *groups, name = path.strip("/").split("/")
        return tuple(groups), name
    here = [*(name for _index, name in row.groups), row.name]
    for step in path.removeprefix("current()/").split("/"):
        if step == ".." and not here:
            return None
        if step == "..":
            here.pop()
        elif step != ".":
            here.append(step)
    return tuple(here[:-1]), here[-1]


def leaves_its_repeat(path, row, question):
    """Whether a path climbs out of a repeat and back into it, to all its instances."""
    kept = len(row.groups) + 1 - path.split("/").count("..")
    stays = {index for index, _name in row.groups[: max(kept, 0)]}
    both = row.repeats & question.repeats
    return not path.startswith("/") and bool(both - stays)
