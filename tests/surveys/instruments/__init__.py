"""Tests of surveys/instruments."""
