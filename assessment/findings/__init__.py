"""Standards, matrix, priorities: what was found."""
