"""Tests of surveys/demo."""
