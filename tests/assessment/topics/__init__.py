"""Tests of assessment/topics."""
