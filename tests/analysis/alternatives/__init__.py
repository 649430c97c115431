"""Tests of analysis/alternatives."""
