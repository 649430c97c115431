"""Interviews as data frames: nothing else reads interviews for analysis."""
