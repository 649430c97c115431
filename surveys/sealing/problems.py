"""What can be wrong with a key or with what was sealed under it."""


class KeyProblem(Exception):
    """The key cannot be used; the message says why and what to do."""


class SealBroken(Exception):
    """The ciphertext was altered, moved to another row, or made under another key."""
