"""Tests of surveys/fieldwork."""
