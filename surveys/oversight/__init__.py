"""Audit log, ethics, incidents, impact assessment, retention, status."""
