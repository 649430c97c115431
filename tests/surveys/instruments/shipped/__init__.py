"""Tests of the instruments that come with the product."""
