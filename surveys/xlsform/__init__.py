"""From a workbook to a compiled instrument."""
