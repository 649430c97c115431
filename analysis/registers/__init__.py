"""What places report: stock, entries, exits, deaths."""
