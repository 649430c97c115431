"""Watching fieldwork: progress, its tables to take away, what is unfinished."""
