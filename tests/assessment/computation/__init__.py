"""Tests of assessment/computation."""
