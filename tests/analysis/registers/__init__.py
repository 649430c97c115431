"""Tests of analysis/registers."""
