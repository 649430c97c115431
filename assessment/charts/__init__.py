"""Pictures as inline SVG, one a file."""
