"""Response and refusal rates of visits, by the definitions of AAPOR, as sentences.

The arithmetic is that of analysis.sampling, imported when a page is opened: the web
process starts without the statistics libraries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from surveys.models import Visit

if TYPE_CHECKING:
    from analysis.sampling.outcome_rates import Contacts


@dataclass(frozen=True, slots=True)
class RateLine:
    """Contacts of some visits and their rates; response and refusals are sentences,
    "" where nobody eligible was approached."""

    name: str
    visits: int
    contacts: Contacts
    approached: int
    response: str
    refusals: str


def rate_line(name: str, visits: Iterable[Visit]) -> RateLine:
    """The rates of all contacts of the visits together."""
    from analysis.sampling.outcome_rates import Contacts, outcome_rates

    visits = list(visits)
    contacts = Contacts()
    for visit in visits:
        contacts += Contacts(
            agreed=visit.agreed,
            refused=visit.refused,
            absent=visit.absent,
            not_eligible=visit.not_eligible,
            language_missing=visit.no_language,
        )
    rates = outcome_rates(contacts)
    return RateLine(
        name=name,
        visits=len(visits),
        contacts=contacts,
        approached=contacts.eligible + contacts.not_eligible,
        response=_share(contacts.agreed, contacts.eligible, rates.rr2),
        refusals=_share(contacts.refused, contacts.eligible, rates.ref1),
    )


def _share(part: int, total: int, rate: float | None) -> str:
    if rate is None:
        return ""
    values = {"part": part, "total": total, "percent": round(100 * rate)}
    return _("%(part)d of %(total)d: %(percent)d in 100") % values


def base_sentence(present: int | None, interviews: int) -> str:
    """What the people of a place are when more were interviewed than were counted."""
    if present is None or interviews <= present:
        return ""
    return _(
        "%(interviews)d interviews with people held, but %(present)d people were"
        " counted. People come and go, so this is normal: those interviewed are then"
        " the people of the place. Figures go on, with a note."
    ) % {"interviews": interviews, "present": present}
