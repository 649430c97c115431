"""Copies of answers that other apps keep: they go when somebody's answers go.

Surveys imports no other app, so these are named as models are in settings. A model that
keeps what people said adds one line to COPIES.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps

from surveys.models import Round

COPIES = {"assessment.Snapshot": "figure_set__round"}  # model → path to the round
# Who answered, by hash: a later release asks it, until the round is at its end.
UNTIL_THE_END = {"assessment.Respondents": "figure_set__round"}


def erase_copies(*, rounds: Collection[Any], at_the_end: bool = False) -> None:
    """Delete every copy of the answers of these rounds, for all people at once.

    at_the_end: of retention; then who answered is deleted as well.
    The rounds stay locked until the erasure is done. Who computes figures meanwhile
    locks them too before a copy is kept, and then sees that somebody withdrew.
    """
    list(Round.objects.select_for_update().filter(pk__in=rounds).order_by("pk"))
    copies = COPIES | UNTIL_THE_END if at_the_end else COPIES
    for label, path in copies.items():
        model = apps.get_model(label)
        model._default_manager.filter(**{f"{path}__in": rounds}).delete()
