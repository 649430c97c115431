"""Names of the demo's regions and districts, put into the form about programmes.

The shipped form leaves them in brackets for a deployment to fill in. All are invented.
"""

import io
from pathlib import Path

from openpyxl import load_workbook

REGIONS = (("Northern region", "Région nord"), ("Eastern region", "Région est"))
REGIONS += (("Southern region", "Région sud"),)
DISTRICTS = (
    ("Tarnwell", "Lindmoor", "Kessary"),
    ("Velmira", "Ellisk", "Casselby"),
    ("Ostrel", "Dunmarrow", "Arvenne"),
)
CHOICES, ENGLISH, FRENCH = "choices", "label::English (en)", "label::French (fr)"


def names_by_code():
    """Code of a region or district → its name in English and in French."""
    names = {f"r{number}": name for number, name in enumerate(REGIONS, start=1)}
    for region, districts in enumerate(DISTRICTS, start=1):
        for number, name in enumerate(districts, start=1):
            code = f"r{region}d{number}"
            names[code] = (f"{name} district", f"District de {name}")
    return names


def with_district_names(path: Path) -> bytes:
    """The workbook of a form with these names in its list of choices."""
    workbook = load_workbook(path)
    sheet = workbook[CHOICES]
    head = [cell.value for cell in sheet[1]]
    columns = [head.index(name) for name in (ENGLISH, FRENCH)]
    lists, code, names = head.index("list_name"), head.index("name"), names_by_code()
    for row in sheet.iter_rows(min_row=2):
        if row[lists].value in ("region", "district") and row[code].value in names:
            for column, name in zip(columns, names[row[code].value], strict=True):
                row[column].value = name
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
