"""All repairs in their order."""

from surveys.xlsform.repairs.choice_files import put_files_away, repair_files
from surveys.xlsform.repairs.cht import repair_inputs
from surveys.xlsform.repairs.codes import (
    repair_codes_of_two_places,
    repair_quotes_in_codes,
)
from surveys.xlsform.repairs.expressions import (
    repair_expressions,
    repair_paths,
    repair_random_numbers,
)
from surveys.xlsform.repairs.external_choices import repair_external_choices
from surveys.xlsform.repairs.file_lookups import repair_file_lookups
from surveys.xlsform.repairs.headers import (
    repair_colons,
    repair_extension,
    repair_languages,
    repair_nameless,
    repair_settings,
    repair_sheet_name,
    repair_state_column,
)
from surveys.xlsform.repairs.loops import repair_loops
from surveys.xlsform.repairs.names import repair_names
from surveys.xlsform.repairs.names_in_groups import (
    repair_names_in_groups,
    repair_paths_to_shared_names,
    repair_repeat_names,
)
from surveys.xlsform.repairs.old_habits import (
    repair_comment_rows,
    repair_empty_defaults,
    repair_required,
)
from surveys.xlsform.repairs.proposals import Bench
from surveys.xlsform.repairs.reading import (
    repair_defaults,
    repair_merged_lists,
    repair_title_rows,
)
from surveys.xlsform.repairs.rows import (
    repair_duplicates,
    repair_rows_without_text,
    repair_spaces,
)
from surveys.xlsform.repairs.surveycto import repair_instance_numbers

ORDER = (
    repair_extension,
    repair_sheet_name,
    repair_title_rows,
    repair_external_choices,
    repair_colons,
    repair_settings,
    repair_languages,
    repair_nameless,
    repair_state_column,
    repair_files,
    repair_merged_lists,
    repair_comment_rows,
    repair_names,
    repair_empty_defaults,
    repair_defaults,
    repair_expressions,
    repair_inputs,
    repair_paths_to_shared_names,
    repair_paths,
    repair_instance_numbers,
    repair_file_lookups,
    put_files_away,
    repair_required,
    repair_repeat_names,
    repair_names_in_groups,
    repair_random_numbers,
    repair_quotes_in_codes,
    repair_rows_without_text,
    repair_duplicates,
    repair_codes_of_two_places,
    repair_spaces,
    repair_loops,  # the only one that moves rows
)


def mend(tables, *, filename, kind, today, language, version=""):
    """The bench after all repairs. The tables that came in stay as they are."""
    copy = {name: [list(line) for line in lines] for name, lines in tables.items()}
    bench = Bench(copy, filename, kind, today, language, version)
    for repair in ORDER:
        repair(bench)
    return bench
