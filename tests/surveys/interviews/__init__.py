"""Tests of surveys/interviews."""
