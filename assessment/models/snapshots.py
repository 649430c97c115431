"""Sealed inputs of a set of figures; deleted when one of the people withdraws."""

import base64
import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.figures import FigureSet
from surveys import sealing
from surveys.sealing.sealed_columns import respondents_place, snapshot_place


class Snapshot(models.Model):
    """The frames of a figure set; surveys/interviews/erasure.py deletes them.

    It holds coded answers row by row, so the server seals it under its key ring: a
    backup or a stolen disk shows nothing. Its hash is in the audit log too.
    """

    figure_set = models.OneToOneField(
        FigureSet, on_delete=models.CASCADE, related_name="snapshot"
    )
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        verbose_name = _("snapshot")

    def __str__(self):
        return f"{self.figure_set} {self.sha256[:8]}"

    @classmethod
    def sealed(cls, figure_set: FigureSet, content: bytes) -> "Snapshot":
        snapshot = cls(
            figure_set=figure_set, sha256=hashlib.sha256(content).hexdigest()
        )
        snapshot.body = sealing.seal(
            base64.b64encode(content).decode(),
            key=settings.DRAFT_KEY,
            place=snapshot_place(figure_set.pk, snapshot.sha256),
        )
        return snapshot

    def content(self) -> bytes:
        """The file, or SealBroken."""
        place = snapshot_place(self.figure_set_id, self.sha256)
        coded = sealing.unseal(bytes(self.body), key=settings.DRAFT_KEY, place=place)
        return base64.b64decode(coded)


class Respondents(models.Model):
    """The respondents of each published figure of a set, as sealed keyed hashes.

    Rule 15 counts with them who is new or gone. A hash is of an interview's number
    under the server's key; after a withdrawal it leads to nothing.
    """

    figure_set = models.OneToOneField(
        FigureSet, on_delete=models.CASCADE, related_name="respondents"
    )
    body = models.BinaryField()

    class Meta:
        verbose_name = _("respondents")
        verbose_name_plural = _("respondents")

    def __str__(self):
        return str(self.figure_set)

    @classmethod
    def sealed(cls, figure_set: FigureSet, content: bytes) -> "Respondents":
        body = sealing.seal(
            base64.b64encode(content).decode(),
            key=settings.DRAFT_KEY,
            place=respondents_place(figure_set.pk),
        )
        return cls(figure_set=figure_set, body=body)

    def content(self) -> bytes:
        """The file, or SealBroken."""
        place = respondents_place(self.figure_set_id)
        coded = sealing.unseal(bytes(self.body), key=settings.DRAFT_KEY, place=place)
        return base64.b64decode(coded)
