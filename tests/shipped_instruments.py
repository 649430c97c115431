"""The shipped instruments, each compiled once in a test process."""

import functools

from surveys.instruments.build import build
from surveys.xlsform.compile import compile_workbook


@functools.cache
def compiled_with_content(name, *, rapid=False):
    """(what the compiler gives, the workbook's bytes) of a shipped instrument."""
    content = build(name, rapid=rapid)
    return compile_workbook(content), content


def instrument(name, *, rapid=False):
    return compiled_with_content(name, rapid=rapid)[0].instrument
