"""The names of groups in sentences: a plural that can follow a number."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.models import Instrument, SiteKind


@dataclass(frozen=True, slots=True)
class GroupName:
    """`name` follows a number ("61 women"); French agrees with `masculine`."""

    name: str | Promise
    masculine: bool = False


PEOPLE = GroupName(_("people"))
OFFICIALS = GroupName(_("officials"), masculine=True)
EVERYONE = {
    Instrument.Source.MIGRANT: PEOPLE,
    Instrument.Source.AUTHORITY: OFFICIALS,
    Instrument.Source.CHILD: GroupName(_("children and caregivers"), masculine=True),
    Instrument.Source.NGO: GroupName(_("organisations")),
    Instrument.Source.PROVIDER: GroupName(_("programmes"), masculine=True),
    Instrument.Source.RECORDS: GroupName(_("places visited"), masculine=True),
    Instrument.Source.LAW: GroupName(_("legal frameworks reviewed"), masculine=True),
}
# Instruments that no one answers: their labels name things, not what people did.
OF_THINGS = (
    Instrument.Source.PROVIDER,
    Instrument.Source.RECORDS,
    Instrument.Source.LAW,
)

NAMES = {
    "gender": {
        "woman": GroupName(_("women")),
        "man": GroupName(_("men"), masculine=True),
        "other": GroupName(_("people of another gender")),
    },
    "age": {
        "a18": GroupName(_("people aged 18 to 24")),
        "a25": GroupName(_("people aged 25 to 34")),
        "a35": GroupName(_("people aged 35 to 44")),
        "a45": GroupName(_("people aged 45 to 59")),
        "a60": GroupName(_("people aged 60 and over")),
    },
    "legal": {
        "asylum": GroupName(_("people waiting for an asylum decision")),
        "refused": GroupName(_("people whose asylum claim was refused")),
        "refugee": GroupName(_("people granted protection")),
        "entry": GroupName(_("people who entered without permission")),
        "overstay": GroupName(_("people who stayed after their permit ended")),
        "return": GroupName(_("people ordered to leave")),
        "other": GroupName(_("people in another legal situation")),
    },
    "status": {
        "current": GroupName(_("people detained now")),
        "former": GroupName(_("people detained before, free now")),
        "alt": GroupName(_("people in an alternative, never detained")),
        "altafter": GroupName(_("people in an alternative after detention")),
    },
    "role": {
        "dir": GroupName(_("heads of places"), masculine=True),
        "guard": GroupName(_("security staff members"), masculine=True),
        "case": GroupName(_("case officers"), masculine=True),
        "health": GroupName(_("health staff members"), masculine=True),
        "social": GroupName(_("social or child staff members"), masculine=True),
        "judge": GroupName(_("judges or court staff"), masculine=True),
        "min": GroupName(_("ministry officials"), masculine=True),
        "priv": GroupName(_("contractors"), masculine=True),
    },
    "site_kind": {
        SiteKind.DEDICATED: GroupName(_("people in dedicated centres")),
        SiteKind.POLICE: GroupName(_("people detained by police")),
        SiteKind.PRISON: GroupName(_("people detained in prisons")),
        SiteKind.BORDER: GroupName(_("people detained at borders, ports or airports")),
        SiteKind.MILITARY: GroupName(_("people detained at military sites")),
        SiteKind.HEALTH: GroupName(_("people detained in hospitals or quarantine")),
        SiteKind.CLOSED: GroupName(_("people in closed shelters")),
        SiteKind.IMPROVISED: GroupName(_("people detained in improvised places")),
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


def who(source: str, group_var: str = "all", group_code: str = "all") -> GroupName:
    everyone = EVERYONE[source]
    if group_var == "all":
        return everyone
    group = NAMES.get(group_var, {}).get(group_code)
    if group is None:
        return GroupName(group_code)
    if group_var == "site_kind" and everyone is not PEOPLE:
        return GroupName(SiteKind(group_code).label, masculine=True)
    return group


def label(source: str, group_var: str, group_code: str, others: bool = False) -> str:
    """The name of a group at the head of a row.

    others: whether people who are not shown separately are counted in it.
    """
    if group_var == "all" and source not in OF_THINGS:
        return str(_("Everyone we interviewed"))
    name = str(who(source, group_var, group_code).name)
    name = name[:1].upper() + name[1:]
    if not others:
        return name
    return gettext("%(group)s and other people, too few to publish") % {"group": name}


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
