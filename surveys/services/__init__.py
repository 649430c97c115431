"""Writers: what changes the records of a round."""
