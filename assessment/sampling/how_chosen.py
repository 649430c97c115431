"""How the places of a round and the people at them were chosen, as a release tells it.

Stored with the figures, so that a release goes on saying what it rests on. Only numbers
of places: they are not rounded (rule 11 of docs/publication.md).
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessment.presentation import number_texts
from surveys.models import Assignment, Instrument, PrimaryUnit, Round, Stratum
from surveys.models.fieldwork import Selection


def stored(round: Round) -> dict[str, Any]:
    """The draw of a round as JSON.

    strata: name, places on the list, chosen, and of those how many let nobody in. A
    place that was taken for another counts like the one that it stands for.
    """
    first = Q(primary_units__stands_for__isnull=True)
    closed = Q(primary_units__replaced_by__isnull=True) & ~Q(
        primary_units__refused_because=""
    )
    strata = Stratum.objects.filter(round=round).annotate(
        drawn=Count("primary_units", filter=first, distinct=True),
        closed=Count("primary_units", filter=closed, distinct=True),
    )
    used = set(
        Assignment.objects.filter(
            primary_unit__round=round, instrument__source=Instrument.Source.MIGRANT
        ).values_list("selection", flat=True)
    )
    return {
        "strata": [
            {
                "name": stratum.name,
                "listed": stratum.frame_count,
                "drawn": stratum.drawn,
                "closed": stratum.closed,
            }
            for stratum in strata
        ],
        "chances": _chances(round),
        "selections": [code for code in Selection.values if code in used],
    }


def _chances(round: Round) -> str:
    """ "alike" within each stratum, "by_size", or "" where no draw was entered."""
    by_stratum: dict[int, set[float]] = {}
    units = PrimaryUnit.objects.filter(round=round, chance__isnull=False)
    for stratum, chance in units.values_list("stratum", "chance"):
        by_stratum.setdefault(stratum, set()).add(chance)
    if not by_stratum:
        return ""
    return "by_size" if any(len(c) > 1 for c in by_stratum.values()) else "alike"


def head() -> tuple[str, ...]:
    """Of the table of rows()."""
    return (_("Places"), _("On the list"), _("Places chosen"), _("Let nobody in"))


def rows(chosen: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """One row a stratum; chosen: what stored() gave, {} of figures computed before."""
    return [
        (
            stratum["name"],
            *(
                number_texts.whole_number(stratum[name])
                for name in ("listed", "drawn", "closed")
            ),
        )
        for stratum in chosen.get("strata", ())
    ]


def sentences(chosen: Mapping[str, Any]) -> list[str]:
    """How places were drawn, and how people were chosen at them."""
    if not chosen.get("strata"):
        return []
    if all(stratum["drawn"] == stratum["listed"] for stratum in chosen["strata"]):
        told = [_("Every place on the list was chosen.")]
    elif chosen["chances"] == "by_size":
        told = [
            _(
                "The places of each row were drawn by chance from the list. The more"
                " people a place held, the greater its chance was; the weights make up"
                " for that."
            )
        ]
    elif chosen["chances"]:
        told = [_("In each row every place had the same chance to be drawn.")]
    else:
        told = [
            _(
                "The draw was not entered in this tool. In each row every place counts"
                " as drawn with the same chance."
            )
        ]
    words = [str(Selection(code).label) for code in chosen["selections"]]
    if words:
        ways = "; ".join(word[0].lower() + word[1:] for word in words)
        told.append(_("At a place people were chosen so: %(ways)s.") % {"ways": ways})
    return told
