"""Question types as forms of many years spell them, in one spelling."""

from functools import lru_cache

SPELLINGS = {
    "select_one": "select one|select1|add select one prompt using|select one using"
    "|select one from|q select1",
    "select_multiple": "select multiple|select all that apply|select_all_that_apply"
    "|add select multiple prompt using|select multiple using|select multiple from"
    "|select all that apply from|q select",
    "select_one_from_file": "select one from file",
    "select_multiple_from_file": "select multiple from file",
    "select_one_external": "select one external",
    "integer": "int|q int|add integer prompt",
    "text": "string|q string|add text prompt|phone number",
    "acknowledge": "trigger|q acknowledge|add acknowledge prompt",
    "rank": "odk:rank",
    "decimal": "dec|q decimal|add decimal prompt",
    "date": "q date|add date prompt",
    "dateTime": "datetime|date time|q date time|q dateTime|add date time prompt"
    "|add dateTime prompt",
    "note": "q note|add note prompt",
    "calculate": "q calculate|add calculate prompt",
    "geopoint": "gps|location|q geopoint|q location|add location prompt",
    "geotrace": "q geotrace",
    "geoshape": "q geoshape",
    "image": "picture|q image|q picture|add image prompt|add photo prompt",
    "audio": "q audio|add audio prompt",
    "video": "q video|add video prompt",
    "file": "add file prompt",
    "barcode": "q barcode|add barcode prompt",
    "start": "start time|get start time",
    "end": "end time|get end time",
    "today": "get today",
    "deviceid": "device id|get device id|uri:deviceid",
    "subscriberid": "subscriber id|get subscriber id|uri:subscriberid",
    "simserial": "sim id|get sim id|uri:simserial",
    "phonenumber": "get phone number|uri:phonenumber",
    "username": "uri:username",
    "email": "uri:email",
    "begin_group": "begin group",
    "end_group": "end group",
    "begin_repeat": "begin repeat|begin lgroup|begin_lgroup|begin looped group",
    "end_repeat": "end repeat|end lgroup|end_lgroup|end looped group",
    "begin_loop": "begin loop",
    "end_loop": "end loop",
    # of SurveyCTO
    "text_audit": "text audit",
    "audio_audit": "audio audit",
    "speed_violations_count": "speed violations count",
    "speed_violations_list": "speed violations list",
    "speed_violations_audit": "speed violations audit",
}
KINDS = {
    spelling: kind
    for kind, spellings in SPELLINGS.items()
    for spelling in spellings.split("|")
}
LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)
SEVERAL = ("select_multiple", "select_multiple_from_file", "rank")


def kind_of(row):
    """("select_one", "list") of a type cell, in one spelling."""
    return _kind_of_text(" ".join(row.get("type", "").split()))


@lru_cache(maxsize=4096)
def _kind_of_text(text):
    for spelling in LONGEST_FIRST:
        if text == spelling or text.startswith(spelling + " "):
            text = KINDS[spelling] + text.removeprefix(spelling)
            break
    kind, _space, rest = text.partition(" ")
    return kind, rest.strip().removeprefix("from ")


def lists_of_several(rows):
    """Names of the choice lists of which several may be chosen."""
    kinds = (kind_of(row) for row in rows)
    return {rest.split()[0] for kind, rest in kinds if kind in SEVERAL and rest}
