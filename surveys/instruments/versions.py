"""Writers of instrument versions: stored as sent, checked, published for a round."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.engine.instrument import NO_MODULE
from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.translatable import Sentence, to_data
from surveys.instruments import media
from surveys.instruments.notes import spoken
from surveys.instruments.obstacles import against_publishing, against_storing
from surveys.instruments.version_diff import InstrumentChanges, compare
from surveys.models import (
    Act,
    Instrument,
    InstrumentVersion,
    LabelMedia,
    Membership,
    Person,
    Role,
    Round,
    RoundVersion,
)

if TYPE_CHECKING:
    from surveys.xlsform.compiled import Compiled

from surveys.exceptions import Refused


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
    problem = against_storing(definition, source)
    if problem:
        raise Refused(spoken(problem.sentence()))
    instrument, _created = Instrument.objects.get_or_create(
        code=definition.id, source=source
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


@transaction.atomic
def keep_media(
    *, version: InstrumentVersion, name: str, content: bytes, by: Person | None = None
) -> None:
    """Keep a picture or a sound that a label names; a checked version is closed."""
    wanted = media.media_names(instrument_of(version))
    version = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == InstrumentVersion.State.CHECKED:
        raise Refused(_("This version is checked and can no longer be changed."))
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
    detail = {"file": name, "sha256": sha256(content).hexdigest()}
    audit.record(Act.VERSION_STORED, by=by, about=_named(version), detail=detail)


def media_fingerprint(version: InstrumentVersion) -> str:
    """A hash of all pictures and sounds, as whoever checks a version saw them."""
    files = version.media.order_by("name").values_list("name", "content")
    hashes = [f"{name} {sha256(content).hexdigest()}" for name, content in files]
    return sha256("\n".join(hashes).encode()).hexdigest()


def missing_media(version: InstrumentVersion) -> list[str]:
    """Names of the pictures and sounds that a version still needs."""
    names = set(version.media.values_list("name", flat=True))
    return sorted(media.media_names(instrument_of(version)).keys() - names)


@transaction.atomic
def check_version(
    *,
    version: InstrumentVersion,
    by: Person | None = None,
    changes_accepted: bool = False,
    media_seen: str | None = None,
) -> None:
    """Say that a version is right. It can be published for rounds from then on.

    by: somebody of another organisation than who loaded it, or None when a command on
    the server does it. media_seen: fingerprint of the pictures and sounds they saw.
    """
    InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == InstrumentVersion.State.CHECKED:
        return
    _check_second_person(version, by)
    if by is not None and media_seen != media_fingerprint(version):
        raise Refused(
            _("A picture or a sound was changed meanwhile. Look at them, then check.")
        )
    missing = missing_for_publishing(version)
    if missing:
        raise Refused(" ".join(map(spoken, missing)))
    changes = changes_of(version)
    if changes and changes.must_be_accepted and not changes_accepted:
        raise Refused(
            _(
                "Questions changed their type or lost choices since the version in use."
                " Look at the changes and accept them first."
            )
        )
    checked = InstrumentVersion.objects.filter(
        pk=version.pk, state=InstrumentVersion.State.LOADED
    ).update(
        state=InstrumentVersion.State.CHECKED,
        checked_at=timezone.now(),
        checked_by=by,
    )
    if checked:
        audit.record(Act.VERSION_CHECKED, by=by, about=_named(version))
    version.refresh_from_db()


def _check_second_person(version: InstrumentVersion, by: Person | None) -> None:
    if by is None:
        return
    if by.pk == version.loaded_by_id:
        raise Refused(
            _("You loaded this version. Someone of another organisation must check it.")
        )
    mine = Membership.objects.filter(person=by, ended_at__isnull=True)
    if not mine.filter(role__in=(Role.AUTHOR, Role.COORDINATOR)).exists():
        raise Refused(_("Only an author or a coordinator can check instruments."))
    of_loader = Membership.objects.filter(person=version.loaded_by_id)
    if mine.filter(organisation__in=of_loader.values("organisation")).exists():
        raise Refused(
            _(
                "You work for the organisation of the person who loaded this version."
                " Someone of another organisation must check it."
            )
        )


def missing_for_publishing(version: InstrumentVersion) -> list[Sentence]:
    """What a version needs before it can be checked and published."""
    return against_publishing(
        instrument_of(version),
        version.instrument.source,
        version.media.values_list("name", flat=True),
    )


@transaction.atomic
def publish_version(
    *,
    version: InstrumentVersion,
    round: Round,
    modules: Sequence[str] = (),
    by: Person | None = None,
) -> None:
    """Let the interviewers of a round use a checked version; its coordinator does it.

    modules: codes of the modules that everybody in the round is asked, besides the
    core. Published again with others, new interviews use those.
    by: None when a command on the server publishes it.
    """
    coordinates = Membership.objects.filter(
        person=by, round=round, role=Role.COORDINATOR, ended_at__isnull=True
    )
    if by is not None and not coordinates.exists():
        raise Refused(_("Only a coordinator of this round can do this."))
    if round.state == Round.State.CLOSED:
        raise Refused(_("The round is closed, so no version is published in it."))
    if version.state != InstrumentVersion.State.CHECKED:
        raise Refused(
            _("Someone of another organisation must check this version first.")
        )
    chosen = _known_modules(version, modules)
    # An earlier one that is published again is the newest.
    newest = newest_version(round, version.instrument_id) == version
    if newest and modules_of(version, round) == chosen:
        return
    RoundVersion.objects.update_or_create(
        round=round,
        version=version,
        defaults={
            "published_at": timezone.now(),
            "published_by": by,
            "modules": chosen,
        },
    )
    audit.record(
        Act.VERSION_PUBLISHED,
        by=by,
        round=round,
        about=_named(version),
        detail={"modules": chosen} if chosen else {},
    )


def _known_modules(version: InstrumentVersion, modules: Sequence[str]) -> list[str]:
    """The chosen modules in the order of the instrument."""
    codes = [choice.code for choice in instrument_of(version).modules]
    unknown = sorted(set(modules) - set(codes))
    if unknown:
        raise Refused(
            _("This version has no module %(names)s.")
            % {"names": ", ".join(name[:40] for name in unknown)}
        )
    return [code for code in codes if code in modules]


def modules_of(version: InstrumentVersion, round: Round) -> list[str]:
    """The modules that a round asks with a version; none where it is not published."""
    published = RoundVersion.objects.filter(round=round, version=version).first()
    return published.modules if published else []


def modules_answer(version: InstrumentVersion, round: Round) -> dict[str, list[str]]:
    """The answer to the question of modules with which an interview begins.

    Where the version is tried before it is published, all modules are asked.
    """
    instrument = instrument_of(version)
    if not instrument.modules:
        return {}
    if RoundVersion.objects.filter(round=round, version=version).exists():
        chosen = modules_of(version, round)
    else:
        chosen = [choice.code for choice in instrument.modules]
    return {instrument.modules_question: chosen or [NO_MODULE]}


def newest_version(round: Round, instrument_id: int) -> InstrumentVersion | None:
    """The version of an instrument that new interviews of a round use, if any."""
    return published_versions(round).filter(instrument=instrument_id).last()


def published_versions(round: Round) -> QuerySet[InstrumentVersion]:
    """The versions that were published for a round, the newest last."""
    return InstrumentVersion.objects.filter(round_versions__round=round).order_by(
        "round_versions__published_at", "round_versions__pk"
    )


def previous_version(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version that was checked before this one, else the one loaded before."""
    others = version.instrument.versions.exclude(pk=version.pk)
    checked = others.filter(state=InstrumentVersion.State.CHECKED)
    if version.checked_at:
        checked = checked.filter(checked_at__lt=version.checked_at)
    return (
        checked.order_by("-checked_at", "-pk").first()
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
