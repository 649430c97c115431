"""Tests of assessment/exports."""
