"""Rounds, places, safeguards and progress in the field."""
