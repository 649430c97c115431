"""R9: places. By kind and district for everybody, by name for the review body."""

from django.utils.translation import gettext as _

from assessment.findings import place_cards
from assessment.findings.place_standards import place_standards
from surveys.models import SiteKind

FIRST = "CND-02"  # too many people: the standard that the page begins with


def page(reader):
    standards = place_standards(reader.figure_set, exact=reader.exact)
    standards = [s for s in standards if not s.indicator.is_component]
    names = place_cards.district_names(reader.figure_set)
    standards.sort(key=_order)
    cards = [place_cards.place_card(reader, standard, names) for standard in standards]
    titles = [standard.indicator.standard for standard in standards]
    return {
        "lead": _lead(standards),
        "cards": list(zip(titles, cards, strict=True)),
        "kinds": _by_kind(standards),
        "table": _named_places(standards, names) if reader.exact else None,
    }


def _by_kind(standards):
    """Kinds of place: of all that was judged at each of them, how much fails.

    Kinds of which fewer than three places were judged are not counted.
    """
    counts = {}
    for standard in standards:
        for count in standard.by_kind:
            if count.failing is not None:
                row = counts.setdefault(count.code, [0, 0, 0])
                row[0] += count.failing
                row[1] += count.places
                row[2] += count.failing == count.places
    names = dict(SiteKind.choices)
    rows = [
        {
            "name": names.get(code, code),
            "failing": failing,
            "judged": judged,
            "everywhere": everywhere,
        }
        for code, (failing, judged, everywhere) in counts.items()
    ]
    return sorted(rows, key=lambda row: -row["failing"] / row["judged"])


def cards(reader, standard_code):
    """The cards of one standard by place, to find one by its number."""
    names = place_cards.district_names(reader.figure_set)
    return [
        place_cards.place_card(reader, place_standard, names)
        for place_standard in place_standards(reader.figure_set, exact=reader.exact)
        if place_standard.indicator.standard_id == standard_code
    ]


def _order(place_standard):
    standard = place_standard.indicator.standard
    return standard.pk != FIRST, standard.place


def _lead(standards):
    first = next((s for s in standards if s.indicator.standard_id == FIRST), None)
    failing = sum(bool(standard.total.failing) for standard in standards)
    text = _(
        "For %(failing)d of the %(all)d standards that hold for each place, at least"
        " one place fails."
    ) % {"failing": failing, "all": len(standards)}
    if first is None or not first.total.failing:
        return text
    worst = _("%(places)s: %(label)s.") % {
        "places": place_cards.heading(first),
        "label": first.indicator.label,
    }
    return f"{text} {worst}"


def _named_places(standards, names):
    """Each place with the standards it fails, most failures first."""
    kinds = dict(SiteKind.choices)
    places = {}
    for standard in standards:
        for result in standard.results:
            row = places.setdefault(
                result.code,
                {
                    "name": result.name,
                    "kind": kinds.get(result.kind, result.kind),
                    "district": names[result.district] if result.district else "",
                    "fails": [],
                    "judged": 0,
                },
            )
            row["judged"] += 1
            if result.fails:
                row["fails"].append(standard.indicator.standard)
    rows = sorted(places.values(), key=lambda row: (-len(row["fails"]), row["name"]))
    for row in rows:
        row["counted"] = _("%(fails)d of %(judged)d") % {
            "fails": len(row["fails"]),
            "judged": row["judged"],
        }
    return rows
