"""Writers of figures. What computes is imported when it is needed."""
