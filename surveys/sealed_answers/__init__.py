"""Custodians' keys; opening one answer by two people."""
