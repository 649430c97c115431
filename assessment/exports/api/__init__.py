"""Released figures for programs: read-only JSON."""
