"""Interviews on a tablet without a connection: forms out, sealed interviews in."""
