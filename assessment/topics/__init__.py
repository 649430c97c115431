"""Pages about one topic, made of stored statistics: address → what makes the page.

Each module has TEMPLATE and page(figure_set, statistics, figures), which gives its
context. statistics, figures: in the version that the reader may see, in the order of
computing.
"""

from types import ModuleType

from assessment.topics import alternatives, changes, length, numbers, quality

TOPICS: dict[str, ModuleType] = {
    "alternatives": alternatives,
    "changes": changes,
    "length": length,
    "numbers": numbers,
    "quality": quality,
}
