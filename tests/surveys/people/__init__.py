"""Tests of surveys/people."""
