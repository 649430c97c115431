"""The style sheets, inlined in the pages that need them and allowed by their hash."""

import base64
import hashlib
import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SHEETS = (
    "style.css",
    "assessment/figures.css",
    "surveys/interviews/tablet.css",
    "assessment/report/screen.css",
)


def _compact(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).strip()


def _hash(css: str) -> str:
    digest = hashlib.sha256(css.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


STYLE, FIGURES_STYLE, TABLET_STYLE, REPORT_STYLE = (
    _compact((TEMPLATES / sheet).read_text(encoding="utf-8")) for sheet in SHEETS
)
STYLE_HASHES = [
    _hash(sheet) for sheet in (STYLE, FIGURES_STYLE, TABLET_STYLE, REPORT_STYLE)
]
