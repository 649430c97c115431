"""Tests of assessment/standards."""
