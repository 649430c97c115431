"""Tests of surveys/oversight/backup."""
