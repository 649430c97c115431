"""Text files whose letters are not UTF-8: read as they likely are, with a sample."""

import re

from surveys.engine.translatable import sentence as _
from surveys.xlsform.formats.detect import BINARY, WIDE
from surveys.xlsform.problem import shortened
from surveys.xlsform.repairs.proposals import Repair

WORD = re.compile(r"[^\s,;|]*[^\x00-\x7f][^\s,;|]*")
# Latin letters with accents stand alone among others; Arabic ones make whole words.
ARABIC_WORDS = re.compile(rb"[\xc0-\xff]{3,}")
SAMPLE_WORDS = 5
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MOST_LETTERS = 400  # that tell how a file is written


def repair_characters(files):
    """(files in UTF-8, repairs): a file that is not is read as it likely was written.

    files: [(name, bytes)]. A file that nothing fits stays as it is, and is refused.
    """
    read, repairs = [], []
    for name, content in files:
        encoding = likely_encoding(content)
        if encoding:
            text = content.decode(encoding)
            repairs.append(_proposal(name, encoding, text))
            content = text.encode()
        read.append((name, content))
    return read, repairs


def likely_encoding(content):
    """cp1252, cp1256, utf-16-le or utf-16-be; "" for UTF-8 and what nothing fits."""
    if content.startswith((*BINARY, *WIDE)):
        return ""
    encoding = _unmarked_utf_16(content)
    if not encoding:
        if CONTROL.search(content) or _is_text(content, "utf-8"):
            return ""
        encoding = "cp1256" if ARABIC_WORDS.search(content) else "cp1252"
    return encoding if _is_text(content, encoding) else ""


def _unmarked_utf_16(content):
    """UTF-16 of a text with Latin letters: every second byte of those is 0."""
    start = content[:MOST_LETTERS]
    for encoding, zeros, letters in (
        ("utf-16-le", start[1::2], start[0::2]),
        ("utf-16-be", start[0::2], start[1::2]),
    ):
        if zeros and not letters.count(0) and zeros.count(0) * 2 > len(zeros):
            return encoding
    return ""


def _is_text(content, encoding):
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _proposal(name, encoding, text):
    spoken = {
        "cp1252": _("Windows-1252 (Western European)"),
        "cp1256": _("Windows-1256 (Arabic)"),
    }
    words = WORD.findall(text)[:SAMPLE_WORDS] or text.split()[:SAMPLE_WORDS]
    return Repair(
        *("", 0, "", name),
        shortened(" ".join(words), 200),
        _(
            "The file is not in UTF-8 but likely in %(encoding)s. Look at these words."
            " If they are wrong, save the file as “CSV UTF-8”.",
            encoding=spoken.get(encoding, "UTF-16"),
        ),
    )
