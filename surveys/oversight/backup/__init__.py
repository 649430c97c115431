"""One encrypted file of every table, and the way back."""
