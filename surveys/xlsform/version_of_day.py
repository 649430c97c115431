"""The version of a form whose author gave it none: the day, and a number."""


def version_of_day(day, number):
    return f"{day:%Y%m%d}{number:02d}"
