"""Response, refusal, contact and cooperation rates, by the definitions of AAPOR."""

from dataclasses import dataclass

from analysis.schema import FrameProblem


@dataclass(frozen=True, slots=True)
class Contacts:
    """How contacts ended, in people (or in places, for access). Sums add up.

    In the letters of AAPOR: agreed I + P (complete and partial interviews), refused R,
    absent NC, language_missing O (eligible, met, no interview for lack of a language).
    not_eligible is in no rate. UH + UO = 0: whoever could not be met is counted as
    absent; were their eligibility not known, these four rates would be the same.
    Counts below 0 raise FrameProblem.
    """

    agreed: int = 0
    refused: int = 0
    absent: int = 0
    not_eligible: int = 0
    language_missing: int = 0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 0:
                raise FrameProblem(
                    f"{getattr(self, name)} contacts are counted as {name}. Enter a"
                    " number from 0."
                )

    def __add__(self, other: "Contacts") -> "Contacts":
        return Contacts(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    @property
    def met(self) -> int:
        """I + P + R + O: eligible people who were spoken to."""
        return self.agreed + self.refused + self.language_missing

    @property
    def eligible(self) -> int:
        """I + P + R + NC + O."""
        return self.met + self.absent


@dataclass(frozen=True, slots=True)
class OutcomeRates:
    """Shares from 0 to 1 by their names at AAPOR; None where nobody is counted."""

    rr2: float | None
    ref1: float | None
    con1: float | None
    coop2: float | None


def outcome_rates(contacts: Contacts) -> OutcomeRates:
    """The four rates of contacts that were made.

        RR2   = (I + P) / (I + P + R + NC + O + UH + UO)    response
        REF1  =    R    / (I + P + R + NC + O + UH + UO)    refusal
        CON1  = (I + P + R + O) / (I + P + R + NC + O + UH + UO)    contact
        COOP2 = (I + P) / (I + P + R + O)                   cooperation

    contacts: counts of people. RR2 = CON1 · COOP2.
    Source: AAPOR (2023), Standard Definitions, 10th edition.
    """
    met, eligible = contacts.met, contacts.eligible
    return OutcomeRates(
        rr2=_share(contacts.agreed, eligible),
        ref1=_share(contacts.refused, eligible),
        con1=_share(met, eligible),
        coop2=_share(contacts.agreed, met),
    )


def _share(part: int, total: int) -> float | None:
    return part / total if total else None
