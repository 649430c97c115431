"""The gap report: one content, as a page, as PDF and as Word."""
