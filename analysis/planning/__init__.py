"""Sample size and power before a round."""
