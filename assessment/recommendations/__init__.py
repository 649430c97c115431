"""What the review body finds, asks for, and what became of it."""
