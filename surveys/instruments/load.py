"""Stores the version of a file that the child process examined."""

import base64

from django.utils.translation import gettext as _

from surveys import exceptions
from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.instruments import versions
from surveys.models import Instrument
from surveys.xlsform.compiled import Compiled


def source_of(examined, chosen=""):
    """The source, who answers: as chosen, as the settings say, or as stored before."""
    instrument = examined["instrument"]
    source = chosen or instrument["settings"].get("source", "")
    record = Instrument.objects.filter(code=instrument["id"]).first()
    return source or (record.source if record else "")


def store(examined, *, chosen="", by=None):
    """The stored version of a file without problems; Refused where it cannot be."""
    source = source_of(examined, chosen)
    if source not in Instrument.Source.values:
        raise exceptions.Refused(
            _(
                "Say who answers this instrument, or write it under daa::source on the"
                " settings sheet: %(sources)s."
            )
            % {"sources": ", ".join(Instrument.Source.values)}
        )
    return versions.store_version(
        compiled=Compiled(
            CompiledInstrument.from_json(examined["instrument"]),
            warnings=examined["warnings"],
            written=examined["written"],
        ),
        workbook=base64.b64decode(examined["workbook"]),
        source=source,
        by=by,
    )
