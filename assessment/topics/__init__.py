"""Pages about one topic, made of stored statistics: address → what makes the page.

Each module has TEMPLATE and page(reader), which gives its context.
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
