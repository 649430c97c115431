"""KoboToolbox and ODK take the shipped workbooks as they are."""

import os
import shutil

import pytest
from pyxform.errors import PyXFormError
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert

from surveys.instruments.build import build, names

WORKBOOKS = [(name, rapid) for name in names() for rapid in (False, True)]
NO_JAVA = "ODK Validate needs Java, which is not on this machine"
without_java = shutil.which("java") is None and not os.environ.get("CI")
needs_java = pytest.mark.skipif(without_java, reason=NO_JAVA)


def warnings_of(name, *, rapid, validate):
    content = build(name, rapid=rapid)
    return convert(xlsform=content, file_type=".xlsx", validate=validate).warnings


@pytest.mark.parametrize(("name", "rapid"), WORKBOOKS)
def test_pyxform_reads_each_workbook_without_a_warning(name, rapid):
    assert warnings_of(name, rapid=rapid, validate=False) == []


@needs_java
@pytest.mark.parametrize("name", names())
def test_odk_validate_accepts_each_workbook(name):
    """A rapid variant has no row that its workbook does not have."""
    assert warnings_of(name, rapid=False, validate=True) == []


@needs_java
def test_odk_validate_does_refuse_what_is_broken():
    broken = """
| survey |
| | type | name | label | relevant |
| | integer | days | Days | ${days} > nosuch(1, |
"""
    with pytest.raises((ODKValidateError, PyXFormError)):
        convert(xlsform=broken, file_type=".md", validate=True)
