"""Field quality: flags are raised, listed and settled while interviews go on."""
