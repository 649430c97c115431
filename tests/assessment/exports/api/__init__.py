"""Tests of assessment/exports/api."""
