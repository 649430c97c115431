"""Numbers and uncertainty in words."""
