"""Pages as tests compare them: a template may break its lines anywhere."""


def one_line(page):
    """The markup on one line, without the blanks between two tags."""
    page = " ".join(page.split()).replace(" >", ">")
    return page.replace("> <", "><")
