"""Tests of analysis/estimation."""
