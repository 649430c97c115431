"""Tests of analysis/field_quality."""
