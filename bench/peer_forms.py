"""The form of the tablet's benches for two other form players, built with npm.

ODK Web Forms gets it as an XForm, by the library that also reads our workbooks;
SurveyJS as its own JSON, with the same screens. Both come from npm into var/peers at
the versions below, are bundled and minified there, and nothing of them is committed.
"""

import json
import shutil
import subprocess
from pathlib import Path

from bench.tablet_form import EACH_SCREENS, questions, workbook_of

PACKAGES = (
    "@getodk/web-forms@0.22.0",
    "vue@3.5.45",
    "survey-core@2.5.38",
    "survey-js-ui@2.5.38",
    "esbuild@0.28.2",
)
PLACE = Path(__file__).resolve().parents[1] / "var" / "peers"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Form</title>
{links}<script type="module" src="{name}.js"></script></head>
<body><div id="form"></div></body></html>"""
ENTRIES = {
    "odk": """
import { createApp, h } from "vue";
import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms";
const formXml = await (await fetch("form.xml")).text();
const fetchFormAttachment = () => { throw new Error("the form has no attachments"); };
const app = createApp({ render: () => h(OdkWebForm, {
  formXml, fetchFormAttachment, missingResourceBehavior: "BLANK",
}) });
app.use(webFormsPlugin);
app.mount("#form");
""",
    "surveyjs": """
import "survey-core/survey-core.min.css";
import { Model } from "survey-core";
import { renderSurvey } from "survey-js-ui";
const model = new Model(await (await fetch("form.json")).json());
globalThis.survey = model;
renderSurvey(model, document.getElementById("form"));
""",
}
WIDGETS = {
    "integer": {"type": "text", "inputType": "number", "min": 0, "max": 500},
    "text": {"type": "comment"},
    "date": {"type": "text", "inputType": "date"},
}


def build(count):
    """The folder with a page for each peer; asks npm where it is not there yet."""
    PLACE.mkdir(parents=True, exist_ok=True)
    listed = PLACE / "packages"
    if not listed.is_file() or listed.read_text() != "\n".join(PACKAGES):
        (PLACE / "package.json").write_text('{"private": true}')
        _run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES)
        listed.write_text("\n".join(PACKAGES))
    site = PLACE / "site"
    shutil.rmtree(site, ignore_errors=True)
    for name, entry in ENTRIES.items():
        (PLACE / f"{name}.js").write_text(entry)
        _bundle(name, site / name)
    (site / "odk" / "form.xml").write_text(xform(count))
    (site / "surveyjs" / "form.json").write_text(json.dumps(survey_model(count)))
    return site


def _bundle(name, target):
    program = PLACE / "node_modules" / ".bin" / "esbuild"
    options = (
        "--bundle",
        "--minify",
        "--format=esm",
        "--splitting",
        "--log-level=error",
    )
    _run(str(program), f"{name}.js", *options, f"--outdir={target}")
    sheet = f'<link rel="stylesheet" href="{name}.css">'
    links = sheet if (target / f"{name}.css").is_file() else ""
    (target / "index.html").write_text(PAGE.format(name=name, links=links))


def _run(*command):
    subprocess.run(command, cwd=PLACE, check=True)


def xform(count):
    """The XForm of the same workbook."""
    from pyxform.xls2xform import convert

    content = workbook_of(count, form_id="peers", version="1")
    return convert(content, file_type=".xlsx").xform


def survey_model(count):
    """The same questions, conditions, limits and screens for SurveyJS."""
    pages = []
    for place, (kind, name, label, asked_if) in enumerate(questions(count)):
        if place % EACH_SCREENS not in (1, 2):
            pages.append({"elements": []})
        element = {"name": name, "title": label, "isRequired": kind != "text"}
        element |= _widget(kind)
        if asked_if:
            element["visibleIf"] = asked_if.replace("${", "{")
        pages[-1]["elements"].append(element)
    return {"pages": pages, "focusFirstQuestionAutomatic": False}


def _widget(kind):
    from bench.tablet_form import CHOICES
    from tests.surveys.xlsform.workbooks import table

    if kind in WIDGETS:
        return WIDGETS[kind]
    choices = [
        {"value": code, "text": label}
        for list_name, code, label in table(CHOICES)[1:]
        if list_name == kind.partition(" ")[2] and code != "none"
    ]
    if kind.startswith("select_multiple"):
        return {"type": "checkbox", "choices": choices, "showNoneItem": True}
    return {"type": "radiogroup", "choices": choices}
