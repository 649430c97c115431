"""Tests of analysis/publication."""
