"""The only place that reads interviews for analysis."""
