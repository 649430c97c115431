"""The tables that judge both engines, and the instruments that they draw."""

import json
from datetime import date
from pathlib import Path

from tests.surveys.xlsform.workbooks import instrument_from

FOLDER = Path(__file__).parent
TODAY = date(2026, 3, 15)
NUMBER = "0f6c1c1e-7d2b-4a51-9c3e-2b8f4a1d6e70"  # of the interview; draws go by it


def table(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def drawn(written):
    """An instrument from the lines of its Markdown tables."""
    return instrument_from("\n".join(written["survey"]), "\n".join(written["choices"]))
