"""Between rounds, and between informant groups."""
