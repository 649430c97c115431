"""Rounds and figures that tests of the assessment are made of."""
