"""Forms written for one other tool: what is left out of them, and why."""

from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of

# What SurveyCTO keeps of the device and of the interviewer's work.
SURVEYCTO = {
    *("caseid", "text_audit", "audio_audit", "comments", "calculate_here", "duration"),
    *("speed_violations_count", "speed_violations_list", "speed_violations_audit"),
    *("sensor_statistic", "sensor_stream", "device_info"),
}
# Functions that are a whole calculation → the type that it stands for.
DEVICE_FUNCTIONS = {
    "duration()": "duration",
    "device-info()": "device_info",
    "phone-number()": "phonenumber",
    "username()": "username",
}
SURVEYCTO_COLUMNS = {"minimum_seconds", "response_note", "publishable"}
KOBO_TABLES = {
    *("begin_kobomatrix", "end_kobomatrix", "begin_score", "end_score", "score__row"),
    *("begin_rank", "end_rank", "rank__level"),
}
CHT_APPEARANCES = ("select-contact", "db-object")
KOBO_LOCKS = "kobo--lock"
CHT_COLUMNS = ("instance::db-doc", "instance::cht")


def read_device_functions(rows):
    """Take calculations of what SurveyCTO knows of a device as device data."""
    for row in rows:
        kind = DEVICE_FUNCTIONS.get(row.get("calculation").replace(" ", ""))
        if kind:
            row.cells["type"], row.cells["calculation"] = kind, ""


def kobo_table_problem(row):
    """(message, remedy) of a row that only KoboToolbox draws, else None."""
    if kind_of(row)[0] not in KOBO_TABLES:
        return None
    return (
        _("“%(type)s” is a table that only KoboToolbox knows", type=row.get("type")),
        _("Write each cell as a question, in a group with the appearance table-list."),
    )


def dialect_notes(sheets):
    """One note for each tool that a form was written for."""
    rows, headers = sheets.rows["survey"], sheets.headers["survey"]
    kinds = {kind_of(row)[0] for row in rows}
    if kinds & SURVEYCTO or SURVEYCTO_COLUMNS & set(headers):
        yield _(
            "This form was written for SurveyCTO. Its cases, comments, audits, sensors"
            " and durations are left out. Everything else is read as an XLSForm."
        )
    appearances = " ".join(row.get("appearance") for row in rows)
    if (
        any(kind.startswith("db:") for kind in kinds)
        or any(word in appearances for word in CHT_APPEARANCES)
        or any(header.startswith(CHT_COLUMNS) for header in headers)
    ):
        yield _(
            "This form was written for the Community Health Toolkit (CHT). What that"
            " app fills in about a person or a task is not known here, and is asked."
        )
    if any(header.startswith(KOBO_LOCKS) for header in headers):
        yield _(
            "This form comes from a question library of KoboToolbox. Its locks are not"
            " used: every author can change every question."
        )
