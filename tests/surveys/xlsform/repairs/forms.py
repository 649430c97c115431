"""Forms drawn as tables, and what examine() says of them."""

from surveys.xlsform.examine import examine
from tests.surveys.xlsform.workbooks import table

TODAY = "2026-11-25"
SETTINGS = """
| form_id | version | daa::respondent |
| trial   | 1       | none            |
"""


def drawn(**sheets):
    """The bytes of a form in Markdown, of sheets drawn without their names."""
    parts = []
    for name, text in sheets.items():
        lines = [" | ".join(["", "", *row, ""]) for row in table(text)]
        parts += [f"| {name} |", *(line.strip() for line in lines)]
    return "\n".join(parts).encode()


def sent(survey, *files, settings=SETTINGS, **sheets):
    """The answer about a form, and the files that came along."""
    options = {k: sheets.pop(k) for k in ("source", "opening") if k in sheets}
    content = drawn(survey=survey, settings=settings, **sheets)
    return examine([("trial.md", content), *files], today=TODAY, **options)


def problems(answer):
    return [
        f"{p['sheet']} {p['row']} {p['column']}: {p['message']}. {p['remedy']}"
        for p in answer["problems"]
    ]


def changes(answer, part="repairs"):
    """{(sheet, row, column): (before, after)} of the cells of the form itself."""
    return {
        (r["sheet"], r["row"], r["column"]): (str(r["old"]), str(r["new"]))
        for r in answer[part]
    }


def questions(answer):
    """{name: question} of the form after its repairs."""
    assert problems(answer) == []
    return {
        question["name"]: question
        for section in answer["instrument"]["sections"]
        for screen in section["screens"]
        for question in screen["questions"]
    }
