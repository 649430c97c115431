"""Writers of organisations."""

from __future__ import annotations

import unicodedata

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Organisation, Party, Person

CODE_LENGTH = 50


@transaction.atomic
def make_organisation(
    *, name: str, party: Party, by: Person | None = None
) -> Organisation:
    """Add an organisation; its party never changes.

    by: None where a command on the server does it.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name.isprintable():
        raise Refused(_("The name has an invisible character. Type it again."))
    if Organisation.objects.filter(name__iexact=name).exists():
        raise Refused(_("This organisation is in the list already."))
    organisation = Organisation.objects.create(
        code=_free_code(name), name=name, party=party
    )
    about = f"organisation:{organisation.code}"
    detail = {"party": party}
    audit.record(Act.ORGANISATION_MADE, by=by, about=about, detail=detail)
    return organisation


def _free_code(name: str) -> str:
    """A code from the name, with a number where another organisation has it."""
    stem = slugify(name)[: CODE_LENGTH - 4].strip("-") or "organisation"
    taken = set(
        Organisation.objects.filter(code__startswith=stem).values_list(
            "code", flat=True
        )
    )
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
