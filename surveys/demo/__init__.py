"""The synthetic rounds of the demonstration."""
