"""What may be published of exact figures: one rule, applied once."""
