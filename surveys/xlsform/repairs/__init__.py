"""What can be mended in a form, proposed to its author and applied."""
