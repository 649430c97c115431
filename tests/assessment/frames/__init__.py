"""Tests of assessment/frames."""
