"""The recommendations of a release, for programs."""

COLUMNS = ("code", "text", "addressee", "standards", "deadline", "status")


def recommendation_rows(reader):
    """One row a recommendation that the reader may see: column → value.

    Until recommendations are stored there are none.
    """
    return []
