"""Letting everybody read the figures of a round."""
