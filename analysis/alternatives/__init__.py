"""Programmes, eligibility, places against need, results, cost."""
