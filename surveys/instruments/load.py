"""What is to be said of a file, and the stored version of one that has no problems."""

import base64
from dataclasses import asdict, replace
from itertools import count

from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.instruments import versions
from surveys.instruments.obstacles import (
    against_publishing,
    against_storing,
    files_of,
)
from surveys.models import Instrument, InstrumentVersion
from surveys.xlsform.compiled import Compiled
from surveys.xlsform.sandbox import examine_apart
from surveys.xlsform.version_of_day import version_of_day


def examine_form(files, *, today, language="en", chosen="", opening=False):
    """The examination of a form, with all that would stop its storing or publishing.

    files, today, language and opening as for examine(); chosen: who answers, where
    somebody chose it.
    """
    options = {"language": language, "source": chosen, "opening": opening}
    examined = examine_apart(files, today=today, **options)
    version = _free_version(examined, today)
    if version:
        examined = examine_apart(files, today=today, version=version, **options)
    if examined["instrument"]:
        definition = CompiledInstrument.from_json(examined["instrument"])
        source = source_of(definition, chosen)
        problem = against_storing(definition, source)
        examined["problems"] += [asdict(problem)] if problem else []
        examined["missing"] = against_publishing(
            definition, source, files_of(definition)
        )
    return examined


def _free_version(examined, today):
    """The next version of the day, where ours is stored with other content; else "".

    The version is ours where a repair wrote it: its sender cannot give it another.
    """
    ours = any(r["column"] == "version" and not r["old"] for r in examined["repairs"])
    if not (ours and examined["instrument"]):
        return ""
    definition = CompiledInstrument.from_json(examined["instrument"])
    stored = InstrumentVersion.objects.filter(instrument__code=definition.id)
    fingerprints = dict(stored.values_list("version", "fingerprint"))
    for number in count(1):
        version = version_of_day(today, number)
        same = replace(definition, version=version).fingerprint
        if fingerprints.get(version, same) == same:
            return version if version != definition.version else ""


def source_of(definition, chosen=""):
    """The source, who answers: as chosen, as the settings say, or as stored before."""
    source = chosen or definition.settings.get("source", "")
    record = Instrument.objects.filter(code=definition.id).first()
    return source or (record.source if record else "")


def store(examined, *, chosen="", by=None):
    """The stored version of a form that was examined and has no problems."""
    definition = CompiledInstrument.from_json(examined["instrument"])
    return versions.store_version(
        compiled=Compiled(
            definition, warnings=examined["warnings"], written=examined["written"]
        ),
        workbook=base64.b64decode(examined["workbook"]),
        source=source_of(definition, chosen),
        by=by,
    )
