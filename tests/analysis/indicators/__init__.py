"""Tests of analysis/indicators."""
