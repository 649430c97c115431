"""One form of many questions for the tablet's benches, and the same for its peers.

A screen of three questions, then three screens of one: choices, several choices, whole
numbers, words and dates. Every fourth question is asked where an earlier answer asks
for it; all but words are required.
"""

from tests.surveys.xlsform.workbooks import workbook

HEAD = ["type", "name", "label::English (en)", "relevant", "constraint", "required"]
HEAD += ["appearance"]
SETTINGS = """
| form_id | version | default_language |
| {form_id} | {version} | English (en)     |
"""
CHOICES = """
| list_name | name  | label::English (en) |
| yn        | yes   | Yes                 |
| yn        | no    | No                  |
| often     | alw   | Always              |
| often     | often | Often               |
| often     | some  | Sometimes           |
| often     | never | Never               |
| kinds     | body  | Something physical  |
| kinds     | words | Something said      |
| kinds     | paper | Something written   |
| kinds     | none  | Nothing of this     |
"""
KINDS = ("select_one yn", "integer", "select_multiple kinds", "select_one often")
KINDS += ("text", "date")
RULES = {
    "integer": ". >= 0 and . <= 500",
    "select_multiple kinds": "not(selected(., 'none') and count-selected(.) > 1)",
}
EACH_SCREENS = 6  # questions: three together, three alone
CONSENT = "x_consent"  # without it the clock of an interview does not run


def row(kind, name="", label="", **cells):
    return [kind, name, label, *(cells.get(column, "") for column in HEAD[3:])]


def questions(count):
    """(kind, name, label, relevance) of each."""
    listed = [("select_one yn", CONSENT, "Do you agree to talk with me?", "")]
    for place in range(1, count):
        kind = KINDS[place % len(KINDS)]
        asked_if = ""
        if place % 4 == 0:
            near = max(p for p in range(place) if p % len(KINDS) == 0)
            asker = f"q{near}" if near else CONSENT
            asked_if = f"${{{asker}}} = 'yes'"
        label = f"Question {place}: what can you tell me about part {place} of it?"
        listed.append((kind, f"q{place}", label, asked_if))
    return listed


def survey(count):
    """The rows of the sheet "survey"."""
    rows = [HEAD]
    for place, (kind, name, label, asked_if) in enumerate(questions(count)):
        spot = place % EACH_SCREENS
        if spot == 0:
            cells = {"appearance": "field-list"}
            rows.append(row("begin_group", f"g{place}", f"Part {place}", **cells))
        rule = RULES.get(kind, "")
        required = "" if kind == "text" else "yes"
        rows.append(
            row(
                kind, name, label, relevant=asked_if, constraint=rule, required=required
            )
        )
        if spot == 2 or (spot < 2 and place == count - 1):
            rows.append(row("end_group"))
    return rows


def workbook_of(count, *, form_id, version):
    settings = SETTINGS.format(form_id=form_id, version=version)
    return workbook(survey(count), CHOICES, settings)
