"""Tests of assessment/findings."""
