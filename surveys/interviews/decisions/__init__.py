"""Deciding about interviews: the list, one interview, whether it counts."""
