"""Taking an interview back: codes, requests, and what is erased."""
