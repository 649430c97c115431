"""Tests of analysis/duration."""
