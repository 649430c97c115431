"""The page of the ethics requirements and of the tests that prove them."""

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from surveys.access import navigation_for
from surveys.oversight.ethics import requirements


@require_GET
def ethics(request):
    language = get_language() if get_language() in ("en", "fr") else "en"
    open_pages = {address for address, _name in navigation_for(request.user)}
    open_pages.add(reverse("withdraw"))  # for everybody, without an account
    lines = [
        {
            "requirement": requirement,
            "text": requirement.wording[language],
            "how": requirement.how[language],
            "where": [_page(name, open_pages) for name in requirement.where],
            "tests": [words_of(test) for test in requirement.tests],
        }
        for requirement in requirements()
    ]
    return render(request, "surveys/oversight/ethics.html", {"lines": lines})


def _page(name, open_pages):
    """(text, address to link): a page is linked for those who may open it."""
    address = address_of(name)
    return address or name, address if address in open_pages else ""


def address_of(name):
    """The address of a page that needs no object, or nothing to link."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def words_of(test):
    """“test_eth03_what_is_heard” → "what is heard": the sentence that is proved."""
    return test.partition("::")[2].split("_", 2)[2].replace("_", " ")
