"""The page that plans a sample."""
