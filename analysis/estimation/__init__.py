"""From weighted answers to estimates: design, weights, totals, variance, intervals."""
