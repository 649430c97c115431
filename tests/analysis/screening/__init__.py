"""Tests of analysis/screening."""
