"""Who reads a set of figures, and the pages that are opened for it."""
