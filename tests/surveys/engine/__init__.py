"""Tests of surveys/engine."""
