"""The style sheet, inlined in every page and allowed by its hash."""

import base64
import hashlib
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "templates" / "style.css"


def _compact(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).strip()


STYLE = _compact(SOURCE.read_text(encoding="utf-8"))
STYLE_HASH = (
    "'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)
