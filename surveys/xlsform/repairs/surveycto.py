"""What only SurveyCTO calls by its name: index(), the number of an instance."""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.repairs.expressions import WITH_PATHS, replaced
from surveys.xlsform.sections import CLOSES, OPENS

INDEX = re.compile(r"(?<![\w-])index\(\s*\)")


def repair_instance_numbers(bench):
    """index() is position(..), or position(../..) where a group stands between."""
    headers, groups = bench.headers("survey"), []
    places = {h: p for p, h in enumerate(headers) if h in WITH_PATHS}
    why = _("Other tools write the number of an instance so.")
    for index, row in list(bench.rows("survey")):
        kind = kind_of(row)[0]
        if kind in CLOSES and groups:
            groups.pop()
        position = _position(groups)
        for header, place in places.items():
            old = row.get(header, "")
            new = replaced(INDEX, lambda _match, to=position: to, old)
            if position and new != old:
                bench.write("survey", index, place, new, why)
        if kind in OPENS:
            groups.append(kind)


def _position(groups):
    """The call that counts the repeat around a row; "" outside all repeats."""
    if "begin_repeat" not in groups:
        return ""
    ups = groups[::-1].index("begin_repeat") + 1
    return f"position({'/'.join(['..'] * ups)})"
