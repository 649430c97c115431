"""Tests of surveys/sealing."""
