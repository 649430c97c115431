"""Tests of surveys/oversight."""
