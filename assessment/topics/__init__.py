"""Pages about one topic, made of stored statistics: address → what makes the page.

Each module has TEMPLATE and page(figure_set, statistics), which gives its context.
statistics: in the version that the reader may see, in the order of computing.
"""

from types import ModuleType

from assessment.topics import length, quality

TOPICS: dict[str, ModuleType] = {"length": length, "quality": quality}
