"""Records that tests of the analysis are made of."""
