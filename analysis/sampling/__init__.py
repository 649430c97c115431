"""Drawing places, and what a draw and its visits are worth: weights and rates."""
