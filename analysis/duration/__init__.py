"""Length of detention: follow-up, completed and elapsed stays."""
