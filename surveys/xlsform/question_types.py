"""Question types as forms of many years spell them, in one spelling."""

SPELLINGS = {
    "select one": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select_all_that_apply": "select_multiple",
    "add select one prompt using": "select_one",
    "add select multiple prompt using": "select_multiple",
    "int": "integer",
    "string": "text",
    "trigger": "acknowledge",
    "odk:rank": "rank",
    "dec": "decimal",
    "gps": "geopoint",
    "location": "geopoint",
    "picture": "image",
    "phone number": "phonenumber",
    "datetime": "dateTime",
    "date time": "dateTime",
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
}
SEVERAL = ("select_multiple", "select_multiple_from_file", "rank")


def kind_of(row):
    """("select_one", "list") of a type cell, in one spelling."""
    text = " ".join(row.get("type", "").split())
    for spelling, kind in SPELLINGS.items():
        if text == spelling or text.startswith(spelling + " "):
            text = kind + text.removeprefix(spelling)
            break
    kind, _space, rest = text.partition(" ")
    return kind, rest.strip().removeprefix("from ")


def lists_of_several(rows):
    """Names of the choice lists of which several may be chosen."""
    kinds = (kind_of(row) for row in rows)
    return {rest.split()[0] for kind, rest in kinds if kind in SEVERAL and rest}
