"""Tests of surveys/xlsform."""
