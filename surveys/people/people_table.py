"""Many invitations from one table: read with every problem at once, then made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.exceptions import Refused
from surveys.fieldwork.assignment_table import among
from surveys.fieldwork.table_files import (
    CellProblem,
    Column,
    TableRow,
    WrongCell,
    one_of,
    read_table,
    text_of,
)
from surveys.fieldwork.table_workbooks import SheetColumn
from surveys.models import (
    CONFIRMED_ROLES,
    Invitation,
    Organisation,
    Person,
    Role,
    Round,
    may_hold,
)
from surveys.people.invitations import check_may_invite, invite
from surveys.people.managed_people import (
    invitable_roles,
    organisations_for,
    rounds_managed_by,
)

Values = dict[str, Any]
MOST_PEOPLE = 100  # of one table: each gets a mail while the page waits
SHEET = "people"
SHEET_COLUMNS = (
    SheetColumn(
        "email", gettext_lazy("One e-mail address; each person has one line."), width=34
    ),
    SheetColumn("name", gettext_lazy("Name, 120 characters at most."), width=28),
    SheetColumn(
        "role", gettext_lazy("Role; several apart by semicolons."), Role, width=24
    ),
    SheetColumn(
        "organisation",
        gettext_lazy("Name of the organisation, as it is in the list."),
        width=34,
    ),
)
NAMES = tuple(column.name for column in SHEET_COLUMNS)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its token; "" where a second person confirms it first."""

    invitation: Invitation
    token: str


def managed_rounds(person: Person) -> Any:
    """The rounds in which the person may offer some role."""
    rounds = Round.objects.none()
    for role in invitable_roles(person):
        rounds |= rounds_managed_by(person, role)
    return rounds.distinct()


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise WrongCell(_("Write one e-mail address, such as a@b.org.")) from None
    if len(text) > 254:
        raise WrongCell(_("Shorten it to %(most)d characters.") % {"most": 254})
    return text.lower()


def _roles(text: str) -> str:
    read: Callable[[str], str] = one_of(Role)
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return ";".join(dict.fromkeys(read(part) for part in parts))


def columns(by: Person) -> list[Column]:
    names = organisations_for(by).values_list("name", flat=True)
    readers: dict[str, Callable[[str], Any]] = {
        "email": _email,
        "name": text_of(120),
        "role": _roles,
        "organisation": among(
            {name.casefold(): name for name in names},
            _("There is no organisation of this name in your list."),
        ),
    }
    return [Column(name, readers[name]) for name in NAMES]


def read_people(
    round: Round, by: Person, name: str, content: bytes
) -> tuple[list[Values], list[CellProblem]]:
    """(rows, problems) of a file.

    No problem depends on whether an address has an account.
    """
    rows, problems = read_table(name, content, columns(by))
    problems += [*_addresses(rows, by), *_permissions(round, rows, by)]
    if len(rows) > MOST_PEOPLE:
        text = _("Invite %(most)d people at once at most. Make several files.")
        problems.append(CellProblem(0, "", "", text % {"most": MOST_PEOPLE}))
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return [row.values for row in rows], problems


def _addresses(rows: list[TableRow], by: Person) -> list[CellProblem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        email = row.values["email"]
        if not email:
            continue
        if email == by.email:
            text = _("You cannot give yourself a role. Ask someone else.")
            problems.append(CellProblem(row.number, "email", email, text))
        elif email in first:
            text = _(
                "Row %(row)d has the same address. Keep one line for each person; write"
                " two roles as “interviewer; team_lead”."
            ) % {"row": first[email]}
            problems.append(CellProblem(row.number, "email", email, text))
        else:
            first[email] = row.number
    return problems


def _permissions(round: Round, rows: list[TableRow], by: Person) -> list[CellProblem]:
    """Roles that the organisation cannot have, or that the person does not give."""
    organisations = {
        organisation.name: organisation for organisation in organisations_for(by)
    }
    problems = []
    for row in rows:
        if row.wrong & {"role", "organisation"}:
            continue
        organisation = organisations[row.values["organisation"]]
        for role in row.values["role"].split(";"):
            text = _role_problem(round, organisation, Role(role), by)
            if text:
                problems.append(CellProblem(row.number, "role", role, text))
    return problems


def _role_problem(
    round: Round, organisation: Organisation, role: Role, by: Person
) -> str:
    if not may_hold(organisation.party, role):
        allowed = [
            str(other.label) for other in Role if may_hold(organisation.party, other)
        ]
        return _(
            "%(organisation)s (%(party)s) cannot have the role %(role)s. Choose one"
            " of: %(roles)s."
        ) % {
            "organisation": organisation,
            "party": organisation.get_party_display(),
            "role": role.label,
            "roles": ", ".join(allowed),
        }
    try:
        check_may_invite(organisation=organisation, role=role, round=round, by=by)
    except Refused as refusal:
        return str(refusal)
    return ""


def sentences(rows: list[Values]) -> list[str]:
    """What accepting the rows does."""
    roles = [role for row in rows for role in row["role"].split(";")]
    waiting = sum(role in CONFIRMED_ROLES for role in roles)
    return [
        _("People: %(people)d. Invitations, one for each role: %(invitations)d.")
        % {"people": len(rows), "invitations": len(roles)},
        _("Of them wait for a second person to confirm: %(n)d.") % {"n": waiting},
    ]


@transaction.atomic
def invite_people(
    *, round: Round, rows: list[Values], by: Person
) -> list[NewInvitation]:
    """Make every invitation of a table, or none."""
    organisations = {
        organisation.name: organisation for organisation in organisations_for(by)
    }
    invitations = []
    for row in rows:
        organisation = organisations.get(row["organisation"])
        if organisation is None:
            raise Refused(_("The organisations changed. Upload your file again."))
        for role in row["role"].split(";"):
            invitation, token = invite(
                email=row["email"],
                name=row["name"],
                organisation=organisation,
                role=Role(role),
                round=round,
                by=by,
            )
            invitations.append(NewInvitation(invitation, token))
    return invitations
