"""Tests of assessment/presentation."""
