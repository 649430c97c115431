"""Why an act of the review cannot be done, as a sentence for who asked for it."""


class NotPossible(Exception):
    """The act cannot be done; the message says where and what to do."""
