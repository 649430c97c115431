"""The catalogue of standards and indicators."""
