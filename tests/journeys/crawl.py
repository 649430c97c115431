"""Every address that a person can reach by links, and what is wrong with its page."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

HOME = "/"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
# Words that only a program says: a value that is missing, or a template that broke.
BROKEN = re.compile(
    r"\bNone\b(?! of )|(?<![/-])\b(nan|NaN|inf|Infinity)\b(?!-)|\{\{|\{%|%\(\w+\)[sd]"
    r"|<bound method"
)
# An author may call a choice “None”: it stands beside its code, in curly quotes, or is
# marked as an answer.
AUTHORS_NONE = re.compile(
    r"<code>none</code> <bdi [^>]*>None</bdi>|“None”"
    r'|<(td|bdi) class="answer(?: soft)?">None(?: [a-z ]+)?</\1>'
)
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.S)
NOT_FOLLOWED = ("/static/", "/accounts/logout", "/media/")
NUMBERS = re.compile(r"/(?=[0-9a-f-]*\d)[0-9a-zA-Z-]+(?=/|$)")
STANDARD = re.compile(r"/[A-Z]{2,3}-\d\d(?=/|$)")
# One figure by itself says what the page of its standard says: some of them are enough.
FIGURE = re.compile(r"/figure/[^/]+/")
MOST_FIGURES = 12


def pattern_of(address):
    """The address without the things it is about."""
    path = urlsplit(address).path
    path = FIGURE.sub("/figure/#/", path)
    return NUMBERS.sub("/#", STANDARD.sub("/#", path))


def crawl(client, language, *, most=None, start=HOME):
    """(address, what is wrong) of every page reached from the start, by GET alone.

    most: pages of one pattern that are opened; every one where it is not given, but
    some only of those with a single figure.
    """
    for address, response in responses(client, language, start, most):
        yield from ((address, problem) for problem in problems(response))


def crawled_pages(client, language, *, start=HOME, left_out=()):
    """(address, content) of every page and file that links lead to from the start.

    left_out: ends of addresses that are not opened.
    """
    for address, response in responses(client, language, start, left_out=left_out):
        if response.status_code == 200:
            yield (
                address,
                b"".join(response) if response.streaming else response.content,
            )


def responses(client, language, start, most=None, left_out=()):
    """(address, response), each address once, as links lead to it."""
    waiting, seen, opened = deque([start]), {start}, Counter()
    while waiting:
        address = waiting.popleft()
        pattern = pattern_of(address)
        opened[pattern] += 1
        of_figure = MOST_FIGURES if "/figure/" in pattern else None
        limits = [limit for limit in (most, of_figure) if limit is not None]
        if limits and opened[pattern] > min(limits):
            continue
        response = client.get(address, headers={"accept-language": language})
        yield address, response
        for link in links(response, address):
            if link not in seen and not link.endswith(tuple(left_out)):
                seen.add(link)
                waiting.append(link)


def problems(response):
    """What no reader should meet: an error page, or a word of the program."""
    if response.status_code >= 500:
        yield f"answers {response.status_code}"
        return
    if response.status_code == 404:
        yield "is linked and not there"
        return
    if not is_page(response):
        return
    yield from program_words(response.content.decode())


def program_words(page):
    """Words that only a program says, each with what stands around it."""
    text = unescape(TAGS.sub(" ", AUTHORS_NONE.sub("", page)))
    for match in BROKEN.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 40]
        yield f"says “{' '.join(around.split())}”"


def is_page(response):
    streamed = getattr(response, "streaming", False)
    return not streamed and response.headers["Content-Type"].startswith("text/html")


def links(response, address):
    """Addresses of this site that a page links to, and where it sends its reader."""
    if response.status_code in (301, 302):
        targets = [response.headers["Location"]]
    elif response.status_code == 200 and is_page(response):
        targets = [unescape(link) for link in LINK.findall(response.content.decode())]
    else:
        return
    for link in targets:
        target, _fragment = urldefrag(urljoin(address, link))
        parts = urlsplit(target)
        if parts.scheme not in ("", "http", "https") or parts.netloc not in (
            "",
            "testserver",
        ):
            continue
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if not path.startswith(NOT_FOLLOWED):
            yield path
