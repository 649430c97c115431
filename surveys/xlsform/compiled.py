"""What compiling a form gives: an instrument, or all that is wrong with it."""

from dataclasses import dataclass, field

from surveys.engine.instrument import Instrument
from surveys.engine.translatable import Sentence
from surveys.xlsform.problem import SheetProblem


@dataclass(slots=True)
class Compiled:
    """instrument is None when there are problems; warnings never stop a load.

    written: {question: {column: expression as its author wrote it}}, for people.
    """

    instrument: Instrument | None
    problems: list[SheetProblem] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)
    written: dict[str, dict[str, str]] = field(default_factory=dict)
