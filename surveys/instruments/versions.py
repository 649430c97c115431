"""Writers of instrument versions: stored as sent, published by a second person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.translatable import to_data
from surveys.instruments import media
from surveys.instruments.version_diff import InstrumentChanges, compare
from surveys.models import (
    Act,
    Instrument,
    InstrumentVersion,
    LabelMedia,
    Membership,
    Person,
    Role,
)

if TYPE_CHECKING:
    from surveys.xlsform.compiled import Compiled

from surveys.exceptions import Refused

CODE, CODE_LENGTH = re.compile(r"[-a-zA-Z0-9_]+"), 50  # of an instrument


@transaction.atomic
def store_version(
    *,
    compiled: Compiled,
    workbook: bytes,
    source: str,
    by: Person | None = None,
) -> InstrumentVersion:
    """Keep a compiled workbook; the same workbook again is the same version.

    by: the author; None when a command on the server loads it.
    """
    if compiled.instrument is None:
        raise Refused(_("The instrument has problems, so we did not save it."))
    definition = compiled.instrument
    duplicate = InstrumentVersion.objects.filter(
        fingerprint=definition.fingerprint
    ).first()
    if duplicate:
        return duplicate
    instrument = _instrument_named(definition.id, source)
    if instrument.versions.filter(version=definition.version).exists():
        raise Refused(
            _(
                "Version %(version)s of %(instrument)s is already saved with other"
                " content. Give the settings sheet a new version."
            )
            % {"version": definition.version, "instrument": definition.id}
        )
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        version=definition.version,
        fingerprint=definition.fingerprint,
        compiled=definition.to_json(),
        workbook=workbook,
        written=compiled.written,
        warnings=[to_data(warning) for warning in compiled.warnings],
        loaded_by=by,
    )
    audit.record(Act.VERSION_STORED, by=by, about=_named(version))
    return version


def _named(version: InstrumentVersion) -> str:
    return f"version:{version.uuid}"


def _instrument_named(code: str, source: str) -> Instrument:
    """An instrument keeps its source: figures of two sources are never pooled."""
    if len(code) > CODE_LENGTH or not CODE.fullmatch(code):
        raise Refused(
            _(
                "“%(code)s” cannot be a form_id here. Use up to 50 letters, digits, -"
                " and _ on the settings sheet."
            )
            % {"code": code[:80]}
        )
    instrument, _created = Instrument.objects.get_or_create(
        code=code, defaults={"source": source}
    )
    if instrument.source != source:
        raise Refused(
            _(
                "%(code)s is already an instrument for another group of people"
                " (%(source)s). Give this one another form_id."
            )
            % {"code": code, "source": instrument.get_source_display()}
        )
    return instrument


@transaction.atomic
def keep_media(
    *, version: InstrumentVersion, name: str, content: bytes, by: Person | None = None
) -> None:
    """Keep a picture or a sound that a label names; a published version is closed."""
    wanted = media.media_names(instrument_of(version))
    if version.state == InstrumentVersion.State.PUBLISHED:
        raise Refused(_("This version is published and can no longer be changed."))
    if name not in wanted:
        raise Refused(
            _("No label uses the file %(name)s. Files in use: %(names)s.")
            % {"name": name[:80], "names": ", ".join(sorted(wanted)) or "–"}
        )
    if len(content) > media.MAX_BYTES:
        raise Refused(_("%(name)s is larger than 1 MB.") % {"name": name})
    kind = media.kind_of(content)
    if kind is None or kind[0] != wanted[name]:
        raise Refused(
            _("%(name)s is not a picture or sound that browsers can open.")
            % {"name": name}
        )
    LabelMedia.objects.update_or_create(
        version=version,
        name=name,
        defaults={"content": content, "content_type": kind[1]},
    )


def missing_media(version: InstrumentVersion) -> list[str]:
    """Names of the pictures and sounds that a version still needs."""
    names = set(version.media.values_list("name", flat=True))
    return sorted(media.media_names(instrument_of(version)).keys() - names)


@transaction.atomic
def publish_version(
    *,
    version: InstrumentVersion,
    by: Person | None = None,
    changes_accepted: bool = False,
) -> None:
    """Open a version to interviewers. A second person does it, never the loader.

    by: None when a command on the server publishes it.
    """
    if version.state == InstrumentVersion.State.PUBLISHED:
        return
    _check_publisher(version, by)
    instrument = instrument_of(version)
    if instrument.has_respondent and not instrument.has("x_consent"):
        raise Refused(
            _(
                "The survey sheet has no question x_consent. Agreement comes before"
                " the first question: add the common opening block."
            )
        )
    missing = missing_media(version)
    if missing:
        raise Refused(
            _("These pictures or sounds are missing: %(names)s.")
            % {"names": ", ".join(missing[:20])}
        )
    changes = changes_of(version)
    if changes and changes.must_be_accepted and not changes_accepted:
        raise Refused(
            _(
                "Questions changed their type or lost choices since the version in use."
                " Look at the changes and accept them first."
            )
        )
    published = InstrumentVersion.objects.filter(
        pk=version.pk, state=InstrumentVersion.State.LOADED
    ).update(
        state=InstrumentVersion.State.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
    if published:
        audit.record(Act.VERSION_PUBLISHED, by=by, about=_named(version))
    version.refresh_from_db()


def _check_publisher(version: InstrumentVersion, by: Person | None) -> None:
    if by is None:
        return
    if by.pk == version.loaded_by_id:
        raise Refused(
            _("You loaded this version. Someone else must check and publish it.")
        )
    roles = (Role.AUTHOR, Role.COORDINATOR)
    mine = Membership.objects.filter(person=by, ended_at__isnull=True)
    if not mine.filter(role__in=roles).exists():
        raise Refused(_("Only an author or a coordinator can publish instruments."))


def previous_version(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version that interviewers had before this one, else the one loaded before."""
    others = version.instrument.versions.exclude(pk=version.pk)
    in_use = others.filter(state=InstrumentVersion.State.PUBLISHED)
    if version.published_at:
        in_use = in_use.filter(published_at__lt=version.published_at)
    return (
        in_use.order_by("-published_at", "-pk").first()
        or others.filter(pk__lt=version.pk).order_by("-pk").first()
    )


def changes_of(version: InstrumentVersion) -> InstrumentChanges | None:
    """What this version changes, or None for the first of its instrument."""
    earlier = previous_version(version)
    if earlier is None:
        return None
    return compare(
        instrument_of(earlier), instrument_of(version), earlier.written, version.written
    )


_instruments: dict[str, CompiledInstrument] = {}


def instrument_of(version: InstrumentVersion) -> CompiledInstrument:
    """The compiled instrument of a version, read once per process."""
    if version.fingerprint not in _instruments:
        _instruments[version.fingerprint] = CompiledInstrument.from_json(
            version.compiled
        )
    return _instruments[version.fingerprint]
