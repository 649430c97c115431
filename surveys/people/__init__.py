"""Organisations, invitations, roles, sign-in, sessions, second factor."""
