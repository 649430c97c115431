"""The names of groups in sentences: a plural that can follow a number."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.models import Instrument, SiteKind


@dataclass(frozen=True, slots=True)
class Who:
    """`name` follows a number ("61 women"); French agrees with `masculine`."""

    name: str | Promise
    masculine: bool = False


PEOPLE = Who(_("people"))
OFFICIALS = Who(_("officials"), masculine=True)
EVERYONE = {
    Instrument.Source.MIGRANT: PEOPLE,
    Instrument.Source.AUTHORITY: OFFICIALS,
    Instrument.Source.CHILD: Who(_("children and caregivers"), masculine=True),
    Instrument.Source.NGO: Who(_("organisations")),
    Instrument.Source.PROVIDER: Who(_("programmes"), masculine=True),
    Instrument.Source.RECORDS: Who(_("places visited"), masculine=True),
    Instrument.Source.LAW: Who(_("legal frameworks reviewed"), masculine=True),
}
# Instruments that no one answers: their labels name things, not what people did.
OF_THINGS = (
    Instrument.Source.PROVIDER,
    Instrument.Source.RECORDS,
    Instrument.Source.LAW,
)

NAMES = {
    "gender": {
        "woman": Who(_("women")),
        "man": Who(_("men"), masculine=True),
        "other": Who(_("people of another gender")),
    },
    "age": {
        "a18": Who(_("people aged 18 to 24")),
        "a25": Who(_("people aged 25 to 34")),
        "a35": Who(_("people aged 35 to 44")),
        "a45": Who(_("people aged 45 to 59")),
        "a60": Who(_("people aged 60 and over")),
    },
    "legal": {
        "asylum": Who(_("people waiting for an asylum decision")),
        "refused": Who(_("people refused asylum")),
        "refugee": Who(_("people with protection")),
        "entry": Who(_("people who entered without permission")),
        "overstay": Who(_("people who stayed after a permit")),
        "return": Who(_("people ordered to leave")),
        "other": Who(_("people in another legal situation")),
    },
    "status": {
        "current": Who(_("people held now")),
        "former": Who(_("people held before, free now")),
        "alt": Who(_("people in an alternative, never held")),
        "altafter": Who(_("people in an alternative after being held")),
    },
    "role": {
        "dir": Who(_("heads of places"), masculine=True),
        "guard": Who(_("custody staff members"), masculine=True),
        "case": Who(_("case officers"), masculine=True),
        "health": Who(_("health staff members"), masculine=True),
        "social": Who(_("social or child staff members"), masculine=True),
        "judge": Who(_("judges or court staff"), masculine=True),
        "min": Who(_("ministry officials"), masculine=True),
        "priv": Who(_("contractors"), masculine=True),
    },
    "site_kind": {
        SiteKind.DEDICATED: Who(_("people in dedicated centres")),
        SiteKind.POLICE: Who(_("people held by police")),
        SiteKind.PRISON: Who(_("people held in prisons")),
        SiteKind.BORDER: Who(_("people held at borders, ports or airports")),
        SiteKind.MILITARY: Who(_("people held at military sites")),
        SiteKind.HEALTH: Who(_("people held in hospitals or quarantine")),
        SiteKind.CLOSED: Who(_("people in closed shelters")),
        SiteKind.IMPROVISED: Who(_("people held in improvised places")),
    },
}
VARIABLES = {
    "gender": _("By gender"),
    "age": _("By age"),
    "legal": _("By legal situation"),
    "status": _("By present situation"),
    "role": _("By function"),
    "site_kind": _("By kind of place"),
}


def who(source: str, group_var: str = "all", group_code: str = "all") -> Who:
    everyone = EVERYONE[source]
    if group_var == "all":
        return everyone
    group = NAMES.get(group_var, {}).get(group_code)
    if group is None:
        return Who(group_code)
    if group_var == "site_kind" and everyone is not PEOPLE:
        return Who(SiteKind(group_code).label, masculine=True)
    return group


def label(source: str, group_var: str, group_code: str, others: bool = False) -> str:
    """The name of a group at the head of a row.

    others: whether people who are not shown separately are counted in it.
    """
    if group_var == "all" and source not in OF_THINGS:
        return str(_("Everyone asked"))
    name = str(who(source, group_var, group_code).name)
    name = name[:1].upper() + name[1:]
    if not others:
        return name
    return gettext("%(group)s and people not shown separately") % {"group": name}


def order(group_var: str, group_code: str) -> tuple[int, int]:
    """Rows in the order of the questionnaire, the total on top."""
    if group_var == "all":
        return -1, -1
    variables = list(NAMES)
    codes = [str(code) for code in NAMES.get(group_var, {})]
    return (
        variables.index(group_var) if group_var in variables else 99,
        codes.index(group_code) if group_code in codes else 99,
    )
