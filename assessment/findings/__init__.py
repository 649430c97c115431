"""Findings of standards: matrix, priorities, changes."""
