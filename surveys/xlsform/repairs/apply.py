"""All repairs in their order: tables in, mended tables and the list of changes out."""

from surveys.xlsform.repairs.choice_files import repair_files
from surveys.xlsform.repairs.headers import (
    repair_colons,
    repair_extension,
    repair_languages,
    repair_nameless,
    repair_settings,
    repair_sheet_name,
)
from surveys.xlsform.repairs.proposals import Bench
from surveys.xlsform.repairs.reading import (
    repair_defaults,
    repair_merged_lists,
    repair_title_rows,
)
from surveys.xlsform.repairs.rows import (
    repair_duplicates,
    repair_expressions,
    repair_spaces,
)

ORDER = (
    repair_extension,
    repair_sheet_name,
    repair_title_rows,
    repair_colons,
    repair_settings,
    repair_languages,
    repair_nameless,
    repair_files,
    repair_merged_lists,
    repair_defaults,
    repair_duplicates,
    repair_spaces,
    repair_expressions,
)


def mend(tables, *, filename, kind, today, language):
    """(mended tables, repairs). The tables that came in stay as they are."""
    copy = {name: [list(line) for line in lines] for name, lines in tables.items()}
    bench = Bench(copy, filename, kind, today, language)
    for repair in ORDER:
        repair(bench)
    return bench.tables, bench.done
