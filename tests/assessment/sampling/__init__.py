"""Tests of assessment/sampling."""
