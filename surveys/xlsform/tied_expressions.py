"""Expressions tied to their place in the form: what only the whole sheet can say.

1. ${name} of a question in a repeat that is not around the row means any of its
   instances: ["each", name].
2. position(..) counts the repeat that it stands in: ["position", its depth].
3. random() and uuid() are drawn for one place: ["random", place].
4. format-date() takes the names of months and days from the default language.
"""

from dataclasses import dataclass, field

from surveys.engine.dates import NAMES
from surveys.engine.evaluate import DATE_PATTERNS, DRAWS
from surveys.xlsform.question_types import kind_of

OTHER_TEXT = "_other"  # the question that or_other adds stands beside its own


@dataclass(frozen=True, slots=True)
class Place:
    """groups: how deep each group around a row is among repeats, 0 for a plain one.

    repeats: names of the repeats around it, outermost first.
    """

    groups: tuple[int, ...] = ()
    repeats: tuple[str, ...] = ()


@dataclass(slots=True)
class FormPlaces:
    """Where every row stands, and the repeats around each question."""

    rows: dict[int, Place] = field(default_factory=dict)
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict)


def form_places(rows):
    """The places of a survey sheet's rows, by their numbers."""
    places, groups = FormPlaces(), []
    for row in rows:
        kind, name = kind_of(row)[0], row.get("name")
        if kind in ("end_group", "end_repeat") and groups:
            groups.pop()
        repeats = tuple(repeat for repeat in groups if repeat)
        depths = (len([r for r in groups[: n + 1] if r]) for n in range(len(groups)))
        places.rows[row.number] = Place(
            tuple(
                depth if repeat else 0
                for depth, repeat in zip(depths, groups, strict=True)
            ),
            repeats,
        )
        if kind in ("begin_group", "begin_repeat"):
            groups.append(name if kind == "begin_repeat" else "")
        else:
            places.questions[name] = repeats
            places.questions.setdefault(name + OTHER_TEXT, repeats)
    return places


@dataclass(slots=True)
class Tie:
    """Ties the expressions of one row. draws: how many its expression has so far."""

    name: str
    place: Place
    questions: dict[str, tuple[str, ...]]
    language: str
    draws: int = 0

    def tied(self, tree):
        """The tree as the engines evaluate it at this row."""
        match tree:
            case ["ref", name]:
                return tree if self._is_around(name) else ["each", name]
            case ["call", "position", [["up", up]]]:
                depths = self.place.groups
                return [
                    "position",
                    float(depths[-int(up)]) if up <= len(depths) else 0.0,
                ]
            case ["call", name, []] if name in DRAWS:
                return [name, self._draw()]
            case ["call", "indexed-repeat", [question, *numbers]]:
                numbers = [self.tied(part) for part in numbers]
                return ["call", "indexed-repeat", [question, *numbers]]
            case ["call", name, arguments]:
                parts = [self.tied(part) for part in arguments]
                return ["call", name, parts + self._names(name, parts)]
        return [self.tied(part) if isinstance(part, list) else part for part in tree]

    def _depth(self, up):
        """How deep the repeat is that the `up`-th group around the row is, or 0."""
        groups = self.place.groups
        return float(groups[-up]) if up <= len(groups) else 0.0

    def _is_around(self, name):
        """Whether each repeat around a question is around this row too."""
        theirs = self.questions.get(name, ())
        return self.place.repeats[: len(theirs)] == theirs

    def _draw(self):
        self.draws += 1
        return self.name if self.draws == 1 else f"{self.name}~{self.draws}"

    def _names(self, function, arguments):
        """The language of the names that are asked for, where it is not English."""
        language = self.language.partition("-")[0]
        if function not in DATE_PATTERNS or language not in NAMES or language == "en":
            return []
        pattern = arguments[1]
        named = pattern[0] != "str" or "%a" in pattern[1] or "%b" in pattern[1]
        return [["str", language]] if named else []
