"""Tests of surveys/sealed_answers."""
