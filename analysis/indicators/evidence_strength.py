"""How firmly something is known, from whom and how, and never from which person.

A source is a kind and, for informants, the code of their group: there is no room for a
name, so whatever is said here of a case cannot identify anyone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from analysis.schema import FindingCode, FrameProblem


class Means(StrEnum):
    """How something came to be known."""

    DOCUMENT = "document"  # a file, register or law that was seen
    OBSERVED = "observed"  # by the team
    INFORMANT = "informant"  # by somebody it happened to, or who was there
    HEARSAY = "hearsay"


class Strength(StrEnum):
    """How firmly a finding stands, the strongest first."""

    DOCUMENT = "A"
    OBSERVED = "B"
    TWO_GROUPS = "C"
    ONE_GROUP = "D"
    HEARSAY = "E"


class Status(StrEnum):
    VERIFIED = "verified"
    REPORTED = "reported"
    HEARSAY = "hearsay"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A kind of source; group: code of the informant group, for informants alone."""

    means: Means
    group: str = ""

    def __post_init__(self) -> None:
        if (self.means is Means.INFORMANT) != bool(self.group):
            raise FrameProblem(
                f'A source of the kind "{self.means}" has the group "{self.group}".'
                " Informants have one, and nobody else: it is what makes two of them"
                " independent."
            )


def strength(sources: Collection[Source]) -> Strength:
    """The letter of what all these sources say alike.

        A document or register seen; B observed; C two independent informant groups
        agree; D one group only; E hearsay

    sources: those that say the same; another opinion is no support. Several people of
    one group are one group. No source at all raises FrameProblem.
    Source: evidence strength of the gap report, part D.2.
    """
    if not sources:
        raise FrameProblem(
            "Nothing that was seen or said supports the finding. Report it as not"
            " assessed."
        )
    means = {source.means for source in sources}
    groups = {source.group for source in sources if source.means is Means.INFORMANT}
    if Means.DOCUMENT in means:
        return Strength.DOCUMENT
    if Means.OBSERVED in means:
        return Strength.OBSERVED
    if len(groups) > 1:
        return Strength.TWO_GROUPS
    return Strength.ONE_GROUP if groups else Strength.HEARSAY


def supporting(
    finding: FindingCode, findings: Collection[tuple[Source, FindingCode]]
) -> tuple[Source, ...]:
    """The sources whose own finding is this one, for `strength`."""
    return tuple(sorted(source for source, own in findings if own == finding))


@dataclass(frozen=True, slots=True)
class Case:
    """One case of what must never happen, with every source that tells of it."""

    sources: tuple[Source, ...]

    @property
    def status(self) -> Status:
        """Verified from C on: seen in a document, observed, or told by two groups.

        An answer in one interview is D, one group only: reported, until a document, an
        observation or another group bears it out.
        """
        match strength(self.sources):
            case Strength.ONE_GROUP:
                return Status.REPORTED
            case Strength.HEARSAY:
                return Status.HEARSAY
            case _:
                return Status.VERIFIED
