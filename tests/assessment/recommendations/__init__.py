"""Findings of the body, recommendations and their follow-up."""
