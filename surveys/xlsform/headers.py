"""Column headers: the many spellings that coordinators write, and the one we read."""

HEADERS = {
    *("type", "name", "list_name", "label", "hint", "guidance_hint", "relevant"),
    *("constraint", "constraint_message", "required", "required_message"),
    *("calculation", "choice_filter", "default", "appearance", "read_only"),
    *("parameters", "repeat_count", "trigger", "form_id", "form_title", "version"),
    *("default_language", "allow_choice_duplicates", "instance_name", "style"),
    *("disabled", "public_key", "submission_url"),
}
SPELLINGS = {
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_id": "form_id",
    "set_form_title": "form_title",
}
# What stands after bind:: or body:: in older forms, as the XForm itself names it.
OF_THE_XFORM = {
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "readonly": "read_only",
    "calculate": "calculation",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "appearance": "appearance",
    "jr:count": "repeat_count",
}
PREFIXES = ("bind", "body", "control")
# A sheet is known by the columns that it cannot do without.
NEEDED = {"survey": ("type", "name"), "choices": ("list_name", "name"), "settings": ()}
# These mean a known column only where that column is absent.
STAND_INS = {
    "id_string": "form_id",
    "title": "form_title",
    "caption": "label",
    "value": "name",
    "tag": "name",
    "command": "type",
    "image": "media::image",
    "audio": "media::audio",
    "video": "media::video",
}
TRANSLATED = (
    *("label", "hint", "guidance_hint", "constraint_message", "required_message"),
    *("media::image", "media::audio", "media::video", "daa::title"),
)
INVISIBLE = {0xA0: " ", 0x200B: None, 0x2060: None, 0xFEFF: None}


def tidy(text):
    """A header without invisible characters, and with single spaces."""
    return " ".join(text.translate(INVISIBLE).split())


def canonical(header):
    """“Label :: English” → label::English, bind::relevant → relevant; others stay."""
    text = tidy(header)
    before, colons, after = text.partition("::")
    key = _key(before)
    if key in PREFIXES and colons:
        column, colons, language = after.partition("::")
        meant = OF_THE_XFORM.get(_key(column))
        return f"{meant}{colons}{language.strip()}" if meant else text
    if key not in HEADERS:
        return f"{key}::{after.strip()}" if key in ("media", "daa") and colons else text
    return f"{key}::{after.strip()}" if colons else key


def _key(text):
    key = "_".join(text.lower().split())
    return SPELLINGS.get(key, key)


def read_headers(line):
    """The canonical headers of row 1, "" for an empty cell."""
    headers = [canonical(cell) for cell in line]
    for place, cell in enumerate(headers):
        before, colons, after = cell.partition("::")
        meant = STAND_INS.get(before.lower().replace(" ", "_"))
        if meant and not any(header.split("::")[0] == meant for header in headers):
            headers[place] = f"{meant}::{after}" if colons else meant
    return headers


def heads_a_form(line):
    """Whether a line has a column type, name or label, in whatever language."""
    columns = (header.partition(":")[0].lower() for header in read_headers(line))
    return not {"type", "name", "label"}.isdisjoint(columns)


def split_language(header):
    """("label", "English (en)") of a translated header, (header, "") of another."""
    for column in TRANSLATED:
        if header.startswith(f"{column}::"):
            return column, header.removeprefix(f"{column}::").strip()
    return header, ""


def single_colon(header):
    """“Label: English” → label::English, bind:relevant → relevant, else ""."""
    before, colon, after = tidy(header).partition(":")
    key = _key(before)
    if not colon or after.startswith(":"):
        return ""
    if key in PREFIXES:
        meant = canonical(f"{key}::{after}")
        return "" if "::" in meant and meant.startswith(PREFIXES) else meant
    if key not in (*TRANSLATED, "media"):
        return ""
    return f"{key}::{after.strip()}"
