"""The parameters of the publication rule; a deployment may set them."""

from dataclasses import dataclass
from typing import Any

from analysis.schema import FrameProblem

# (at least so many people, width of a band in points of a hundred), largest first.
WIDTHS = ((700, 1), (350, 2), (150, 5), (70, 10), (35, 20), (10, 50))


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of docs/publication.md, by the number of the rule that uses them.

    fewest_people, fewest_places, fewest_interviewers: rule 2, and rules 3, 4 and 12;
    widths: rule 5; rounding: rules 6 and 11; fewest_for_mean, beyond_quantile: rule 13;
    replaced_after: rule 15, respondents who are new or gone.
    """

    fewest_people: int = 10
    fewest_places: int = 3
    fewest_interviewers: int = 2
    widths: tuple[tuple[int, int], ...] = WIDTHS
    rounding: int = 5
    fewest_for_mean: int = 20
    beyond_quantile: int = 10
    replaced_after: int = 20

    def __post_init__(self) -> None:
        sizes = [people for people, _width in self.widths]
        if sizes != sorted(sizes, reverse=True) or sizes[-1] > self.fewest_people:
            raise FrameProblem(
                "The widths of bands are not sorted from many people to few, or start"
                f" above {self.fewest_people} people. Correct the publication settings."
            )
        odd = [width for _people, width in self.widths if width < 1 or 100 % width]
        if odd:
            raise FrameProblem(
                f"A band of {odd[0]} points does not divide a hundred. Correct the"
                " publication settings."
            )

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Parameters":
        """From a settings dictionary; lists of a JSON file become tuples."""
        chosen = dict(settings)
        if "widths" in chosen:
            chosen["widths"] = tuple((int(n), int(w)) for n, w in chosen["widths"])
        return cls(**chosen)
