"""Tests of assessment/release."""
