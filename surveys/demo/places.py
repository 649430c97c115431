"""The twelve places of the demo, and what their registers say of one night.

Names of places and districts are invented. What is planted here is told in
docs/demo.md: six places are overcrowded, nine hold or house 133 children, and of two
deaths one was not investigated.
"""

from dataclasses import dataclass

from surveys.models import SiteKind

NORTH, EAST, SOUTH = "r1d1", "r2d1", "r3d1"
# stratum: (name, places in the country, kind of place)
STRATA = {
    "border": ("Border and ports", 6, SiteKind.BORDER),
    "police": ("Police custody", 8, SiteKind.POLICE),
    "centres": ("Detention centres", 5, SiteKind.DEDICATED),
    "closed": ("Closed family units", 7, SiteKind.CLOSED),
}


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """people, capacity: of the night of the count. ordered, housed: children under an
    order, and with a parent who is held; alone: of the ordered, those without a parent.
    interviewed: children and caregivers who were interviewed there."""

    name: str
    district: str
    people: int
    capacity: int
    ordered: int = 0
    housed: int = 0
    alone: int = 0
    interviewed: int = 0
    died: int = 0
    investigated: int = 0


PLACES = {
    "border": (
        DemoPlace("Port Selin Border Post", EAST, 62, 70, 3, 3, 2, 3),
        DemoPlace("Dunmarrow Border Post", SOUTH, 60, 54, 3, 2, 2, 2),
        DemoPlace("Kessary Airport Zone", NORTH, 74, 80, 2, 1, 1, 2),
    ),
    "police": (
        DemoPlace("Brannick Police Cells", NORTH, 46, 38, 3, 0, 2, 1, died=1),
        DemoPlace("Torvale Police Cells", SOUTH, 40, 34, 2, 0, 1, 1),
        DemoPlace("Ellisk Police Cells", EAST, 40, 34),
    ),
    "centres": (
        DemoPlace("Tarnwell Centre", NORTH, 221, 260, 8, 14, 3, 10),
        DemoPlace("Velmira Centre", EAST, 171, 180),
        DemoPlace("Ostrel Centre", SOUTH, 180, 150, died=1, investigated=1),
    ),
    "closed": (
        DemoPlace("Lindmoor Shelter", NORTH, 100, 90, 13, 28, 4, 18),
        DemoPlace("Casselby Shelter", EAST, 104, 120, 10, 20, 3, 13),
        DemoPlace("Arvenne Shelter", SOUTH, 92, 100, 8, 13, 3, 9),
    ),
}


def code_of(stratum, number):
    return f"{stratum.upper()[:3]}-{number}"


BY_CODE = {
    code_of(stratum, number): place
    for stratum, places in PLACES.items()
    for number, place in enumerate(places, start=1)
}
