"""Tests of assessment/api."""
