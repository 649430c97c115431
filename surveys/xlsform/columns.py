"""Columns of a form that nobody reads: likely misspellings, and what else is left out.

1. A column whose name is nearly one that we read, while that one is absent or empty, is
   a problem: a skip logic under “relevent” must not vanish.
2. All others are listed in one note a sheet. They are stored, and a download has them.
"""

import difflib

from surveys.engine.translatable import sentence as _
from surveys.xlsform.headers import TRANSLATED, split_language
from surveys.xlsform.problem import SheetProblem

MEDIA = ("media::image", "media::audio", "image", "audio")
READ = {
    "survey": (
        *("type", "name", "label", "hint", "guidance_hint", "relevant", "constraint"),
        *("constraint_message", "required", "required_message", "calculation"),
        *("choice_filter", "default", "appearance", "parameters", "repeat_count"),
        *("trigger", "disabled", "daa::standards", "daa::sensitivity", "daa::sealed"),
        *("daa::distress", "daa::core", "daa::observed", "daa::slot", "daa::outcome"),
        *("daa::soft_constraint", "daa::soft_message"),
        *MEDIA,
    ),
    "choices": ("list_name", "name", "label", *MEDIA),
    "settings": (
        *("form_id", "form_title", "version", "default_language"),
        "allow_choice_duplicates",
    ),
}
IN_LANGUAGES = {*TRANSLATED, "daa::soft_message", "image", "audio"}
# Names of other tools, which are no misspellings.
OF_OTHERS = {"read_only", "intent", "style", "instance_name", "video", "media::video"}
NEAR = 0.8
MEANINGS = {
    "public_key": _("Answers are sealed in our own way, so public_key is not used."),
    "submission_url": _(
        "Answers stay on this server: nothing is sent to the address in submission_url."
    ),
    "instance_name": _(
        "Each interview has a number and no name, so instance_name is not used."
    ),
    "style": _("Every form is shown screen by screen, so style is not used."),
}


def check_columns(sheets):
    """Problems: text in a column whose name is nearly one that we read."""
    for sheet in READ:
        for header in _unread(sheet, sheets):
            likely = likely_header(sheet, header)
            rows = sheets.rows[sheet]
            if likely and not any(row.get(likely) for row in rows):
                yield SheetProblem(
                    sheet,
                    1,
                    sheets.letters[sheet][header],
                    header,
                    _("“%(header)s” is not a column that we know", header=header),
                    _("Did you mean %(text)s?", text=likely),
                )


def column_notes(sheets, filters):
    """Notes on all that is stored and not used. filters: columns of choice filters."""
    for sheet in READ:
        names = [name for name in _unread(sheet, sheets) if name not in filters]
        names += sheets.headless[sheet]
        if sheet == "settings":
            yield from (MEANINGS[name] for name in names if name in MEANINGS)
            names = [name for name in names if name not in MEANINGS]
        if len(names) == 1:
            yield _(
                "%(sheet)s sheet: the column %(column)s is stored but not used.",
                sheet=sheet,
                column=names[0],
            )
        elif names:
            yield _(
                "%(sheet)s sheet: these columns are stored but not used: %(columns)s.",
                sheet=sheet,
                columns=", ".join(names),
            )


def is_read(sheet, header):
    """Whether we read a column. Every daa:: column of choices and settings is ours."""
    if sheet != "survey" and header.startswith("daa"):
        return True
    before, colons, _language = header.rpartition("::")
    return header in READ[sheet] or (
        bool(colons) and before in IN_LANGUAGES and before in READ[sheet]
    )


def likely_header(sheet, header):
    """The header that was meant by one that is nearly the same, else ""."""
    before, colons, language = header.partition("::")
    if before == "daa":
        before, colons, language = header, "", ""
    if header.lower() in OF_OTHERS or split_language(header)[1]:
        return ""
    key = "_".join(before.lower().split())
    near = difflib.get_close_matches(key, READ[sheet], n=1, cutoff=NEAR)
    if not near:
        return ""
    return f"{near[0]}{colons}{language}" if near[0] in IN_LANGUAGES else near[0]


def _unread(sheet, sheets):
    """The headers of columns with text that we do not read."""
    return [
        header
        for header in sheets.headers[sheet]
        if not is_read(sheet, header)
        and any(row.get(header) for row in sheets.rows[sheet])
    ]
